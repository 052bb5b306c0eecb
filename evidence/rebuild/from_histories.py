"""Makes the record anew from the histories, which are the truth, and says what differed."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from temporalio.client import Client, WorkflowHistory
from temporalio.exceptions import TemporalError
from temporalio.service import RPCError

from evidence.archive.object_format import ObjectBroken
from evidence.archive.report_histories import HistoryGone, read_runs
from evidence.archive.store import Store
from evidence.history_codec import has_ended
from evidence.replay import record_diff
from evidence.replay.record import read_record
from evidence.replay.record_diff import Difference, compare_tables, tables_of_batch
from evidence.replay.replayer import Packed, is_begun, pack_runs, replay_run, unpack_runs
from records.advisory_locks import lock_report
from records.database import Pool, rows
from records.keys.store import KeyStore
from records.reports import record_gaps
from records.reports.contact_index import ContactIndex
from records.reports.search_index import SearchIndex
from runtime.subprocess_pool import NeverEnds, SubprocessPool
from workflows.procedure.model import instants

EVERY_REPORT = "WorkflowType = 'report' AND ExecutionStatus != 'ContinuedAsNew'"
PAGE = 5_000
# In SQL: import
RECORDED = f"select report, sealed_at from reports where report > %s order by report limit {PAGE}"  # noqa: S608
AT_ONCE = 8
"""How many reports are under comparison at a time."""
LOOKS = 4
"""How often a report that moves is looked at before it is said to differ."""
MOVING = timedelta(seconds=10)
"""For how long after its last event a report may be under way: its record is written moments later."""

# In SQL: import
IS_AHEAD = "select next_fact(%(report)s) > %(facts)s + 1 as is_ahead"
# What contradicts the history gives way, whenever it was recorded; so does all that followed from it.
CLEAR = (
    """with gone as (
        insert into superseded (report, number, digest)
        select report, number, digest from facts where report = %(report)s and digest <> all(%(digests)s)
        returning number
    )
    delete from messages using gone where report = %(report)s and fact = gone.number and sent_at is null""",
    "delete from tasks where report = %(report)s and id <> all(%(tasks)s)",
    "delete from lapses where report = %(report)s and fact <> all(%(lapses)s)",
    "delete from report_contacts where report = %(report)s",
    "update tasks set facts = 0 where report = %(report)s",
    "update reports set facts = 0, sealed_at = null where report = %(report)s",
)
FEED = "select record_facts(%(batch)s::jsonb)"


@dataclass
class Outcome:
    """What a rebuild found. `left` still differs afterwards; a check leaves everything as it is.

    `untold` are messages of facts that the record never had and that were not made; `past_retention`
    are finished reports whose history the engine keeps no longer, and that the archive doesn't have, or was
    not asked for: nothing is said of them.
    """

    reports: int = 0
    facts: int = 0
    repaired: int = 0
    untold: int = 0
    past_retention: int = 0
    seconds: float = 0.0
    found: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)


class PastRetention(Exception):
    """A finished report whose history nobody keeps any more."""


@dataclass(frozen=True)
class Rebuild:
    """A rebuild of `only` these reports, or all; with `check` it only compares, with `recent` it leaves out
    the finished ones that only the archive still has.

    Nobody is told anything again: whatever was recorded has its messages. Those of facts that the record
    never had are made only for facts written down at `tell_since` or later: after a restored backup, the
    instant it was taken. They go to whoever is in office now. `lanes` share the replaying.
    """

    client: Client
    pool: Pool
    keys: KeyStore
    store: Store
    lanes: Sequence[SubprocessPool]
    only: Sequence[str] = ()
    check: bool = False
    recent: bool = False
    tell_since: datetime | None = None
    on_report: Callable[[], None] = lambda: None

    async def run(self) -> Outcome:
        """Raises RPCError where the engine, StoreAway where the archive, and one of `SQL_AWAY` where the
        database is away."""
        begun, outcome = time.monotonic(), Outcome()
        gate, lanes = asyncio.Semaphore(AT_ONCE), cycle(self.lanes)
        try:
            async with asyncio.TaskGroup() as group:
                async for number in self._numbers(outcome):
                    await gate.acquire()
                    one = group.create_task(self._one(number, outcome, next(lanes)))
                    one.add_done_callback(lambda _: gate.release())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        outcome.seconds = time.monotonic() - begun
        return outcome

    async def _numbers(self, outcome: Outcome) -> AsyncIterator[str]:
        """Every report that the engine or the record knows of."""
        if self.only:
            for number in self.only:
                yield number
            return
        seen = set()
        async for execution in self.client.list_workflows(EVERY_REPORT):
            seen.add(execution.id)
            yield execution.id
        last, page = "", await rows(self.pool, RECORDED, [""])
        while page:
            for each in page:
                last = each["report"]
                if last in seen:
                    continue
                if self.recent and each["sealed_at"]:
                    outcome.past_retention += 1
                else:
                    yield last
            page = await rows(self.pool, RECORDED, [last])

    async def _one(self, number: str, outcome: Outcome, lane: SubprocessPool) -> None:
        try:
            anew, found = await self._looked_at(number, lane)
        except PastRetention:
            outcome.past_retention += 1
            self.on_report()
            return
        outcome.reports += 1
        outcome.facts += len(anew["facts"]) if anew else 0
        outcome.found += found
        if anew and found and not self.check:
            outcome.untold += await self._repair(anew, found)
            found = await _compare(self.pool, number, anew)
            outcome.repaired += not found
        if anew and not found and not self.check:
            await record_gaps.note_closed(self.pool, number)
        outcome.left += found
        self.on_report()

    async def _looked_at(
        self, number: str, lane: SubprocessPool
    ) -> tuple[dict[str, Any] | None, list[Difference]]:
        """The batch of all the report's facts, if it has any, and what differs from it.

        Raises PastRetention.
        """
        for look in range(1, LOOKS + 1):
            try:
                histories = (await read_runs(self.client, self.store, self.pool, number)).histories
                anew = await lane.run(made_anew, pack_runs(histories))
            except HistoryGone:
                row = (await read_record(self.pool, number))["row"]
                if row and row[""]["sealed_at"]:
                    raise PastRetention from None
                return None, [Difference(number, "history", "", "missing")]
            except ObjectBroken as broken:
                return None, [Difference(number, "archive", "", "different", (str(broken),))]
            except RPCError:
                raise
            except (TemporalError, RuntimeError, NeverEnds) as error:  # what the Replayer raises, or nothing
                return None, [Difference(number, "history", "", "unreplayable", (str(error),))]
            found = await _compare(self.pool, number, anew) if anew else []
            moved_at = histories[-1].events[-1].event_time.ToDatetime(UTC)
            if not found or look == LOOKS or datetime.now(UTC) - moved_at > MOVING:
                return anew, found
            await asyncio.sleep(1)
        raise AssertionError("the last look returns")

    async def _repair(self, anew: dict[str, Any], found: Sequence[Difference]) -> int:
        """Feeds the whole history to the record; returns how many messages of new facts were not made."""
        new = {each.name for each in found if each.what == "fact" and each.how != "extra"}
        notices = [each for each in anew["notices"] if str(each["fact"]) in new]
        told = [each for each in notices if self._is_told(anew["facts"][each["fact"] - 1])]
        words = await SearchIndex(self.pool, self.keys).words_of(anew)
        contact = await ContactIndex(self.pool, self.keys).entry_of(anew["report"], anew["facts"])
        batch = {**anew, "notices": told, "search": words, "contact": contact}
        # Not fed: it has gone on meanwhile, or the engine has lost what it knew.
        if not await feed_record(self.pool, batch):
            return len(notices)
        return len(notices) - len(told)

    def _is_told(self, fact: dict[str, Any]) -> bool:
        return self.tell_since is not None and instants.parse_instant(fact["recorded_at"]) >= self.tell_since


async def _compare(pool: Pool, number: str, anew: dict[str, Any]) -> list[Difference]:
    """What the record has otherwise than the batch made of the histories."""
    return compare_tables(number, await read_record(pool, number), tables_of_batch(anew))


async def feed_record(pool: Pool, batch: dict[str, Any]) -> bool:
    """Gives the record all facts of a report up to some number as one batch; what contradicts them gives way.
    False, with nothing changed, where it knows of later ones."""
    values = {
        "report": batch["report"],
        "facts": len(batch["facts"]),
        "digests": [fact["digest"] for fact in batch["facts"]],
        "tasks": [task["id"] for task in batch["tasks"]],
        "lapses": [lapse["fact"] for lapse in batch["lapses"]],
        "batch": json.dumps(batch, ensure_ascii=False),
    }
    async with pool.connection() as connection, connection.transaction():
        await lock_report(connection, batch["report"])
        ahead = await (await connection.execute(IS_AHEAD, values)).fetchone()
        if ahead and ahead["is_ahead"]:
            return False
        for statement in (*CLEAR, FEED):
            await connection.execute(statement, values)
    return True


def made_anew(sent: Packed) -> dict[str, Any] | None:
    """What `batch_of_runs` makes of the runs; for a thread without a loop."""
    return asyncio.run(batch_of_runs(unpack_runs(sent)))


async def batch_of_runs(runs: Sequence[WorkflowHistory]) -> dict[str, Any] | None:
    """All facts of a report as one batch; null where not one of its workflow tasks is done yet."""
    replays = [await replay_run(run) for run in runs if is_begun(run)]
    if not replays:
        return None
    steps, case = [step for replay in replays for step in replay.steps], replays[-1].case
    return record_diff.batch_of_steps(case, steps, ended=has_ended(runs))
