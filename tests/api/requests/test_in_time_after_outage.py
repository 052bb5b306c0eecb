"""Who decided in time while engine or workers were away does not lapse: the repeat stands before it."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from temporalio.client import Client

import worker
from api.main import create_app
from api.reports import submit_decision
from records.database import pool_of
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.converter import data_converter
from runtime.ports import free_port
from runtime.search_attributes import register_all
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.cable import Cable, cable_to
from tests.api.conftest import PASSWORD
from tests.api.people import FORWARD, REASON, People, Report
from tests.api.requests.test_first_received import at_another, unsure
from tests.conftest import running
from workflows.procedure.model import instants
from workflows.procedure.model.policy import load_policy

BUDGET, GRACE = 6, 5
"""Seconds: of verification, and for which a late timer waits."""
QUEUE = "in-time-after-outage"


class Engine:
    """A Temporal server of this module's own, which can be frozen."""

    def __init__(self, server: EmbeddedTemporal, pid: int) -> None:
        self.server = server
        self._pid = pid

    @contextmanager
    def frozen(self) -> Iterator[None]:
        os.kill(self._pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._pid, signal.SIGCONT)

    async def client(self, address: str | None = None) -> Client:
        return await Client.connect(
            address or self.server.address, namespace=self.server.namespace, data_converter=data_converter
        )


