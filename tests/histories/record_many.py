"""Records the many histories anew: `python -m tests.histories.record_many`, about three minutes.

As `record` does for the paths: servers of this script's own, all reports at the same time. What can't be
judged `identical` as it comes from the engine is no golden history but a fault, and is told.
"""

import asyncio
import logging
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from temporalio.service import RPCError

from evidence.replay.bulk_replayer import Replays
from evidence.replay.evidence import Evidence
from evidence.replay.verdict import reach_verdict
from records.database import rows
from tests.histories.golden import Golden
from tests.histories.many import save
from tests.histories.plays import Stand
from tests.histories.record import APPROVING, at_rest, database_server, engine, stand_of
from tests.histories.wandering import new_calendars, wandered

SEEDS = 120
AT_ONCE = 16


async def main(seeds: int) -> None:
    """Lets reports wander, and writes the archive."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tuntas-many-")))
        postgres = await stack.enter_async_context(database_server(folder))
        client = await stack.enter_async_context(engine(folder))
        stand = await stack.enter_async_context(stand_of(client, postgres, "many"))
        await rows(stand.pool, APPROVING)
        await stand.directory.refresh()
        await stack.enter_async_context(stand.working())
        gate = asyncio.Semaphore(AT_ONCE)
        calendars = asyncio.create_task(new_calendars(stand, seed=0))
        found = await asyncio.gather(*(_one(stand, seed, gate) for seed in range(seeds)))
        calendars.cancel()
    reports = [golden for each in found for golden in each]
    async with Replays() as replays:
        for golden in reports:
            verdict = await reach_verdict(
                Evidence(golden.number, golden.runs, "history", golden.facts), replays
            )
            if not verdict.is_identical:
                raise AssertionError(f"{golden.number}: {verdict.first}")
    save(reports)
    print(f"{len(reports)} reports, {sum(len(golden.runs) for golden in reports)} runs")


async def _one(stand: Stand, seed: int, gate: asyncio.Semaphore) -> list[Golden]:
    async with gate:
        reports = await wandered(stand, seed)
        found = []
        for report in reports:
            try:
                found.append(await at_rest(stand, report))
            except (TimeoutError, RPCError) as error:
                print(f"seed {seed}: {report.number} does not come to rest: {error}")
    return found


if __name__ == "__main__":
    logging.disable()  # not every decision is allowed
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS))
