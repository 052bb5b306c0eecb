"""A repeat counts at the instant at which it was first received, at whichever API process that was."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from temporalio.client import Client

import worker
from api.main import create_app
from api.reports import submit_decision
from api.services import Services
from records.database import pool_of, rows
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.cable import Cable, cable_to
from tests.api.conftest import PASSWORD
from tests.api.people import FORM, FORWARD, REASON, People, Report
from workflows.procedure.model import instants

PATIENCE = submit_decision.PATIENCE
QUEUE = "first-received"
A_DAY_OLDER = """update receptions set received_at = received_at - interval '25 hours' where report = %s
returning report"""


@asynccontextmanager
async def process(settings: Settings, client: Client) -> AsyncIterator[tuple[Services, People]]:
    """An API process of its own, which remembers nothing of another."""
    app = create_app(settings, client=client, task_queue=QUEUE)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://tuntas.invalid", timeout=60) as http,
    ):
        yield app.state.services, People(http, PASSWORD)


@dataclass(frozen=True)
class Severed:
    """An API process whose way to the engine can be cut, and a worker whose can't."""

    services: Services
    people: People
    cable: Cable
    patch: pytest.MonkeyPatch
    begin: Callable[[], AbstractAsyncContextManager[tuple[Services, People]]]

    def cut(self) -> None:
        """Cuts its way; whoever asks it from now on soon hears that nobody knows."""
        self.cable.cut()
        self.patch.setattr(submit_decision, "PATIENCE", 1.0)

    def another(self) -> AbstractAsyncContextManager[tuple[Services, People]]:
        """Begins a process whose way is its own, and which has the product's patience."""
        self.patch.setattr(submit_decision, "PATIENCE", PATIENCE)
        return self.begin()


@pytest.fixture
async def severed(
    settings: Settings,
    temporal_server: EmbeddedTemporal,
    temporal_client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Severed]:
    await prepare_database(settings)
    async with cable_to(temporal_server.address) as cable, working(settings, temporal_client):
        mine = await Client.connect(
            cable.address, namespace=temporal_client.namespace, data_converter=temporal_client.data_converter
        )
        async with process(settings, mine) as (services, people):
            begin = partial(process, settings, temporal_client)
            yield Severed(services, people, cable, monkeypatch, begin)


@asynccontextmanager
async def working(settings: Settings, client: Client) -> AsyncIterator[None]:
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        async with worker.build(client, pool, keys, task_queue=QUEUE):
            yield


def at_another(people: People, report: Report) -> Report:
    """The report as another process serves it."""
    return replace(report, http=people.http, people=people)


def unsure(answer: Response) -> datetime:
    """The present; the answer said that nobody knows."""
    assert (answer.status_code, answer.json()["code"]) == (503, "not_confirmed"), answer.text
    return datetime.now(UTC)


async def kept(services: Services, report: Report) -> list[dict[str, Any]]:
    """What is kept for repeats of what was sent to the report."""
    return await rows(services.pool, "select received_at from receptions where report = %s", [report.number])


async def test_what_an_officer_repeats_at_another_api_counts_when_it_was_first_received(
    severed: Severed,
) -> None:
    report = await severed.people.submit()
    severed.cut()
    known_by = unsure(await report.decide("pusat", key="in time", **FORWARD))
    assert len(await kept(severed.services, report)) == 1
    async with severed.another() as (_, others):
        moved = at_another(others, report)
        stands = await moved.decide("pusat", key="in time", **FORWARD)
        assert stands.status_code == 200, stands.text
        facts = await moved.facts()
    assert [fact["kind"] for fact in facts] == ["submitted", "forwarded"]
    assert (
        instants.parse_instant(facts[1]["at"]) <= known_by < instants.parse_instant(facts[1]["recorded_at"])
    )
    assert await kept(severed.services, report) == []


@pytest.mark.parametrize("way", ["waiting", "respond-async"])
async def test_a_reporters_repeat_and_one_handed_over_count_when_first_received(
    severed: Severed, way: str
) -> None:
    report = await severed.people.submit()
    assert (await report.get("auditor")).status_code == 200
    severed.cut()
    headers = {"Report-Pin": report.pin, "Idempotency-Key": secrets.token_hex(8)}
    if way == "respond-async":
        headers["Prefer"] = way
    body = {"decision": {"kind": "withdraw", "reason": REASON}}
    known_by = unsure(await severed.people.http.post(f"{report.url}/replies", json=body, headers=headers))
    async with severed.another() as (_, others):
        again = await others.http.post(f"{report.url}/replies", json=body, headers=headers)
        assert again.status_code in (200, 202), again.text
        moved = at_another(others, report)
        async with asyncio.timeout(10):
            while (await moved.get("auditor")).json()["stage"] != "closed":
                await asyncio.sleep(0.1)
        facts = [fact for fact in await moved.facts() if fact["kind"] == "withdrawn"]
        assert (
            instants.parse_instant(facts[0]["at"])
            <= known_by
            < instants.parse_instant(facts[0]["recorded_at"])
        )
        assert await kept(severed.services, report) == []


async def test_a_report_sent_in_again_was_submitted_when_first_received(severed: Severed) -> None:
    headers = {"Idempotency-Key": secrets.token_hex(8)}
    severed.cut()
    known_by = unsure(await severed.people.http.post("/v1/reports", json=FORM, headers=headers))
    async with severed.another() as (_, others):
        again = await others.http.post("/v1/reports", json=FORM, headers=headers)
        assert again.status_code == 201, again.text
        assert instants.parse_instant(again.json()["submitted_at"]) <= known_by


async def test_another_decision_under_the_key_and_one_that_was_refused_count_when_they_come(
    severed: Severed,
) -> None:
    """Nobody gains time by sending something else, or something that can't stand yet, beforehand."""
    early, other = await severed.people.submit(), await severed.people.submit()
    not_yet = {"key": "k", "unit": "layanan", "task": f"{early.number}-2"}
    too_early = await early.decide("admin.kemenkes", "dispose", **not_yet)
    assert too_early.status_code == 404, too_early.text
    await early.forward()
    forwarded_by = datetime.now(UTC)
    disposed = await early.decide("admin.kemenkes", "dispose", key="k", unit="layanan")
    assert disposed.status_code == 200, disposed.text
    last = (await early.facts())[-1]
    assert instants.parse_instant(last["at"]) > forwarded_by
    severed.cut()
    known_by = unsure(await other.decide("pusat", key="k", **FORWARD))
    async with severed.another() as (_, others):
        elsewhere = at_another(others, other)
        changed = await elsewhere.decide("pusat", key="k", **FORWARD | {"category": "energi"})
        assert changed.status_code == 200, changed.text
        assert instants.parse_instant((await elsewhere.facts())[-1]["at"]) > known_by


async def test_what_was_received_more_than_a_day_ago_counts_when_it_is_repeated(severed: Severed) -> None:
    report = await severed.people.submit()
    severed.cut()
    known_by = unsure(await report.decide("pusat", key="old", **FORWARD))
    assert await rows(severed.services.pool, A_DAY_OLDER, [report.number])
    async with severed.another() as (_, others):
        moved = at_another(others, report)
        stands = await moved.decide("pusat", key="old", **FORWARD)
        assert stands.status_code == 200, stands.text
        assert instants.parse_instant((await moved.facts())[-1]["at"]) > known_by
