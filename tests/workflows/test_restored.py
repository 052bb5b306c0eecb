"""An older database restored beneath reports that went on in new runs meanwhile: the record catches up, or
says what it lacks, and no report spins."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import ActivityEnvironment

import worker
from activities.archive import ArchiveActivity
from evidence.archive.earlier_runs import keep_earlier_runs
from evidence.archive.store import Store
from evidence.rebuild.from_histories import Rebuild
from records.database import Pool, pool_of, rows
from records.directory.in_memory import Directory
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.reports import record_gaps
from records.reports.queries.facts import list_facts
from runtime.postgres import EmbeddedPostgres
from runtime.settings import Settings
from runtime.subprocess_pool import SubprocessPool
from tests.evidence.archive.forgetting import forget
from tests.evidence.ledger.scene import by_force
from tests.histories.fetched import fetch_runs
from tests.logged import logged
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport, Reports
from workflows.activity_loop import ActivityLimits

QUEUE = "tests-restored"


@dataclass
class Restored:
    """A report in its third run at least, on a record of the time before the second, without a worker."""

    client: Client
    url: str
    report: OneReport
    folder: Path

    @asynccontextmanager
    async def at_work(self, *, archivist: bool = True) -> AsyncIterator[Pool]:
        """Has a worker at work on that record, and an archivist beside it."""
        async with pool_of(self.url) as pool:
            keys = KeyStore(pool, LocalWrapper(bytes(32)))
            made = ArchiveActivity(pool, self.client, Store(str(self.folder)), keys=keys)
            async with worker.build(self.client, pool, keys, task_queue=QUEUE):
                shift = asyncio.create_task(ActivityEnvironment().run(made.archive, ActivityLimits(90)))
                if not archivist:
                    shift.cancel()
                try:
                    yield pool
                finally:
                    shift.cancel()
                    await asyncio.wait([shift])

    async def decide(self, sequence: int) -> None:
        """Has the agency's admin decide on the task that is open."""
        await self.report.decide(ADMIN, f"{self.report.number}-{sequence}", "dispose", unit="layanan")

    async def runs(self) -> list[WorkflowHistory]:
        return await fetch_runs(self.client, self.report.number)

    async def reason(self, pool: Pool) -> str | None:
        query = "select reason from record_gaps where report = %s"
        found = await rows(pool, query, [self.report.number])
        return found[0]["reason"] if found else None

    async def facts(self, pool: Pool) -> int:
        return len((await list_facts(pool, self.report.number, limit=200)).items)


@pytest.fixture
async def restored(
    postgres_server: EmbeddedPostgres,
    make_database: Callable[[str], str],
    temporal_client: Client,
    tmp_path: Path,
) -> AsyncIterator[Restored]:
    """The database as it was copied before the report's second run began."""
    url = make_database("restored_now")
    environment = {
        "TUNTAS_DATABASE_URL": url,
        "TUNTAS_DATA_DIR": str(tmp_path),
        "TUNTAS_DEV": "1",
        "TUNTAS_DEMO_PASSWORD": "rahasia-demo",
    }
    await prepare_database(Settings.of_environment(environment))

    @asynccontextmanager
    async def working() -> AsyncIterator[Reports]:
        async with pool_of(url) as pool:
            keys, directory = KeyStore(pool, LocalWrapper(bytes(32))), Directory(pool)
            await directory.refresh()
            async with worker.build(temporal_client, pool, keys, task_queue=QUEUE):
                yield Reports(temporal_client, keys, directory, QUEUE)

    async with working() as reports:
        report = await reports.submit(continue_after=20)
        await report.decide(PUSAT, f"{report.number}-1", "forward", **FORWARD)
    backup = _copied(postgres_server, conninfo_to_dict(url)["dbname"])
    async with working():
        for sequence in range(2, 12, 2):
            await report.decide(ADMIN, f"{report.number}-{sequence}", "dispose", unit="layanan")
            await report.decide(OFFICER, f"{report.number}-{sequence + 1}", "return_to_agency", reason=LONG)
    made = Restored(temporal_client, backup, report, tmp_path / "archive")
    assert len(await made.runs()) > 2
    yield made
    await temporal_client.get_workflow_handle(report.number).terminate("the test has seen enough")


def _copied(server: EmbeddedPostgres, of: Any) -> str:
    """A database as the one named `of` is now."""
    name = f"{of}_before"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        how = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(of))
        connection.execute(how)
    return server.url(name)


