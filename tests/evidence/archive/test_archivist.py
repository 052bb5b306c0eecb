"""The archivist at work: nobody is missed, whatever is away or killed, and people go on deciding."""

import asyncio
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment
from temporalio.worker import Worker

from activities.archive import LANES, ArchiveActivity
from evidence.archive.object_format import unpack_object
from evidence.archive.report_archiver import ReportArchiver
from evidence.archive.store import Store, StoreAway
from records.database import pool_of, rows
from runtime.converter import data_converter
from runtime.singleton_workflows import ARCHIVE, ensure_running
from runtime.temporal_server import EmbeddedTemporal
from tests.api.cable import cable_to
from tests.evidence.archive.conftest import Office
from tests.workflows.reports import ADMIN, FORWARD, PUSAT, OneReport, Reports
from workflows.activity_loop import ActivityLimits, ActivityLoop
from workflows.archive import Archive

ROOT = Path(__file__).parents[3]
AtWork = Callable[[ArchiveActivity], AbstractAsyncContextManager[None]]


@pytest.fixture
async def at_work(temporal_client: Client) -> AsyncIterator[AtWork]:
    """Has an archivist work, as the standing workflow, as long as the block runs."""
    queue = f"tests-archivist-{secrets.token_hex(4)}"

    @asynccontextmanager
    async def working(archivist: ArchiveActivity) -> AsyncIterator[None]:
        activities = [archivist.archive]
        async with Worker(temporal_client, task_queue=queue, workflows=[Archive], activities=activities):
            await ensure_running(
                temporal_client, ARCHIVE, task_queue=queue, start=ActivityLoop(shift=ActivityLimits(60, 2))
            )
            yield

    yield working
    await temporal_client.get_workflow_handle(ARCHIVE).terminate()


async def sealed(office: Office, *reports: OneReport) -> None:
    """Waits until none of them has a gap, and each has its object."""
    numbers = [report.number for report in reports]
    left = """select count(*)::integer as n from unnest(%s::text[]) as r(report)
              left join archived as a using (report) left join archive_gaps as g using (report)
              where a.report is null or g.report is not null"""
    async with asyncio.timeout(60):
        while (await rows(office.pool, left, [numbers]))[0]["n"]:
            await asyncio.sleep(0.1)


async def finish(reports: Reports) -> OneReport:
    report = await reports.submit()
    await report.straight()
    await report.handle.result()
    return report


class Counting(Store):
    """A store that is slow, and knows how many ask it at once."""

    asking = most = 0

    async def get(self, name: str) -> bytes | None:
        self.asking += 1
        self.most = max(self.most, self.asking)
        try:
            await asyncio.sleep(0.05)
            return await super().get(name)
        finally:
            self.asking -= 1


async def test_many_reports_at_once_are_sealed_a_few_at_a_time_while_people_decide(
    office: Office, reports: Reports, at_work: AtWork, folder: Path
) -> None:
    many = await asyncio.gather(*(finish(reports) for _ in range(30)))
    store = Counting(str(folder))
    async with at_work(ArchiveActivity(office.pool, office.client, store)):
        open_one = await reports.submit()
        await open_one.decide(PUSAT, f"{open_one.number}-1", "forward", **FORWARD)
        await open_one.decide(ADMIN, f"{open_one.number}-2", "dispose", unit="layanan")
        await sealed(office, *many)
    assert 1 < store.most <= LANES
    for report in many:
        assert unpack_object(office.object(report.number).read_bytes(), report.number).about["facts"] == 6
    assert not office.object(open_one.number).exists()


