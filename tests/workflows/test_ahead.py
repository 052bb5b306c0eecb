"""Signals that were stamped by a clock ahead wait alone, and not beyond the run."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.client import Client

import worker
from records.database import Pool, rows
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from tests.workflows.reports import FORWARD, PUSAT, Reports
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.report import Report

QUEUE = "tests-ahead"
PIMPINAN = Actor(Role.SUPERVISOR, "a_pimpinan")
NOTE = "mohon segera diperiksa"
KINDS = "select kind from facts where report = %s order by number"


async def test_a_report_goes_on_in_a_new_run_though_a_signal_waits_for_next_month(
    pool: Pool, keys: KeyStore, temporal_client: Client
) -> None:
    directory = Directory(pool)
    await directory.refresh()
    report = await Reports(temporal_client, keys, directory, QUEUE).submit(continue_after=30)
    first_run = report.handle.first_execution_run_id
    ahead = datetime.now(UTC) + timedelta(days=30)
    request = report.request(PUSAT, f"{report.number}-1", "forward", received_at=ahead, **FORWARD)
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE), asyncio.timeout(30):
        await report.handle.signal(Report.decide_later, request)
        await report.decide(PIMPINAN, f"{report.number}-1", "nudge", note=NOTE)
        before = [row["kind"] for row in await rows(pool, KINDS, [report.number])]
        while (await report.look())["stage"] != "agency_verification":
            await report.decide(PIMPINAN, f"{report.number}-1", "nudge", note=NOTE)
        newest = await temporal_client.get_workflow_handle(report.number).describe()
    assert "forwarded" not in before
    assert newest.run_id != first_run, "it went on anew, and took the signal along as counted then"
    await temporal_client.get_workflow_handle(report.number).terminate("the test has seen enough")