async def until(met: Callable[[], Any], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await met():
            await asyncio.sleep(0.1)


async def _is_whole(scene: Restored, pool: Pool) -> None:
    """The record has all, in order, as a rebuild would make it, and the report's history is short."""
    kept, lanes = KeyStore(pool, LocalWrapper(bytes(32))), SubprocessPool()
    with contextlib.closing(lanes):
        check = Rebuild(
            scene.client,
            pool,
            kept,
            Store(str(scene.folder)),
            [lanes],
            only=[scene.report.number],
            check=True,
        )
        outcome = await check.run()
    assert (outcome.found, outcome.reports) == ([], 1)
    assert len((await scene.runs())[-1].events) < 60


async def test_the_record_gets_the_earlier_facts_from_the_earlier_runs(restored: Restored) -> None:
    async with restored.at_work() as pool:
        await restored.decide(12)
        await until(lambda: _has_all(restored, pool))
        assert await restored.reason(pool) is None
        await _is_whole(restored, pool)
        told = "select count(*)::integer as n from messages where report = %s and fact = %s"
        newest = await rows(pool, told, [restored.report.number, await restored.facts(pool)])
        assert newest[0]["n"] > 0, "whoever has the new task is told"


async def _has_all(scene: Restored, pool: Pool) -> bool:
    told = (await scene.report.look())["facts"]
    return await scene.facts(pool) == told and await scene.reason(pool) is None


async def test_what_the_engine_has_forgotten_comes_from_the_archive(restored: Restored) -> None:
    await keep_earlier_runs(restored.client, Store(str(restored.folder)), set())
    first, *_ = await restored.runs()
    await _forget_first(restored)
    async with restored.at_work() as pool:
        await restored.decide(12)
        await until(lambda: _has_all(restored, pool))
    assert first.workflow_id == restored.report.number


async def _forget_first(scene: Restored) -> None:
    run = (await scene.runs())[1].events[0].workflow_execution_started_event_attributes
    await forget(scene.client, scene.report.number, run.continued_execution_run_id)


async def test_where_nobody_has_them_the_alarm_is_raised_and_the_report_neither_spins_nor_stops(
    restored: Restored, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(str(restored.folder))
    await keep_earlier_runs(restored.client, store, set())
    await _forget_first(restored)
    hidden = restored.folder.with_name("hidden")
    restored.folder.rename(hidden)
    monkeypatch.setattr(record_gaps, "LONGEST_PAUSE", 1)
    async with restored.at_work() as pool:
        await restored.decide(12)
        events = await _events(restored)
        await asyncio.sleep(3)
        assert await _events(restored) - events < 20, "no marker a round"
        await until(lambda: _is(restored.reason(pool), "history_gone"))
        await rows(pool, "update record_gaps set since = now() - interval '2 minutes'")
        (alarm,) = await record_gaps.record_alarms(pool)
        assert (alarm["code"], alarm["reasons"]) == ("record_behind", {"history_gone": 1})
        events = await _events(restored)
        await asyncio.sleep(3)
        assert await _events(restored) == events
        await restored.report.decide(OFFICER, f"{restored.report.number}-13", "return_to_agency", reason=LONG)
        assert (await restored.report.look())["stage"] == "agency_verification", "decisions stand"
        shutil.copytree(hidden, restored.folder, dirs_exist_ok=True)  # the operator brings it back
        await until(lambda: _is(restored.reason(pool), None), 60)
        assert await record_gaps.record_alarms(pool) == []


async def _is(asked: Any, wanted: str | None) -> bool:
    return bool(await asked == wanted)


async def _events(scene: Restored) -> int:
    """How many events the present run has."""
    described = await scene.client.get_workflow_handle(scene.report.number).describe()
    return described.history_length


async def test_facts_that_the_database_refuses_back_off_and_raise_the_alarm(restored: Restored) -> None:
    await rows_by_force(restored, "alter table messages add constraint full_up check (fact < 9) not valid")
    async with restored.at_work() as pool:
        with logged() as log:
            await restored.decide(12)
            await until(lambda: _is(restored.reason(pool), "refused"), 60)
            told = log.of("facts are not recorded")[0]
        assert (told["report"], told["detail"]) == (restored.report.number, "23514")
        await rows(pool, "update record_gaps set since = now() - interval '2 minutes'")
        assert (await record_gaps.record_alarms(pool))[0]["reasons"] == {"refused": 1}
        await by_force(pool, "alter table messages drop constraint full_up")
        await until(lambda: _is(restored.reason(pool), None), 60)


async def rows_by_force(scene: Restored, statement: str) -> None:
    async with pool_of(scene.url) as pool:
        await by_force(pool, statement)