@pytest.fixture(scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    server, log = EmbeddedTemporal(free_port(), ui=False), tmp_path_factory.mktemp("engine") / "log"
    with running(server.program(), log) as process:
        async with asyncio.timeout(60):
            while not await server.answers():
                assert process.poll() is None, log.read_text()
                await asyncio.sleep(0.05)
        await register_all(await Client.connect(server.address, namespace=server.namespace))
        yield Engine(server, process.pid)


@pytest.fixture(scope="module")
def short(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings with a policy of seconds that has a grace."""
    policy = load_policy("drill").model_dump(mode="json")
    policy |= {"name": "short", "outage_grace": GRACE, "verification": {"budget": BUDGET, "unit": "seconds"}}
    policy |= {"reopening": {"budget": BUDGET, "unit": "seconds"}}
    file: Path = tmp_path_factory.mktemp("policy") / "short.json"
    file.write_text(json.dumps(policy))
    return settings.model_copy(update={"policy": str(file)})


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit_decision, "PATIENCE", 1.5)


@asynccontextmanager
async def api(settings: Settings, client: Client) -> AsyncIterator[People]:
    app = create_app(settings, client=client, task_queue=QUEUE)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://tuntas.invalid", timeout=60) as http,
    ):
        yield People(http, PASSWORD)


@asynccontextmanager
async def working(settings: Settings, engine: Engine) -> AsyncIterator[None]:
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        async with worker.build(await engine.client(), pool, keys, task_queue=QUEUE):
            yield


@asynccontextmanager
async def two_apis(settings: Settings, engine: Engine) -> AsyncIterator[tuple[People, Cable, People]]:
    """Two API processes; what the first sends while its cable is cut never reaches the engine."""
    await prepare_database(settings)
    async with (
        cable_to(engine.server.address) as cable,
        api(settings, await engine.client(cable.address)) as first,
        api(settings, await engine.client()) as second,
    ):
        for each in (first, second):
            for who in ("pusat", "auditor", "pimpinan.pusat"):
                await each.headers(who)
        yield first, cable, second


async def past(begun: datetime, seconds: float) -> None:
    until = begun + timedelta(seconds=seconds)
    await asyncio.sleep(max((until - datetime.now(UTC)).total_seconds(), 0))


async def submitted(people: People) -> tuple[Report, datetime]:
    """A report, and by when it was submitted."""
    return await people.submit(), datetime.now(UTC)


async def until_recorded(report: Report, kind: str) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while True:
            facts = await report.facts()
            if any(fact["kind"] == kind for fact in facts):
                return facts
            await asyncio.sleep(0.2)


def by_clock(facts: list[dict[str, Any]]) -> list[str]:
    return [fact["kind"] for fact in facts if fact["data"].get("clock") == "verification"]


@pytest.mark.parametrize("away", ["engine", "workers", "workers from the beginning"])
async def test_a_repeat_after_the_deadline_of_what_was_sent_in_time_lapses_nobody(
    short: Settings, engine: Engine, away: str
) -> None:
    async with two_apis(short, engine) as (people, cable, others), AsyncExitStack() as later:
        first_worker = AsyncExitStack()
        if away != "workers from the beginning":
            await first_worker.enter_async_context(working(short, engine))
        in_time, begun = await submitted(people)
        idle, _ = await submitted(people)
        if away != "workers from the beginning":
            for report in (in_time, idle):
                assert (await report.get("auditor")).json()["source"] == "live"
        cable.cut()
        if away == "engine":
            later.enter_context(engine.frozen())
        else:
            await first_worker.aclose()
        known_by = unsure(await in_time.decide("pusat", key="in time", **FORWARD))
        assert known_by < begun + timedelta(seconds=BUDGET - 1), "the machine is too slow for this test"
        await past(begun, BUDGET + 2)
        if away == "engine":
            await later.aclose()
            later.push_async_exit(first_worker.pop_all())
        else:
            await later.enter_async_context(working(short, engine))
        await asyncio.sleep(1.5)  # a timer that didn't wait would long have been recorded
        moved = at_another(others, in_time)
        async with asyncio.timeout(20):
            while (stands := await moved.decide("pusat", key="in time", **FORWARD)).status_code == 503:
                pass
        assert stands.status_code == 200, stands.text
        facts = await moved.facts()
        forwarded = next(fact for fact in facts if fact["kind"] == "forwarded")
        assert instants.parse_instant(forwarded["at"]) <= known_by
        left = by_clock(await until_recorded(at_another(others, idle), "escalated"))
        assert left[:3] == ["reminded", "lapsed", "escalated"]
        assert by_clock(await moved.facts()) == []


async def test_a_reopening_sent_in_time_stands_though_its_window_ended_while_the_engine_was_frozen(
    short: Settings, engine: Engine
) -> None:
    async with (
        working(short, engine),
        two_apis(short, engine) as (people, cable, others),
    ):
        report, body = await people.submit(), {"decision": {"kind": "reopen", "reason": REASON}}
        assert (await report.reply("withdraw", reason=REASON)).status_code == 200
        closed = datetime.now(UTC)
        headers = {"Report-Pin": report.pin, "Idempotency-Key": "reopen in time"}
        cable.cut()
        with engine.frozen():
            unsure(await people.http.post(f"{report.url}/replies", json=body, headers=headers))
            await past(closed, BUDGET + 2)
        await asyncio.sleep(1.5)
        async with asyncio.timeout(20):
            while True:
                again = await others.http.post(f"{report.url}/replies", json=body, headers=headers)
                if again.status_code != 503:
                    break
        assert again.status_code == 200, again.text
        facts = await at_another(others, report).facts()
        assert [fact["kind"] for fact in facts] == ["submitted", "withdrawn", "closed", "reopened"]


async def test_a_decision_first_sent_after_the_deadline_lapses_though_the_alarm_waits(
    short: Settings, engine: Engine
) -> None:
    async with (
        working(short, engine),
        two_apis(short, engine) as (people, _, others),
    ):
        report, begun = await submitted(people)
        assert (await report.get("auditor")).json()["source"] == "live"
        with engine.frozen():
            await past(begun, BUDGET + 2)
        moved = at_another(others, report)
        async with asyncio.timeout(20):
            while (stands := await moved.decide("pusat", key="late", **FORWARD)).status_code == 503:
                pass
        assert stands.status_code == 200, stands.text
        kinds = [fact["kind"] for fact in await moved.facts()]
        assert kinds == ["submitted", "reminded", "lapsed", "escalated", "forwarded"]
