"""With the worker or SQL away nothing is lost, nothing is claimed that isn't so, and repeating helps."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from httpx import ASGITransport, AsyncClient
from temporalio.client import Client

import worker
from api.main import create_app
from api.reports import lookup, submit_decision
from api.services import Services
from records.database import pool_of
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from runtime.temporal_server import EmbeddedTemporal
from tests.api.cable import cable_to
from tests.api.conftest import PASSWORD
from tests.api.people import FORM, FORWARD, TEXT, People
from workflows.procedure.model.facts import Fact

Serving = Callable[[], AbstractAsyncContextManager[tuple[Services, People]]]


@pytest.fixture
def queue() -> str:
    return f"outage-{secrets.token_hex(4)}"


@pytest.fixture
def serving(settings: Settings, temporal_client: Client, queue: str) -> Serving:
    """An API of the test's own, without any worker."""

    @asynccontextmanager
    async def serve() -> AsyncIterator[tuple[Services, People]]:
        await prepare_database(settings)
        app = create_app(settings, client=temporal_client, task_queue=queue)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://tuntas.invalid", timeout=60) as http,
        ):
            yield app.state.services, People(http, PASSWORD)

    return serve


@asynccontextmanager
async def working(settings: Settings, client: Client, queue: str) -> AsyncIterator[None]:
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        async with worker.build(client, pool, keys, task_queue=queue):
            yield


async def test_without_a_worker_reports_are_taken_and_decisions_not_confirmed(
    serving: Serving,
    settings: Settings,
    temporal_client: Client,
    queue: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(submit_decision, "PATIENCE", 1.0)
    async with serving() as (_, people):
        report = await people.submit()
        unsure = await report.decide("pusat", key="patient", **FORWARD)
        assert (unsure.status_code, unsure.json()["code"]) == (503, "not_confirmed")
        assert unsure.headers["Retry-After"] == "5"
        unread = await report.get("pusat")
        assert (unread.status_code, unread.json()["code"]) == (503, "not_live")
        malformed = await report.decide("pusat", "forward")
        assert malformed.status_code == 503
        monkeypatch.setattr(submit_decision, "PATIENCE", 25.0)
        async with working(settings, temporal_client, queue):
            stands = await report.decide("pusat", key="patient", **FORWARD)
            assert stands.status_code == 200, stands.text
            assert [fact["kind"] for fact in await report.facts()] == ["submitted", "forwarded"]
        judged = await report.decide("auditor", "forward")
        assert (judged.status_code, judged.json()["code"]) == (403, "not_allowed")
        recorded = await report.get("pusat")
        assert (recorded.status_code, recorded.json()["source"]) == (200, "record")


async def test_without_the_engine_the_record_is_read_and_nothing_is_claimed(
    settings: Settings,
    temporal_server: EmbeddedTemporal,
    temporal_client: Client,
    queue: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(submit_decision, "PATIENCE", 2.0)
    await prepare_database(settings)
    async with cable_to(temporal_server.address) as cable, working(settings, temporal_client, queue):
        client = await Client.connect(
            cable.address,
            namespace=temporal_client.namespace,
            data_converter=temporal_client.data_converter,
        )
        app = create_app(settings, client=client, task_queue=queue)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://tuntas.invalid", timeout=60) as http,
        ):
            people = People(http, PASSWORD)
            report = await people.submit()
            assert (await report.get("auditor")).json()["source"] == "live"
            cable.cut()
            assert (await report.get("auditor")).json()["source"] == "record"
            history = await report.get("auditor", "/history")
            assert (history.status_code, history.json()["code"]) == (503, "engine_unavailable")
            unsure = await report.forward()
            assert (unsure.status_code, unsure.json()["code"]) == (503, "not_confirmed")
            intake = await http.post("/v1/reports", json=FORM)
            assert (intake.status_code, intake.json()["code"]) == (503, "not_confirmed")
            checks = (await http.get("/readyz")).json()["checks"]
            assert [name for name, told in checks.items() if told == "ok"] == ["sql", "directory"]


async def test_without_sql_decisions_stand_and_nothing_is_said_to_be_what_it_is_not(
    serving: Serving, settings: Settings, temporal_client: Client, queue: str
) -> None:
    async with serving() as (services, people), working(settings, temporal_client, queue):
        report, confidential = await people.submit(), await people.submit(confidential=True)
        for who in ("pusat", "admin.kemenkes"):
            await people.headers(who)
        await services.pool.close()
        forwarded = await report.forward()
        assert (forwarded.status_code, forwarded.json()["facts"]) == (200, 2), forwarded.text
        assert forwarded.json()["agency_name"] == "Kementerian Kesehatan"
        answered = await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
        assert (answered.status_code, answered.json()["stage"]) == (200, "reporter_reply")
        seen = (await report.get("pusat")).json()
        assert (seen["source"], seen["texts_available"]) == ("live", False)
        unnoted = await confidential.get("pusat")
        assert (unnoted.status_code, unnoted.json()["code"]) == (503, "access_not_recorded")
        confirmed = await report.reply("confirm", rating=5)
        assert (confirmed.status_code, confirmed.json()["stage"]) == (200, "closed")
        intake = await people.http.post("/v1/reports", json=FORM)
        assert (intake.status_code, intake.json()["code"]) == (503, "key_unavailable")
        worklist = await people.get("pusat", "/v1/tasks")
        assert (worklist.status_code, worklist.json()["code"]) == (503, "record_unavailable")
        guesses = [
            await report.http.get(f"{report.url}/track", headers={"Report-Pin": "0"}) for _ in "123456"
        ]
        assert [guess.status_code for guess in guesses] == [401] * 5 + [429]
        unready = (await people.http.get("/readyz")).json()
        assert [name for name, told in unready["checks"].items() if told != "ok"] == ["sql"]


async def test_a_record_that_may_lag_behind_turns_nobody_away(
    serving: Serving,
    settings: Settings,
    temporal_client: Client,
    queue: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with serving() as (services, people), working(settings, temporal_client, queue):
        report = await people.submit()
        assert (await report.forward()).status_code == 200
        first = (await submit_decision.all_facts(services, report.number))[:1]

        async def lagging(*_: object) -> list[Fact]:
            return first

        monkeypatch.setattr(submit_decision, "all_facts", lagging)
        monkeypatch.setattr(lookup, "PATIENCE", 0.0)
        body = {"task": report.task, "decision": {"kind": "dispose", "unit": "layanan"}}
        headers = await people.headers("admin.kemenkes") | {"Prefer": "respond-async"}
        told = await people.http.post(f"{report.url}/decisions", json=body, headers=headers)
        assert (told.status_code, told.json()["code"]) == (503, "not_live"), told.text
