"""The embedded servers through ends of every kind."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client

from runtime.ports import free_port
from runtime.postgres import LONGEST_SOCKET_PATH, SOCKET, EmbeddedPostgres, wait_until_answers
from runtime.processes import end_program, launch_program, still_running
from runtime.search_attributes import RETENTION, missing_attributes, namespace_exists, register_all
from runtime.temporal_server import EmbeddedTemporal


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that only its owner may enter, as a home is, with a short path."""
    made = Path(tempfile.mkdtemp(prefix="tuntas-"))
    yield made
    shutil.rmtree(made)


def count(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS facts (number int)")
        connection.execute("INSERT INTO facts VALUES (1)")
        row = connection.execute("SELECT count(*) FROM facts").fetchone()
        assert row is not None
        return int(row[0])


def test_postgresql_finds_its_data_again_after_an_end_and_after_a_kill(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "postgres", folder / "logs")
    program, log = server.program(), folder / "postgres.log"
    for life, stop in enumerate((signal.SIGINT, signal.SIGKILL, signal.SIGINT), 1):
        server.prepare()
        process = launch_program(program, log)
        try:
            wait_until_answers(server, process)
            server.make_database()
            assert count(server) == life
            process.send_signal(stop)
            process.wait(10)
        finally:
            end_program(process, program, 5)
    server.prepare()
    assert server.processes() == []


def test_a_backend_that_outlives_its_killed_server_is_ended_before_the_next_start(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "postgres")
    program, log = server.program(), folder / "postgres.log"
    busy: list[psycopg.Connection[Any]] = []
    server.prepare()
    process = launch_program(program, log)
    try:
        wait_until_answers(server, process)
        busy.append(psycopg.connect(server.url("postgres")))
        backend = psutil.Process(busy[0].info.backend_pid)
        backend.suspend()  # as one that is stuck in the kernel: it cannot notice that its server is gone
        process.kill()
        process.wait()
        assert backend.is_running()
        server.prepare()
        assert still_running([backend], 1) == []
        process = launch_program(program, log)
        wait_until_answers(server, process)
    finally:
        for connection in busy:
            connection.close()
        end_program(process, program, 5)
        server.prepare()


def test_a_long_path_gets_a_short_socket() -> None:
    server = EmbeddedPostgres(Path("/x" * 60) / "postgres")
    assert len(os.fsencode(server.socket_dir / SOCKET)) <= LONGEST_SOCKET_PATH
    assert server.socket_dir != EmbeddedPostgres(Path("/y" * 60) / "postgres").socket_dir


async def reach(server: EmbeddedTemporal) -> Client:
    async with asyncio.timeout(30):
        while not await server.answers():
            await asyncio.sleep(0.05)
    return await Client.connect(server.address, namespace=server.namespace)


async def test_temporal_finds_its_workflows_and_attributes_again_after_a_kill(folder: Path) -> None:
    server = EmbeddedTemporal(free_port(), folder / "temporal.db", ui=False)
    program, log = server.program(), folder / "temporal.log"
    process = launch_program(program, log)
    try:
        client = await reach(server)
        assert await register_all(client) == ["TrackingNumber", "ReportClass", "Agency", "EscalationLevel"]
        await client.start_workflow("report", id="A-1", task_queue="tuntas")
        process.kill()
        process.wait()
        server.prepare()
        process = launch_program(program, log)
        client = await reach(server)
        assert await register_all(client) == []
        assert (await client.get_workflow_handle("A-1").describe()).id == "A-1"
    finally:
        end_program(process, program, 10)


async def test_a_second_temporal_never_shares_the_file(folder: Path) -> None:
    first = EmbeddedTemporal(free_port(), folder / "temporal.db", ui=False)
    process = launch_program(first.program(), folder / "temporal.log")
    try:
        await reach(first)
        EmbeddedTemporal(free_port(), folder / "temporal.db").prepare()
        assert process.wait(5) is not None
    finally:
        end_program(process, first.program(), 5)


async def test_setup_makes_a_namespace_that_keeps_closed_reports_for_90_days(
    temporal_server: EmbeddedTemporal,
) -> None:
    client = await Client.connect(temporal_server.address, namespace="another")
    assert not await namespace_exists(client)
    assert await register_all(client) == [
        "another",
        "TrackingNumber",
        "ReportClass",
        "Agency",
        "EscalationLevel",
    ]
    assert await missing_attributes(client) == []
    for name in ("another", temporal_server.namespace):
        described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=name))
        assert described.config.workflow_execution_retention_ttl.ToTimedelta() == RETENTION
