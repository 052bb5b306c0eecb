"""One drive for all tests of this room: first everything is hurt, then everything is accounted for."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import pytest
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import TemporalError

from records.database import Pool, pool_of, rows
from tests.chaos import account
from tests.chaos.drive import BUDGETS, OFFSETS, SETTLEMENT, Drive, Driven, Plan, write_policy
from tests.chaos.evidence import Evidence, gather, looked_at
from tests.chaos.insisting import People
from tests.chaos.system import System
from tests.chaos.ways import STAFF

CATCHING_UP = 30.0  # seconds for the record to catch up
AT_ONCE = 4  # reports looked at together


@dataclass
class Aftermath:
    """What is to be seen once the drive is over and the record has had time to catch up."""

    plan: Plan
    system: System
    people: People
    driven: Driven
    seen: Mapping[str, Evidence]
    wrong: Mapping[str, Mapping[str, list[str]]]  # by check, by report
    ended: datetime

    def told(self, check: str) -> str:
        """What a person needs to go after what `check` found; empty where it found nothing."""
        lines = [
            f"{number} ({self.driven.ways.get(number)}): {each}"
            for number, found in self.wrong[check].items()
            for each in found
        ]
        return self.explained(lines)

    def explained(self, lines: list[str]) -> str:
        """`lines` with the seed, what was killed when, and what the programs said last."""
        if not lines:
            return ""
        head = f"CHAOS_SEED={self.plan.seed}: {len(lines)} wrong\n" + "\n".join(lines[:30])
        return f"{head}\nkilled: {self.driven.killed}\n{self.system.last_words()}"


@pytest.fixture(scope="session")
def plan() -> Plan:
    return Plan.of_environment()


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    folder = Path(tempfile.mkdtemp(prefix="tuntas-chaos-"))
    policy = folder.with_suffix(".policy.json")
    write_policy(policy)
    settings = {"TUNTAS_INTAKE_PER_SECOND": "1000", "TUNTAS_CONTINUE_AS_NEW_EVENTS": "30"}
    made = System(folder, policy, **settings)
    try:
        yield made
    finally:
        made.end()
        policy.unlink()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def people(system: System, plan: Plan) -> AsyncIterator[People]:
    async with httpx.AsyncClient(base_url=system.url, limits=httpx.Limits(max_connections=None)) as http:
        yield People(http, system.settings, plan.seed)


@pytest.fixture(scope="session")
async def aftermath(plan: Plan, system: System, people: People) -> AsyncIterator[Aftermath]:
    print(f"\nCHAOS_SEED={plan.seed}")
    await system.begin()
    await people.sign_in(*STAFF)
    driven = await Drive(plan, system, people).run()
    await system.ready()
    temporal = f"127.0.0.1:{system.settings.temporal_port}"
    client = await Client.connect(temporal, namespace="tuntas", data_converter=pydantic_data_converter)
    async with pool_of(system.settings.database_url) as pool:
        at_first = await _behind_or_ahead(client, pool, people)
        await _until_the_ladders_are_climbed(driven)
        ended = datetime.now(UTC)
        found = await _all(client, pool, people, driven, ended)
        figures = _figures(plan, people, driven, found) | await _ghosts(pool) | {"unlike_at_first": at_first}
        print(json.dumps(figures))
        wrong = {
            check: {n: lines for n, (_, told) in found.items() if (lines := told.get(check))}
            for check in CHECKS
        }
        yield Aftermath(
            plan, system, people, driven, {n: e for n, (e, _) in found.items() if e}, wrong, ended
        )


CHECKS = ("chain", "state", "decisions", "rungs", "progress", "messages")


async def _behind_or_ahead(client: Client, pool: Pool, people: People) -> dict[str, tuple[int, int]]:
    """Where live and record differ just after the drive, before more happens: how many facts each has."""
    recorded = {r["report"]: r for r in await rows(pool, "select report, facts, state from reports")}
    unlike = {}
    for number in people.log.submitted:
        live, row = await looked_at(client.get_workflow_handle(number)), recorded.get(number)
        if live is not None and (row is None or row["state"]["digest"] != live["digest"]):
            unlike[number] = (live["facts"], row["facts"] if row else 0)
    return unlike


async def _until_the_ladders_are_climbed(driven: Driven) -> None:
    longest = max(SETTLEMENT + OFFSETS[3], *(BUDGETS[name] for name in ("completion", "reply")))
    await asyncio.sleep(max(driven.left_at + longest + 10 - time.monotonic(), 0))


async def _all(
    client: Client, pool: Pool, people: People, driven: Driven, ended: datetime
) -> dict[str, tuple[Evidence | None, dict[str, list[str]]]]:
    at_once = asyncio.Semaphore(AT_ONCE)

    async def one(number: str) -> tuple[str, tuple[Evidence | None, dict[str, list[str]]]]:
        async with at_once:
            return number, await _examined(client, pool, people, driven, number, ended)

    return dict(await asyncio.gather(*(one(number) for number in people.log.submitted)))


async def _examined(
    client: Client, pool: Pool, people: People, driven: Driven, number: str, ended: datetime
) -> tuple[Evidence | None, dict[str, list[str]]]:
    """What is wrong with a report; looked at anew while it may only be that the record has to catch up."""
    limit = ended + timedelta(seconds=CATCHING_UP)
    while True:
        try:
            seen = await gather(client, pool, number)
        except (TemporalError, RuntimeError) as error:  # what the Replayer raises
            return None, {"chain": [f"its history can't be replayed: {error}"]}
        told = _checked(seen, people, driven.ways.get(number, "left"), ended)
        if not any(told.values()) or datetime.now(UTC) > limit:
            return seen, told
        await asyncio.sleep(1)


def _checked(seen: Evidence, people: People, way: str, ended: datetime) -> dict[str, list[str]]:
    log = people.log
    sent = [each for each in log.decided if each.report == seen.number]
    return {
        "chain": list(account.of_chain(seen)),
        "state": list(account.of_state(seen)),
        "decisions": list(account.of_decisions(seen, log.submitted[seen.number], sent)),
        "rungs": list(account.of_rungs(seen, ended)),
        "progress": list(account.of_progress(seen, way, ended)),
        "messages": list(account.of_messages(seen)),
    }


GHOSTS = """
select kind, count(*) from superseded join recorded_facts using (report, number, digest) group by kind"""


async def _ghosts(pool: Pool) -> dict[str, Any]:
    """Facts that were recorded from within workflow tasks that the engine then discarded."""
    found = await rows(pool, GHOSTS)
    return {"superseded": {row["kind"]: row["count"] for row in found}}


def _figures(plan: Plan, people: People, driven: Driven, found: Mapping[str, Any]) -> dict[str, Any]:
    begun, over = driven.away
    during = [sent.took for sent in people.log.decided if begun <= sent.at <= over]
    cuts = quantiles((sent.took for sent in people.log.decided), n=100)
    evidence = [seen for seen, _ in found.values() if seen]
    return {
        "chaos": plan.seed,
        "seconds": round(driven.ended - driven.begun),
        "reports": len(found),
        "decisions": len(people.log.decided),
        "requests": people.log.tries,
        "repeats": people.log.repeats,
        "p50_s": round(cuts[49], 3),
        "p99_s": round(cuts[98], 2),
        "slowest": [
            f"{sent.kind} {sent.took:.0f} s until {driven.at(sent.at)}"
            for sent in sorted(people.log.decided, key=lambda sent: -sent.took)[:6]
        ],
        "while_away": len(during),
        "slowest_while_away_s": round(max(during, default=0), 2),
        "runs": sum(seen.runs for seen in evidence),
        "task_timeouts": sum(seen.task_timeouts for seen in evidence),
        "facts": sum(len(seen.steps) for seen in evidence),
        "escalated": sum(fact.kind.value == "escalated" for seen in evidence for fact in seen.facts),
    }
