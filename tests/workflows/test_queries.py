"""Questions leave no trace: whenever a report is asked, it replays to the very facts that it recorded."""

import asyncio

from temporalio.client import Client

import worker
from evidence.replay.replayer import replay_run
from records.database import Pool
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from records.reports.queries.facts import list_facts
from tests.histories.fetched import fetch_runs, timer_waits
from tests.workflows.reports import ADMIN, FORWARD, PUSAT, OneReport, Reports
from tests.workflows.test_timed_events import until_kind
from workflows.report import Report

QUEUE = "tests-queries"


async def recorded(pool: Pool, report: OneReport, facts: int) -> None:
    """Waits until the record holds that many facts."""
    async with asyncio.timeout(20):
        while len((await list_facts(pool, report.number)).items) < facts:
            await asyncio.sleep(0.02)


async def test_looks_that_waited_for_a_worker_change_nothing(
    pool: Pool, keys: KeyStore, temporal_client: Client
) -> None:
    """A Query that waits so long can spoil a history: the API looks by an Update that is always refused."""
    directory = Directory(pool)
    await directory.refresh()
    queue = f"{QUEUE}-waiting"
    async with worker.build(temporal_client, pool, keys, task_queue=queue):
        reports = Reports(temporal_client, keys, directory, queue)
        made = [await reports.submit(policy="drill") for _ in range(4)]
        for report in made[:2]:
            await report.decide(PUSAT, f"{report.number}-1", "forward", **FORWARD)
        for report in made:
            await recorded(pool, report, 2 if report in made[:2] else 1)
    await asyncio.sleep(7)
    asked = [asyncio.create_task(report.look()) for report in made for _ in range(2)]
    await asyncio.sleep(2)  # until reminders are due and the questions wait for somebody
    async with worker.build(temporal_client, pool, keys, task_queue=queue):
        for report in made:
            await until_kind(pool, report, "escalated")
        assert {seen["tracking_number"] for seen in await asyncio.gather(*asked)} == {
            each.number for each in made
        }
        await asyncio.sleep(1)
    for report in made:
        (history,) = await fetch_runs(temporal_client, report.number)
        kept = (await list_facts(pool, report.number)).items
        again = await replay_run(history)
        assert [fact.wire() for fact in again.facts][: len(kept)] == [fact.wire() for fact in kept]
        assert len(timer_waits(history)) == len(again.waits)
        await report.handle.terminate("the test has seen enough")


async def test_a_question_that_comes_with_a_signal_changes_nothing(
    pool: Pool, keys: KeyStore, temporal_client: Client
) -> None:
    """A question makes the engine end a workflow task before what it recorded is known, and begin another;
    replayed, the two may be taken for one."""
    directory = Directory(pool)
    await directory.refresh()
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE):
        report = await Reports(temporal_client, keys, directory, QUEUE).submit()
        forward = report.request(PUSAT, f"{report.number}-1", "forward", **FORWARD)
        await report.handle.signal(Report.decide_later, forward)
        await recorded(pool, report, 2)
        await report.handle.signal(Report.decide_later, forward)  # known: its task leaves nothing
        await report.live()
    dispose = report.request(ADMIN, f"{report.number}-2", "dispose", unit="layanan")
    await report.handle.signal(Report.decide_later, dispose)
    asked = asyncio.create_task(report.live())
    await asyncio.sleep(0.5)  # until the engine has both: nobody is there to process them
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE):
        assert (await asked)["stage"] == "follow_up"
        await recorded(pool, report, 3)
        await asyncio.sleep(0.5)
    (history,) = await fetch_runs(temporal_client, report.number)
    kept = (await list_facts(pool, report.number)).items
    assert [fact.wire() for fact in (await replay_run(history)).facts] == [fact.wire() for fact in kept]
    await report.handle.terminate("the test has seen enough")
