"""What an operator reads in the log of a worker, a process of its own, when a letter does not leave."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from records.database import Pool
from runtime.singleton_workflows import ARCHIVE, DELIVERY, RETIME
from runtime.temporal_server import EmbeddedTemporal
from tests.activities.delivery.conftest import AddMessage
from tests.activities.delivery.sink import Sink


@pytest.fixture
async def log(
    temporal_server: EmbeddedTemporal, temporal_client: Client, database: str, tmp_path: Path, sink: Sink
) -> AsyncIterator[asyncio.StreamReader]:
    """The standard error of `tuntas worker`, which sends by the sink."""
    settings = {
        "TEMPORAL_ADDRESS": temporal_server.address,
        "TEMPORAL_NAMESPACE": temporal_server.namespace,
        "TUNTAS_DATABASE_URL": database,
        "TUNTAS_DATA_DIR": str(tmp_path),
        "TUNTAS_SMTP_URL": sink.url,
    }
    command = (sys.executable, "-P", "-m", "cli", "worker")
    env = {**os.environ, **settings}
    worker = await asyncio.create_subprocess_exec(*command, env=env, stderr=PIPE, limit=2**20)
    assert worker.stderr is not None
    yield worker.stderr
    worker.terminate()
    await worker.communicate()
    for name in (DELIVERY, RETIME, ARCHIVE):
        try:
            await temporal_client.get_workflow_handle(name).terminate()
        except RPCError:  # it never was
            continue


async def line(log: asyncio.StreamReader, event: str, report: str) -> dict[str, Any]:
    """The next line that says so of that report; letters of other tests may come due meanwhile."""
    async with asyncio.timeout(45):
        while read := await log.readline():
            told: dict[str, Any] = json.loads(read)
            if told["event"] == event and report in told["reports"]:
                return told
    raise AssertionError("the worker has ended")


async def test_a_letter_that_does_not_leave_is_logged_with_its_cause_and_numbers(
    log: asyncio.StreamReader, pool: Pool, add_message: AddMessage, sink: Sink
) -> None:
    sink.refusing = {"siti@contoh.invalid": "550 no such user"}
    id_ = await add_message("LPR-1")
    told = await line(log, "letter not sent", "LPR-1")
    assert (told["cause"], told["reports"], told["messages"]) == ("recipient_refused_550", ["LPR-1"], [id_])
    assert (told["attempts"], told["for_good"], told["recipient"]) == (1, True, "a_1")
    assert "siti" not in json.dumps(told)
    another = await add_message("LPR-2", recipient="a_2")
    told = await line(log, "letter not sent", "LPR-2")
    assert (told["cause"], told["reports"], told["messages"]) == ("no_address", ["LPR-2"], [another])
