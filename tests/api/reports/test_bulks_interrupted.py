"""Bulks that something comes between: a kill, a stop, a lost answer, an account that is disabled.

The first test comes first: while it runs, no other API does.
"""

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
from api.reports import handle_decision
from api.reports.submit_decision import not_confirmed
from api.services import Services
from records.database import pool_of, rows
from records.directory import accounts
from runtime.ports import free_port
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.authority_sample import settled
from tests.api.bulks import (
    ARCHIVE,
    act,
    carried_out,
    count_sealed,
    finished,
    items_of,
    send,
    submit_all,
    tasks_of,
)
from tests.api.conftest import PASSWORD
from tests.api.people import People
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import Answer

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


async def test_what_is_stopped_is_not_decided_and_can_be_sent_again(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.exclusive_work.REST", 30.0)
    reports = await submit_all(people, 6)
    sent = (await send(people, "pusat", tasks_of(reports), ARCHIVE)).json()
    async with asyncio.timeout(20):
        while not (await people.get("pusat", f"/v1/bulks/{sent['id']}")).json()["stands"]:
            await asyncio.sleep(0.05)
    stopped = await act(people, "pusat", sent["id"], "stop")
    assert (stopped["state"], stopped["waiting"]) == ("stopped", 0)
    assert stopped["stopped"] == stopped["repeatable"] >= 3
    assert await count_sealed(services, sent["id"]) == stopped["stopped"]
    monkeypatch.setattr("records.exclusive_work.REST", 0.0)
    again = await act(people, "pusat", sent["id"], "repeat")
    assert again["state"] == "running"
    told = await finished(people, "pusat", sent["id"])
    assert (told["state"], told["stands"]) == ("finished", 6)
    assert await count_sealed(services, sent["id"]) == 0
    assert (await act(people, "pusat", sent["id"], "stop"))["state"] == "finished"


async def test_an_account_disabled_in_the_midst_decides_nothing_more(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.exclusive_work.REST", 5.0)
    await settled(services)
    reports = await submit_all(people, 6)
    sent = (await send(people, "pusat.dua", tasks_of(reports), ARCHIVE)).json()
    bulk = "select count(*) filter (where state = 'stands') as stands from bulk_items where bulk = %s"
    async with asyncio.timeout(20):
        while not (await rows(services.pool, bulk, [sent["id"]]))[0]["stands"]:
            await asyncio.sleep(0.05)
    await accounts.disable_account(services.pool, "pusat.dua")
    monkeypatch.setattr("records.exclusive_work.REST", 0.0)
    query = "select state, code from bulk_items where bulk = %s order by position"
    async with asyncio.timeout(30):
        while any(row["state"] == "waiting" for row in await rows(services.pool, query, [sent["id"]])):
            await asyncio.sleep(0.05)
    found = [(row["state"], row["code"]) for row in await rows(services.pool, query, [sent["id"]])]
    assert found[0] == ("stands", None)
    assert found[-1] == ("refused", "author_changed")
    assert set(found) == {("stands", None), ("refused", "author_changed")}
    await accounts.enable_account(services.pool, "pusat.dua")
    await services.directory.refresh()


@pytest.mark.parametrize("error", [not_confirmed(), RuntimeError("a mistake")], ids=["away", "unforeseen"])
async def test_what_could_not_be_sent_is_sent_again_and_made_once(
    people: People, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    reports = await submit_all(people, 2)
    sending, lost = handle_decision.handle_form, [reports[0].number]

    async def lose_first_answer(
        services: Services, actor: Actor, report: str, body: dict[str, Any], key: str
    ) -> Answer:
        answer = await sending(services, actor, report, body, key)
        if report in lost:
            lost.remove(report)
            raise error
        return answer

    monkeypatch.setattr(handle_decision, "handle_form", lose_first_answer)
    told, items = await carried_out(people, "pusat", tasks_of(reports), ARCHIVE)
    assert (told["stands"], [each["attempts"] for each in items]) == (2, [1, 0])
    kinds = [each["kind"] for each in await reports[0].facts(source="live")]
    assert kinds.count("archived") == 1
