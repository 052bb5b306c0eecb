"""An API whose clock is off: nothing counts at a wrong instant, no report stands still, and it is told."""

import asyncio
import secrets
import time
from datetime import UTC, datetime, timedelta

import pytest

from api.reports import parse_decision
from api.requests import clock_offset
from api.services import Services
from tests.api.people import FORM, FORWARD, REASON, People

TEN_MINUTES = timedelta(minutes=10)


def set_off(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    """This process stamps `by` seconds later than it is."""
    monkeypatch.setattr(clock_offset, "now", lambda: time.time() + by)


def stamp_off(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    """The same, before any comparison of clocks has shown it."""
    at = timedelta(seconds=by)
    monkeypatch.setattr(parse_decision, "received_now", lambda: datetime.now(UTC) + at)


@pytest.mark.parametrize("ahead", [600, 86_400 * 400])
async def test_a_decision_that_is_stamped_ahead_is_refused_without_a_trace_and_the_report_goes_on(
    people: People, monkeypatch: pytest.MonkeyPatch, ahead: float
) -> None:
    report = await people.submit()
    with monkeypatch.context() as clock:
        stamp_off(clock, ahead)
        off = await report.decide("pusat", key="ahead", **FORWARD)
        assert (off.status_code, off.json()["code"]) == (503, "clock_off"), off.text
        assert "clock" in off.json()["detail"]
        assert off.headers["Retry-After"] == "5"
    assert [fact["kind"] for fact in await report.facts()] == ["submitted"]
    events = (await report.get("auditor", "/history")).json()["events"]
    assert not [event for event in events if "FAILED" in event["eventType"] or "UPDATE" in event["eventType"]]
    stands = await report.decide("pusat", key="ahead", **FORWARD)
    assert stands.status_code == 200, stands.text


async def test_what_would_be_refused_is_refused_as_ever_though_the_clock_is_ahead(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await people.submit()
    first = await report.decide("pusat", key="once", **FORWARD)
    stamp_off(monkeypatch, 600)
    again = await report.decide("pusat", key="once", task=f"{report.number}-1", **FORWARD)
    assert (again.status_code, again.json()["facts"]) == (200, first.json()["facts"])
    late = await report.decide("pusat", task=f"{report.number}-1", **FORWARD)
    assert (late.status_code, late.json()["code"]) == (409, "task_not_open")


async def test_a_decision_handed_over_and_stamped_ahead_waits_alone(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await people.submit()
    headers = await people.headers("pusat") | {"Prefer": "respond-async", "Idempotency-Key": "later"}
    with monkeypatch.context() as clock:
        stamp_off(clock, 6)
        body = {"task": report.task, "decision": FORWARD}
        given = await people.http.post(f"{report.url}/decisions", json=body, headers=headers)
        assert given.status_code == 202, given.text
    nudged = await report.decide("pimpinan.pusat", "nudge", note=REASON)
    assert (nudged.status_code, nudged.json()["stage"]) == (200, "central_verification"), nudged.text
    async with asyncio.timeout(30):
        while (await report.get("pusat")).json()["stage"] != "agency_verification":
            await asyncio.sleep(0.5)
    facts = await report.facts()
    assert [fact["kind"] for fact in facts] == ["submitted", "nudged", "forwarded"]
    assert facts[1]["at"] < facts[2]["at"] <= facts[2]["recorded_at"]
    events = (await report.get("auditor", "/history")).json()["events"]
    assert not [event for event in events if "FAILED" in event["eventType"]]
    judged = await people.http.post(f"{report.url}/replay", headers=await people.headers("auditor"))
    assert (judged.status_code, judged.json()["verdict"]) == (200, "identical"), judged.text


@pytest.mark.parametrize("by", [600.0, -600.0])
async def test_an_api_whose_clock_is_off_says_so_and_takes_nothing_in(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch, by: float
) -> None:
    report = await people.submit()
    ready = (await people.http.get("/readyz")).json()
    assert ready["checks"]["clock"] == "ok"
    assert not [alarm for alarm in ready["alarms"] if alarm["code"] == "clock_off"]
    with monkeypatch.context() as clock:
        set_off(clock, by)
        unready = await people.http.get("/readyz")
        assert unready.status_code == 503
        way = "ahead of" if by > 0 else "behind"
        assert "s " + way + " the clock of the engine" in unready.json()["checks"]["clock"]
        alarms = [alarm["message"] for alarm in unready.json()["alarms"] if alarm["code"] == "clock_off"]
        assert [message.rsplit(" ", 1)[-1] for message in alarms] == ["engine", "database"]
        decided = await report.decide("pusat", **FORWARD)
        assert (decided.status_code, decided.json()["code"]) == (503, "clock_off"), decided.text
        headers = {"Idempotency-Key": secrets.token_hex(8)}
        sent = await people.http.post("/v1/reports", json=FORM, headers=headers)
        assert (sent.status_code, sent.json()["code"]) == (503, "clock_off"), sent.text
    assert (await people.http.get("/readyz")).status_code == 200
    assert (await report.decide("pusat", **FORWARD)).status_code == 200
