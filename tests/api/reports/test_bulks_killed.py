"""An API process that is killed while it carries a bulk out: the next one goes on, and nothing is doubled."""

import asyncio
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from temporalio.client import Client

from api.main import create_app
from records.database import pool_of, rows
from runtime.ports import free_port
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.bulks import ARCHIVE, finished, items_of, send
from tests.api.conftest import PASSWORD
from tests.api.people import People

MANY = 100
ONCE = """
select count(*)::integer as facts, count(distinct report)::integer as reports from facts
where kind = 'archived' and report = any(%s)"""
LETTERS = """
select count(*)::integer as letters, count(distinct report)::integer as reports from messages
where recipient = 'reporter' and template = 'closed' and report = any(%s)"""


@pytest.fixture
async def tasks(settings: Settings, temporal_client: Client, task_queue: str) -> list[str]:
    """The open tasks of so many new reports, sent in through an API that is gone since."""
    app = create_app(settings, client=temporal_client, task_queue=task_queue)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://tuntas.invalid", timeout=60) as http:
            people = People(http, PASSWORD)
            made = []
            for _ in range(0, MANY, 10):
                made += await asyncio.gather(*(people.submit() for _ in range(10)))
        query = "select count(*)::integer as reports from reports where report = any(%s)"
        async with pool_of(settings.database_url) as pool, asyncio.timeout(30):
            while (await rows(pool, query, [[each.number for each in made]]))[0]["reports"] < MANY:
                await asyncio.sleep(0.1)
    return [each.task or "" for each in made]


@asynccontextmanager
async def api_process(
    settings: Settings, temporal: EmbeddedTemporal, log: Path
) -> AsyncIterator[tuple["subprocess.Popen[bytes]", People]]:
    """`tuntas api` as a process of its own, once it answers."""
    port = free_port()
    more = {
        "TUNTAS_HTTP_PORT": str(port),
        "TEMPORAL_ADDRESS": temporal.address,
        "TEMPORAL_NAMESPACE": temporal.namespace,
    }
    environment = {**os.environ, **settings.environment(), **more}
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: ASYNC220  # it is waited for by asking it
            (sys.executable, "-P", "-m", "cli", "api"), env=environment, stdout=output, stderr=output
        )
    try:
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
            async with asyncio.timeout(60):
                while not await _answers(http):
                    assert process.poll() is None, log.read_text()
                    await asyncio.sleep(0.05)
            yield process, People(http, PASSWORD)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()


async def _answers(http: AsyncClient) -> bool:
    with suppress(httpx.TransportError):
        return (await http.get("/healthz")).status_code == 200
    return False


async def test_each_of_a_hundred_is_decided_once_and_told_although_the_api_is_killed(
    settings: Settings, temporal_server: EmbeddedTemporal, tasks: list[str], tmp_path: Path
) -> None:
    key = secrets.token_hex(8)
    async with api_process(settings, temporal_server, tmp_path / "log") as (killed, people):
        sent = await send(people, "pusat", tasks, ARCHIVE, key)
        assert sent.status_code == 202, sent.text
        id_ = sent.json()["id"]
        before: dict[str, Any] = sent.json()
        while before["stands"] < MANY // 4:
            before = (await people.get("pusat", f"/v1/bulks/{id_}")).json()
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert before["waiting"] > 0, "it was killed in the midst"
    async with api_process(settings, temporal_server, tmp_path / "log") as (_process, people):
        again = await send(people, "pusat", tasks, ARCHIVE, key)
        assert again.json()["id"] == id_, "whoever got no answer sends it again"
        told = await finished(people, "pusat", id_)
        items = await items_of(people, "pusat", id_)
    assert (told["total"], told["stands"], told["refused"]) == (MANY, MANY, 0)
    assert [each["task"] for each in items] == tasks
    assert {(each["state"], each["code"]) for each in items} == {("stands", None)}
    async with pool_of(settings.database_url) as pool:
        reports = [each.rpartition("-")[0] for each in tasks]
        async with asyncio.timeout(30):
            while (await rows(pool, ONCE, [reports]))[0]["reports"] < MANY:
                await asyncio.sleep(0.1)
        assert (await rows(pool, ONCE, [reports]))[0] == {"facts": MANY, "reports": MANY}
        assert (await rows(pool, LETTERS, [reports]))[0] == {"letters": MANY, "reports": MANY}
