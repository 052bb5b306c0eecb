"""Timed events on the real engine, in seconds: each once, at its own instant, whoever was down."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import Client

import worker
from records.database import Pool, rows
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from tests.workflows.reports import FORWARD, PUSAT, OneReport, Reports


async def facts_of(pool: Pool, report: OneReport) -> list[dict[str, Any]]:
    """The report's recorded facts, in order."""
    query = "select kind, at, recorded_at, data from facts where report = %s order by number"
    return [dict(row) for row in await rows(pool, query, [report.number])]


async def until_kind(
    pool: Pool, report: OneReport, kind: str, *, seconds: float = 30
) -> list[dict[str, Any]]:
    """Waits until a fact of that kind is recorded; returns all facts."""
    async with asyncio.timeout(seconds):
        while True:
            facts = await facts_of(pool, report)
            if any(fact["kind"] == kind for fact in facts):
                return facts
            await asyncio.sleep(0.1)


def rungs(facts: list[dict[str, Any]], begun: datetime) -> list[tuple[str, int | None, timedelta]]:
    """Kind, level and time after `begun` of the facts that the clocks wrote."""
    by_clock = [fact for fact in facts if fact["data"].get("clock") == "verification"]
    return [(fact["kind"], fact["data"].get("level"), fact["at"] - begun) for fact in by_clock]


WHOLE_LADDER = [
    ("reminded", None, timedelta(seconds=8)),
    ("lapsed", None, timedelta(seconds=10)),
    ("escalated", 1, timedelta(seconds=10)),
    ("escalated", 2, timedelta(seconds=13)),
    ("escalated", 3, timedelta(seconds=16)),
]


async def test_a_ladder_is_climbed_once_at_its_own_instants_with_or_without_a_worker(
    reports: Reports, pool: Pool, keys: KeyStore, temporal_client: Client
) -> None:
    """One report with a worker all along; one whose worker is away across the whole ladder; and one
    decided in time, and one too late, while nobody was there to process it."""
    watched = await reports.submit(policy="drill")
    directory = Directory(pool)
    await directory.refresh()
    away = Reports(temporal_client, keys, directory, "tests-timed-events-away")
    async with worker.build(temporal_client, pool, keys, task_queue="tests-timed-events-away"):
        unwatched, in_time, late = [await away.submit(policy="drill") for _ in range(3)]
        for report in (unwatched, in_time, late):
            await report.live()
    begun = {report.number: (await facts_of(pool, report))[0]["at"] for report in (unwatched, in_time, late)}
    received = {
        in_time.number: timedelta(seconds=9, microseconds=999_999),
        late.number: timedelta(seconds=11),
    }
    await asyncio.sleep((begun[late.number] + timedelta(seconds=17) - datetime.now(UTC)).total_seconds())
    sent = []
    for report in (in_time, late):
        at = begun[report.number] + received[report.number]
        request = report.request(PUSAT, f"{report.number}-1", "forward", received_at=at, **FORWARD)
        sent.append(asyncio.create_task(report.send(request)))
    await asyncio.sleep(0.5)  # until the engine has them: nobody is there to process them
    async with worker.build(temporal_client, pool, keys, task_queue="tests-timed-events-away"):
        await asyncio.gather(*sent)
        facts = {report.number: await until_kind(pool, report, "escalated") for report in (unwatched, late)}
        facts[in_time.number] = await facts_of(pool, in_time)
    assert rungs(facts[unwatched.number], begun[unwatched.number]) == WHOLE_LADDER
    assert rungs(facts[in_time.number], begun[in_time.number]) == WHOLE_LADDER[:1]
    assert rungs(facts[late.number], begun[late.number]) == WHOLE_LADDER[:3]
    forwarded = [fact for fact in facts[late.number] if fact["kind"] == "forwarded"]
    assert forwarded[0]["at"] == begun[late.number] + timedelta(seconds=11)

    seen = await facts_of(pool, watched)
    assert rungs(seen, seen[0]["at"]) == WHOLE_LADDER
    state = await watched.live()
    assert (state["escalation_level"], state["highest_level"]) == (3, 3)
    late_by = [fact["recorded_at"] - fact["at"] for fact in seen[1:]]
    assert max(late_by) < timedelta(seconds=2)
    for report in (unwatched, in_time, late, watched):
        await report.handle.terminate("the test has seen enough")