async def test_what_was_lost_is_found_without_being_asked_for(
    office: Office, reports: Reports, at_work: AtWork
) -> None:
    row, gone, changed = [await finish(reports) for _ in range(3)]
    async with at_work(ArchiveActivity(office.pool, office.client, office.store)):
        await sealed(office, row, gone, changed)
    await rows(office.pool, "delete from archived where report = %s", [row.number])
    office.object(gone.number).unlink()
    office.object(changed.number).write_bytes(b"changed")
    long_ago = "update archived set checked_at = now() - interval '2 days' where report = any(%s)"
    await rows(office.pool, long_ago, [[gone.number, changed.number]])
    repaired = "select report from archived where report = any(%s) and checked_at > now() - interval '1 day'"
    await office.client.get_workflow_handle(ARCHIVE).terminate()
    async with at_work(ArchiveActivity(office.pool, office.client, office.store)):
        async with asyncio.timeout(60):
            while len(await rows(office.pool, repaired, [[row.number, gone.number, changed.number]])) < 3:
                await asyncio.sleep(0.1)
        await sealed(office, row, gone, changed)
    for report in (row, gone, changed):
        assert unpack_object(office.object(report.number).read_bytes(), report.number).about["facts"] == 6


class Shut(Store):
    """A store that is away until it is opened."""

    shut = True

    async def get(self, name: str) -> bytes | None:
        if self.shut:
            raise StoreAway("nobody answers")
        return await super().get(name)


async def test_with_the_store_away_reports_wait_and_are_sealed_once_it_is_back(
    office: Office, finished: OneReport, at_work: AtWork, folder: Path
) -> None:
    store = Shut(str(folder))
    async with at_work(ArchiveActivity(office.pool, office.client, store)):
        async with asyncio.timeout(30):
            while await office.gap(finished.number) != "store_away":
                await asyncio.sleep(0.1)
        store.shut = False
        await sealed(office, finished)


async def test_with_the_engine_away_a_report_waits(
    office: Office,
    finished: OneReport,
    temporal_server: EmbeddedTemporal,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with cable_to(temporal_server.address) as cable:
        client = await Client.connect(
            cable.address, namespace=office.client.namespace, data_converter=data_converter
        )
        sealing = ReportArchiver(client, office.pool, office.store, office.sealing.subprocesses)
        away = Office(client, office.pool, office.store, office.folder, sealing)
        monkeypatch.setattr("evidence.archive.report_histories.PER_REQUEST", timedelta(seconds=1))
        cable.cut()
        assert await away.fill(finished.number) == await office.gap(finished.number) == "engine_away"
    assert await office.fill(finished.number) is None


async def test_with_the_record_away_the_shift_ends_and_another_one_goes_on(
    office: Office, finished: OneReport, tmp_path: Path
) -> None:
    async with pool_of(f"postgresql:///nobody?host={tmp_path}", patience=0.2) as away:
        archivist = ArchiveActivity(away, office.client, office.store)
        with pytest.raises(ApplicationError) as failed:
            await ActivityEnvironment().run(archivist.archive, ActivityLimits())
        assert failed.value.type == "record_away"
    assert not office.object(finished.number).exists()
    archivist = ArchiveActivity(office.pool, office.client, office.store)
    environment = ActivityEnvironment()
    async with asyncio.TaskGroup() as group:
        shift = group.create_task(_ended(environment.run(archivist.archive, ActivityLimits())))
        await sealed(office, finished)
        environment.worker_shutdown()
    assert shift.result() == "worker_shutdown"


async def _ended(shift: Any) -> str | None:
    try:
        await shift
    except ApplicationError as ended:
        return ended.type
    return None


async def test_a_worker_killed_between_object_and_row_leaves_one_that_the_next_takes(
    office: Office, finished: OneReport, at_work: AtWork, temporal_server: EmbeddedTemporal, postgres: str
) -> None:
    command = ("tests.evidence.archive.doomed", temporal_server.address, temporal_server.namespace, postgres)
    doomed = await asyncio.create_subprocess_exec(
        sys.executable, "-P", "-m", *command, str(office.folder), finished.number, cwd=ROOT
    )
    try:
        async with asyncio.timeout(60):
            while not office.object(finished.number).exists():
                assert doomed.returncode is None
                await asyncio.sleep(0.05)
    finally:
        os.kill(doomed.pid, signal.SIGKILL)
        await doomed.wait()
    content = office.object(finished.number).read_bytes()
    assert await office.row(finished.number) is None
    assert await office.gap(finished.number) == "open"
    async with at_work(ArchiveActivity(office.pool, office.client, office.store)):
        await sealed(office, finished)
    assert office.object(finished.number).read_bytes() == content
    assert not (office.folder / "aside").exists()
