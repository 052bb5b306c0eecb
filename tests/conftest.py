"""Real servers for the tests, one of each per run: started when first asked for, ended whatever happens."""

import asyncio
import atexit
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from subprocess import Popen

import hypothesis
import psutil
import psycopg
import pytest
from psycopg import sql
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from runtime.converter import data_converter
from runtime.ports import free_port
from runtime.postgres import EmbeddedPostgres, wait_until_answers
from runtime.processes import Program, end_program, launch_program
from runtime.search_attributes import add_attributes, register_all
from runtime.temporal_server import EmbeddedTemporal, find_tool

# Whatever the shell says of it: programs are started hundreds of times here, and compiled once.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes says how busy the machine is; what comes to no end is ended by pytest-timeout.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")

LONGEST_FIRST = (
    "test_retiming.py", "test_upgrade.py", "test_dev.py", "test_up.py", "test_demo.py", "test_readme.py",
    "test_archivist.py", "test_first_received.py", "test_audit_choosing.py", "test_every_operation.py",
    "test_every_look.py", "test_limits_in_parallel.py", "test_shards.py",
)  # fmt: skip
"""Files that take longest: begun first, so that none of them is what the others wait for in the end."""


def pytest_configure() -> None:
    """Let a run that is ended by SIGTERM clean up as one that is ended by Ctrl-C."""
    signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: object) -> None:
    for process in psutil.Process().children():  # those that test for us do not hear it otherwise
        if process.name().startswith("python"):
            process.terminate()
    raise KeyboardInterrupt


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
def server_dir() -> Iterator[Path]:
    """A folder for the servers' files with a short path: socket paths are limited."""
    folder = Path(tempfile.mkdtemp(prefix="tuntas-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(server_dir: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL server without data worth a sync."""
    server = EmbeddedPostgres(server_dir / "pg", options={"fsync": "off"})
    server.prepare()
    with running(server.program(), server_dir / "postgres.log") as process:
        wait_until_answers(server, process)
        yield server


@pytest.fixture(scope="session")
def make_database(postgres_server: EmbeddedPostgres) -> Callable[[str], str]:
    """Makes an empty database of that name (the old one of the name is dropped); returns its URL."""

    def make(name: str) -> str:
        with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)
        return postgres_server.make_database(name)

    return make


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest, make_database: Callable[[str], str]) -> str:
    """The URL of an empty database of this test module's own."""
    return make_database(re.sub(r"\W+", "_", request.node.nodeid).removesuffix("_py").lower()[-60:])


@pytest.fixture(scope="session")
async def temporal_server(server_dir: Path) -> AsyncIterator[EmbeddedTemporal]:
    """A Temporal server in memory, with the namespace and the search attributes."""
    # Otherwise it takes half a minute until a workflow that was deleted is gone.
    soon = ("--dynamic-config-value", 'history.transferProcessorUpdateAckInterval="1s"')
    server = EmbeddedTemporal(free_port(), ui=False, options=soon)
    with running(server.program(), server_dir / "temporal.log") as process:
        async with asyncio.timeout(60):
            while not await server.answers():
                assert process.poll() is None, (server_dir / "temporal.log").read_text()
                await asyncio.sleep(0.05)
        client = await Client.connect(server.address, namespace=server.namespace)
        await register_all(client)
        yield server


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
