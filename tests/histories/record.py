"""Records the golden histories anew: `python -m tests.histories.record [PATH …]`, about a minute.

Every path is played on servers of this script's own, all at the same time, fetched when nothing moves any
more, replayed once to see that it comes out the same, and written to `tests/histories/golden/`.

Do this for a new path only (name it, so that the others stay), or when a change is meant to break old
histories, which no release may do to reports under way: a golden history that no longer replays is a
report that no longer goes on.
"""

import asyncio
import logging
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter

from evidence.replay.replayer import replay_run
from records.database import pool_of, rows
from records.directory.in_memory import Directory
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.ports import free_port
from runtime.postgres import EmbeddedPostgres, wait_until_answers
from runtime.search_attributes import register_all
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.conftest import running
from tests.histories.fetched import fetch_runs
from tests.histories.golden import Golden, as_json, differences, save
from tests.histories.paths import ROOMS
from tests.histories.plays import ALONE, SHARED, Play, Stand, facts_in
from tests.workflows.reports import OneReport

TEMPLATE = "golden"
APPROVING = "update agencies set approval = true where code = 'pemprov-aceh'"
UNDER_WAY = (EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED, EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED)


async def main(only: Sequence[str]) -> None:
    """Plays and writes the paths named, or all."""
    assert ROOMS, "they have entered their paths"
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tuntas-golden-")))
        postgres = await stack.enter_async_context(database_server(folder))
        client = await stack.enter_async_context(engine(folder))
        together = await stack.enter_async_context(stand_of(client, postgres, "shared"))
        await rows(together.pool, APPROVING)
        await together.directory.refresh()
        await stack.enter_async_context(together.working())
        wanted = [name for name in (*SHARED, *ALONE) if not only or name in only]
        async with asyncio.TaskGroup() as group:
            for name in wanted:
                if name in SHARED:
                    group.create_task(_keep(name, SHARED[name], together))
                else:
                    group.create_task(_keep_alone(name, client, postgres))


async def _keep_alone(name: str, client: Client, postgres: EmbeddedPostgres) -> None:
    async with stand_of(client, postgres, name) as stand:
        await _keep(name, ALONE[name], stand)


async def _keep(name: str, play: Play, stand: Stand) -> None:
    begun = time.monotonic()
    reports = await play(stand)
    if name in ALONE:
        async with stand.working():
            kept = [await at_rest(stand, report) for report in reports]
    else:
        kept = [await at_rest(stand, report) for report in reports]
    for golden in kept:
        replays = [await replay_run(run) for run in golden.runs]
        if told := differences(golden, replays):
            raise AssertionError(f"{name} replays otherwise: {told}")
    save(name, kept)
    events = [len(run.events) for golden in kept for run in golden.runs]
    print(f"{name}: {events} events, {time.monotonic() - begun:.0f} s")


async def at_rest(stand: Stand, report: OneReport) -> Golden:
    """The report once nothing moves any more."""
    async with asyncio.timeout(30):
        while True:
            runs = await fetch_runs(stand.client, report.number)
            live, facts = await report.live(), await facts_in(stand.pool, report)
            await asyncio.sleep(1)
            if len(facts) == live["facts"] and _same(runs, await fetch_runs(stand.client, report.number)):
                break
    wire = tuple(as_json(fact.wire()) for fact in facts)
    return Golden(report.number, tuple(runs), wire, live)


def _same(runs: Sequence[WorkflowHistory], later: Sequence[WorkflowHistory]) -> bool:
    resting = runs[-1].events[-1].event_type not in UNDER_WAY
    return resting and [len(run.events) for run in runs] == [len(run.events) for run in later]


@asynccontextmanager
async def database_server(folder: Path) -> AsyncIterator[EmbeddedPostgres]:
    """A database server with a template that everything is in which a stand begins with."""
    server = EmbeddedPostgres(folder / "pg", options={"fsync": "off", "max_connections": "200"})
    server.prepare()
    with running(server.program(), folder / "postgres.log") as process:
        wait_until_answers(server, process)
        environment = {
            "TUNTAS_DATABASE_URL": server.make_database(TEMPLATE),
            "TUNTAS_DATA_DIR": str(folder),
            "TUNTAS_DEV": "1",
            "TUNTAS_DEMO_PASSWORD": "rahasia-demo",
        }
        await prepare_database(Settings.of_environment(environment))
        yield server


@asynccontextmanager
async def engine(folder: Path) -> AsyncIterator[Client]:
    """A client of an engine of its own."""
    server = EmbeddedTemporal(free_port(), ui=False)
    with running(server.program(), folder / "temporal.log"):
        async with asyncio.timeout(60):
            while not await server.answers():
                await asyncio.sleep(0.05)
        client = await Client.connect(
            server.address,
            namespace=server.namespace,
            data_converter=pydantic_data_converter,
            identity="golden",  # not who recorded it, nor where
        )
        await register_all(client)
        yield client


@asynccontextmanager
async def stand_of(client: Client, postgres: EmbeddedPostgres, name: str) -> AsyncIterator[Stand]:
    """A stand with a copy of the prepared database."""
    database, admin = f"golden_{name}", postgres.url("postgres")
    copy = sql.SQL("create database {} template {}").format(*map(sql.Identifier, (database, TEMPLATE)))
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(copy)
    async with pool_of(postgres.url(database)) as pool:
        directory = Directory(pool)
        await directory.refresh()
        keys = KeyStore(pool, LocalWrapper(bytes(32)))
        yield Stand(client, pool, keys, directory, f"golden-{name}", admin, database)


if __name__ == "__main__":
    logging.disable()  # some paths are about what fails
    asyncio.run(main(sys.argv[1:]))
