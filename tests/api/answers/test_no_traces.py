"""What people wrote is sealed: no trace of it in ids, attributes, histories, facts, figures or logs."""

import asyncio
import io
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import structlog
from temporalio.client import Client

from api.services import Services
from records.database import rows
from runtime import logs
from runtime.converter import data_converter
from runtime.ports import free_port
from runtime.telemetry import engine_runtime
from runtime.temporal_server import EmbeddedTemporal
from tests.api.authority_sample import ask, brought, fields, settled
from tests.api.people import FORWARD, People, Report
from tests.api.planted import FREE, MARK, NATIONAL_ID, PHONE, PLANTED, STANDING, traces, written

TABLES = """
select table_name as name from information_schema.tables
where table_schema = 'public'"""


@pytest.fixture(scope="module", autouse=True)
def log() -> Iterator[io.StringIO]:
    """What this process logs, as the product's programs do at their most talkative."""
    root = logging.getLogger()
    handlers, level, stderr = root.handlers[:], root.level, sys.stderr
    sys.stderr = io.StringIO()
    try:
        logs.configure_logs("test", "debug")
        yield sys.stderr
    finally:
        sys.stderr = stderr
        logging.captureWarnings(capture=False)
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


@pytest.fixture(scope="module")
def engine_metrics() -> str:
    """Where the worker shows the engine's figures."""
    return f"127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
async def temporal_client(temporal_server: EmbeddedTemporal, engine_metrics: str) -> Client:
    """A client with logs and figures as programs have them, instead of the one that tests share."""
    return await Client.connect(
        temporal_server.address,
        namespace=temporal_server.namespace,
        data_converter=data_converter,
        runtime=engine_runtime(engine_metrics),
    )


@pytest.fixture(scope="module")
async def played(people: People, services: Services) -> list[Report]:
    """Reports that between them met every kind of decision, with marks in everything that was written."""
    await settled(services)
    other = await people.submit(**PLANTED)
    reports = [other]
    for kind, cell in STANDING.items():
        report = await brought(people, cell.situation, other, **PLANTED)
        decision = fields(kind, cell.situation, other, again=True) | written(kind)
        response = await ask(report, cell.situation, cell.who, decision)
        assert response.status_code == 200, (kind, response.text)
        reports.append(report)
    await refused_later(reports[1:])
    await misplaced(people, other)
    await searched(people, reports)
    return reports


async def refused_later(reports: list[Report]) -> None:
    """A decision on a task that is over, for nobody to wait for: its refusal becomes a fact."""
    for report in reports:
        task = f"{report.number}-1"
        body = {"task": task, "decision": FORWARD | written("forward")}
        headers = await report.people.headers("pusat") | {"Prefer": "respond-async"}
        sent = await report.http.post(f"{report.url}/decisions", json=body, headers=headers)
        assert sent.status_code in {202, 403, 409}, sent.text
    refused: set[str] = set()
    async with asyncio.timeout(20):
        while "decision_refused" not in refused:
            refused |= {fact["kind"] for report in reports for fact in await report.facts()}


async def misplaced(people: People, report: Report) -> None:
    """Names where none belong."""
    headers = await people.headers("pusat")
    url = f"{report.url}/decisions"
    decision = FORWARD | {"title": f"Judul {MARK}"}
    for body in (
        {"task": f"{MARK}wati", "decision": decision},
        {"task": None, "decision": {"kind": f"{MARK}wati"}},
        {"task": None, "decision": {"kind": "withdraw", f"{MARK}wati": PHONE}},
        {"task": report.task, "decision": decision | {"agency": f"{MARK}wati"}},
        {"task": report.task, "decision": decision | {"category": NATIONAL_ID}},
        {"task": report.task, "decision": {"kind": "merge", "into": f"{MARK}wati"}},
        {MARK: NATIONAL_ID},
    ):
        key = {"Idempotency-Key": f"{MARK}wati {PHONE} {sorted(body)}"}
        response = await people.http.post(url, json=body, headers=headers | key)
        assert response.status_code in {403, 422}, response.text
    person = {"to": f"{MARK}wati"}
    assert (await report.decide("pimpinan.pusat", "reassign", **person)).status_code == 422
    for path in (f"/v1/reports/{MARK}wati", f"/{MARK}wati", f"/v1/reports/{MARK}wati/track"):
        response = await people.http.get(path, headers=headers | {"Report-Pin": MARK})
        assert response.status_code in {401, 404}
    form = {"username": f"{MARK}wati", "password": PHONE}
    assert (await people.http.post("/v1/token", data=form)).status_code == 401
    await people.http.request(MARK.upper(), "/v1/token")


async def searched(people: People, reports: list[Report]) -> None:
    """Everything is read by somebody who may, and searched for."""
    found = (await people.get("auditor", "/v1/reports", q=f"{MARK} jalan", limit=200)).json()["items"]
    assert {each["tracking_number"] for each in found} <= {each.number for each in reports}
    assert len(found) > 20
    for report in reports:
        assert traces((await report.get("auditor")).content)
        assert (await report.track()).status_code == 200
    for path in ("/v1/tasks", "/v1/figures", "/v1/messages", f"/v1/reports?stage={MARK}"):
        await people.get("pusat", path)


def test_every_kind_of_decision_is_played() -> None:
    assert set(STANDING) == set(FREE)


async def test_none_is_in_histories_ids_or_attributes(played: list[Report], temporal_client: Client) -> None:
    for report in played:
        handle = temporal_client.get_workflow_handle(report.number)
        events = (await handle.fetch_history()).events
        assert any(b"commitment" in event.SerializeToString() for event in events)  # where texts would be
        described = (await handle.describe()).raw_description
        assert not traces(described.SerializeToString(), *(event.SerializeToString() for event in events))
    listed = [each.raw_info.SerializeToString() async for each in temporal_client.list_workflows()]
    assert len(listed) >= len(played)
    assert not traces(*listed)


async def test_none_is_in_facts_or_elsewhere_in_the_record(played: list[Report], services: Services) -> None:
    for report in played:
        sealed = await report.get("auditor", "/facts", form="sealed")
        assert not traces(sealed.content, (await report.get("auditor", "/history")).content)
    for table in [row["name"] for row in await rows(services.pool, TABLES)]:
        # The table's name comes from the database itself.
        kept = await rows(services.pool, f"select t::text as line from {table} as t")  # noqa: S608
        assert not traces(*(row["line"] for row in kept)), table


async def test_none_is_in_figures(played: list[Report], people: People, engine_metrics: str) -> None:
    own = await people.http.get("/metrics")
    assert "tuntas_decisions_total" in own.text
    async with httpx.AsyncClient() as http:
        engine = await http.get(f"http://{engine_metrics}/metrics")
    assert "temporal_" in engine.text
    assert not traces(own.content, engine.content)
    assert not [report for report in played if report.number in own.text + engine.text]


async def test_none_is_in_logs(played: list[Report], log: io.StringIO, server_dir: Path) -> None:
    assert played
    assert len(log.getvalue().splitlines()) > 10
    assert not traces(log.getvalue(), *(each.read_bytes() for each in server_dir.glob("*.log")))
