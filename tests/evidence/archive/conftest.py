"""Reports on the real engine and record, and an archive on a folder of the test's own."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from temporalio.client import Client

import worker
from evidence.archive.gaps import Archived, Gap, read_archived
from evidence.archive.names import object_name
from evidence.archive.object_format import ArchiveObject
from evidence.archive.report_archiver import ReportArchiver
from evidence.archive.snapshots import snapshot_report
from evidence.archive.store import Store
from records.database import Pool, rows
from records.directory.in_memory import Directory
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.subprocess_pool import SubprocessPool
from tests.commands import forked
from tests.workflows import conftest as workflows
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport, Reports
from workflows.procedure.rules.intake import reporter_of

QUEUE = "tests-archive"


forked_processes = forked.forked_processes

pool = workflows.pool
"""The database with schema, calendars and demo directory."""


@pytest.fixture(scope="module")
async def reports(pool: Pool, temporal_client: Client) -> AsyncIterator[Reports]:
    """Reports with a worker to carry them, and nobody to seal them."""
    keys, directory = KeyStore(pool, LocalWrapper(bytes(32))), Directory(pool)
    await directory.refresh()
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE):
        yield Reports(temporal_client, keys, directory, QUEUE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where objects are."""
    return tmp_path / "archive"


@pytest.fixture
def store(folder: Path) -> Store:
    return Store(str(folder))


@pytest.fixture(scope="session")
def subprocesses() -> Iterator[SubprocessPool]:
    with contextlib.closing(SubprocessPool()) as process:
        yield process


@dataclass(frozen=True)
class Office:
    """Whoever seals, and what a test wants to know of it."""

    client: Client
    pool: Pool
    store: Store
    folder: Path
    sealing: ReportArchiver

    async def fill(self, report: str) -> str | None:
        """Fills the report's gap as the archivist does; says why not, if it could not."""
        asked = await rows(self.pool, "select asked from archive_gaps where report = %s", [report])
        return await self.sealing.fill(Gap(report, asked[0]["asked"] if asked else 1))

    async def taken(self, report: str) -> ArchiveObject:
        """The report as it is."""
        return await snapshot_report(self.client, self.pool, self.store, report, self.sealing.subprocesses)

    async def row(self, report: str) -> Archived | None:
        return await read_archived(self.pool, report)

    async def gap(self, report: str) -> str | None:
        """The reason of the report's gap, `open` where it has none yet; null without a gap."""
        found = await rows(self.pool, "select reason from archive_gaps where report = %s", [report])
        return (found[0]["reason"] or "open") if found else None

    def object(self, report: str) -> Path:
        return self.folder / object_name(report)


@pytest.fixture
def office(
    temporal_client: Client,
    pool: Pool,
    store: Store,
    folder: Path,
    subprocesses: SubprocessPool,
    reports: Reports,
) -> Office:
    sealing = ReportArchiver(temporal_client, pool, store, subprocesses)
    return Office(temporal_client, pool, store, folder, sealing)


@pytest.fixture
async def finished(reports: Reports) -> OneReport:
    """A report that was confirmed, and is over."""
    report = await reports.submit()
    await report.straight()
    await report.handle.result()
    return report


@pytest.fixture
async def of_several_runs(reports: Reports) -> OneReport:
    """An open report that went on in new runs."""
    report = await reports.submit(continue_after=12)  # two or three decisions a run
    await report.decide(PUSAT, f"{report.number}-1", "forward", **FORWARD)
    for sequence in range(2, 8, 2):
        await report.decide(ADMIN, f"{report.number}-{sequence}", "dispose", unit="layanan")
        await report.decide(OFFICER, f"{report.number}-{sequence + 1}", "return_to_agency", reason=LONG)
    return report


async def end(client: Client, report: OneReport, sequence: int) -> None:
    """Has the agency whose task it is answer, and the reporter confirm."""
    await report.decide(ADMIN, f"{report.number}-{sequence}", "respond", text=LONG, final=True)
    reporter = reporter_of(report.number)
    await report.decide(reporter, f"{report.number}-{sequence + 1}", "confirm", rating=5)
    await client.get_workflow_handle(report.number).result()  # the newest run's
