"""Real servers for the tests, one of each per run, ended whatever happens.

xdist's workers share them. Each has its own Temporal namespace and its own databases, so that the ids of
workflows, the task queues and the names of databases do not clash.
"""

import asyncio
import atexit
import gc
import os
import re
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from subprocess import Popen

import hypothesis
import psutil
import psycopg
import pytest
import xdist
from psycopg import sql
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from runtime.converter import data_converter
from runtime.postgres import EmbeddedPostgres
from runtime.processes import Program, end_program, launch_program
from runtime.search_attributes import add_attributes, register_all
from runtime.temporal_server import EmbeddedTemporal, find_tool
from tests.servers import Servers, ServersOfRun, servers_of_run

# Whatever the shell says of it: programs are started hundreds of times here, and compiled once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes says how busy the machine is; what comes to no end is ended by pytest-timeout.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

LONGEST_FIRST = (
    "test_every_page.py", "test_retiming.py", "test_upgrade.py", "test_in_time_after_outage.py",
    "test_every_operation.py", "test_demo.py", "test_event_edits.py", "test_checks_matter.py", "test_up.py",
    "test_notes.py", "test_every_look.py", "test_dev.py", "test_limits_in_parallel.py", "test_authority.py",
    "test_staff_in_browser.py", "test_shown_to_whom.py", "test_audit.py", "test_drafts.py", "test_tour.py",
    "test_reporter_in_browser.py", "test_tampered_record.py", "test_generated_client.py", "test_mutants.py",
    "test_hostile.py", "test_kept_facts.py", "test_rebuild.py", "test_audit_away.py", "test_vacancies.py",
    "test_interrupting.py", "test_end_of_run.py", "test_audit_choosing.py", "test_shards.py",
    "test_archivist.py", "test_no_traces.py", "test_free_text.py", "test_bulks.py", "test_keys.py",
    "test_restored.py", "test_first_received.py", "test_bundle.py",
)  # fmt: skip
"""Files that take longest: begun first, so that none of them is what the others wait for in the end."""


def pytest_configure() -> None:
    """Let a run that is ended by SIGTERM clean up as one that is ended by Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)
    gc.disable()  # what is imported and collected stays: to look for garbage in it takes a third of the time


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and only in what tests make."""
    gc.enable()
    gc.freeze()


def _interrupt(number: int, frame: object) -> None:
    signal.signal(number, lambda *_: None)  # once is enough: a second would interrupt the cleaning up
    raise KeyboardInterrupt


SERVERS: list[ServersOfRun] = []
"""What this process started: for itself, or, as the main process of xdist, for its workers."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Start the servers once, before the workers that share them."""
    gc.enable()
    SERVERS.append(ServersOfRun())


def pytest_keyboard_interrupt() -> None:
    """Interrupt xdist's workers too: a signal to the main process alone does not reach them."""
    for process in psutil.Process().children():
        if process.name().startswith("python") and process.pid not in {each.pid for each in SERVERS}:
            process.terminate()


def pytest_unconfigure() -> None:
    """End the servers, and what else the run may have left."""
    while SERVERS:
        SERVERS.pop().end()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order inside a file, and of all others, stays."""
    order = {name: index for index, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@contextmanager
def running(program: Program, log: Path) -> Iterator["Popen[bytes]"]:
    """`program` as a child that ends with the block, or at the latest with this process."""
    process = launch_program(program, log)
    last_resort = atexit.register(partial(end_program, process, program, 5))
    try:
        yield process
    finally:
        end_program(process, program)
        atexit.unregister(last_resort)


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> Servers:
    """The servers of the run: xdist's workers share those of the main process."""
    if not SERVERS and not xdist.is_xdist_worker(request):
        SERVERS.append(ServersOfRun())
    servers = servers_of_run()
    assert servers
    return servers


@pytest.fixture(scope="session")
def server_dir(servers: Servers) -> Path:
    """The folder of the servers' files and logs."""
    return servers.folder


@pytest.fixture(scope="session")
def postgres_server(servers: Servers) -> EmbeddedPostgres:
    """The PostgreSQL server of the run, once it answers."""
    limit = time.monotonic() + 60
    while not servers.postgres.answers():
        assert time.monotonic() < limit, (servers.folder / "postgres.log").read_text()
        time.sleep(0.05)
    return servers.postgres


@pytest.fixture(scope="session")
def make_database(postgres_server: EmbeddedPostgres, worker_id: str) -> Callable[[str], str]:
    """Makes an empty database of that name, of this worker's own; the old one of the name is dropped.

    Returns its URL.
    """

    def make(name: str) -> str:
        name = f"{name}_{worker_id}"
        with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)
        return postgres_server.make_database(name)

    return make


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> str:
    """The URL of an empty database of this test module's own."""
    return make_database(re.sub(r"\W+", "_", request.node.nodeid).removesuffix("_py").lower()[-56:])


@pytest.fixture(scope="session")
async def temporal_server(servers: Servers, worker_id: str) -> EmbeddedTemporal:
    """The Temporal server of the run, with a namespace of this worker's own and the search attributes."""
    server = servers.temporal(f"tuntas-{worker_id}")
    async with asyncio.timeout(60):
        while not await server.answers():
            await asyncio.sleep(0.05)
    await register_all(await Client.connect(server.address, namespace=server.namespace))
    return server


@pytest.fixture(scope="session")
async def temporal_client(temporal_server: EmbeddedTemporal) -> Client:
    """A client of the real server, in the namespace of the product."""
    return await Client.connect(
        temporal_server.address,
        namespace=temporal_server.namespace,
        data_converter=data_converter,
    )


@pytest.fixture
async def time_skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A server that skips time while a result is awaited; one per test, for it has one clock for all."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=find_tool("temporal-test-server"),
        data_converter=data_converter,
    ) as environment:
        await add_attributes(environment.client)
        yield environment
