"""Reporters who gave a telephone number only: told so at intake, and called by an officer."""

import secrets
from typing import Any

import pytest
from httpx import Response

from api.services import Services
from records.database import rows
from tests.api.people import FORM, TEXT, People, Report

BY_PHONE = {"name": "Siti Aminah", "phone": "0812-3456-7890 (WA)"}
ADMIN, OFFICER = "admin.kemenkes", "penghubung.kemenkes.layanan"


async def due(services: Services) -> None:
    """Messages wait some seconds before they are anybody's."""
    await rows(services.pool, "update messages set leaves_at = now() where sent_at is null")


async def calls(people: People, who: str, report: Report) -> list[dict[str, Any]]:
    response = await people.get(who, "/v1/tasks")
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["calls"]
    assert response.json()["counts"]["calls"] >= len(found)
    return [each for each in found if each["tracking_number"] == report.number]


async def called(report: Report, who: str, call: dict[str, Any], *, reached: bool = True) -> Response:
    body = {"messages": [each["id"] for each in call["messages"]], "reached": reached}
    headers = await report.people.headers(who)
    return await report.http.post(f"{report.url}/calls", json=body, headers=headers)


async def test_intake_says_that_an_officer_will_call_and_a_repeat_says_it_again(people: People) -> None:
    form, headers = FORM | {"reporter": BY_PHONE}, {"Idempotency-Key": secrets.token_hex(8)}
    for _ in range(2):
        told = (await people.http.post("/v1/reports", json=form, headers=headers)).json()
        assert told["informed_by"] == "phone"
        assert "telepon" in told["notice"]["id"]
        assert "telephone" in told["notice"]["en"]
    other = (await people.http.post("/v1/reports", json=FORM)).json()
    assert (other["informed_by"], other["notice"]) == ("email", None)


async def test_who_holds_the_report_has_the_call_in_the_worklist_and_says_that_it_was_made(
    people: People, services: Services
) -> None:
    report = await people.submit(reporter=BY_PHONE)
    await report.forward()
    await due(services)
    (call,) = await calls(people, ADMIN, report)
    assert call["contact"] == {"name": "Siti Aminah", "phone": "+6281234567890", "phone_note": "(WA)"}
    assert (call["title"], call["anonymous"]) == (FORM["title"], False)
    (message,) = call["messages"]
    assert "diteruskan ke Kementerian Kesehatan" in message["text"]
    for who in ("pusat", OFFICER, "admin.pemprov-aceh", "auditor", "pimpinan.kemenkes"):
        assert await calls(people, who, report) == []

    await report.decide(ADMIN, "dispose", unit="layanan")
    await report.decide(OFFICER, "respond", text=TEXT, final=True)
    await due(services)
    (call,) = await calls(people, OFFICER, report)
    assert len(call["messages"]) == 2
    made = await called(report, OFFICER, call)
    assert (made.status_code, made.json()["messages"]) == (200, [each["id"] for each in call["messages"]])
    assert (await called(report, OFFICER, call)).json()["messages"] == []
    assert await calls(people, OFFICER, report) == []
    items = (await people.get("auditor", "/v1/messages", report=report.number)).json()["items"]
    told = [(each["template"], each["channel"]) for each in items if each["recipient"] == "reporter"]
    assert told == [("responded", "phone"), ("forwarded", "phone"), ("submitted", "phone")]


async def test_who_is_not_reached_is_called_again_later_three_times_in_all(
    people: People, services: Services
) -> None:
    report = await people.submit(reporter=BY_PHONE)
    await report.forward()
    for _ in range(3):
        await due(services)
        (call,) = await calls(people, ADMIN, report)
        assert (await called(report, ADMIN, call, reached=False)).status_code == 200
        assert await calls(people, ADMIN, report) == []
    await due(services)
    assert await calls(people, ADMIN, report) == []
    (found,) = await rows(
        services.pool,
        "select error, attempts, told_by from messages where report = %s and template = 'forwarded'"
        " and recipient = 'reporter'",
        [report.number],
    )
    assert (found["error"], found["attempts"]) == ("not_reached", 3)


async def test_an_anonymous_reporter_is_called_by_the_centre_and_shown_to_no_agency(
    people: People, services: Services
) -> None:
    report = await people.submit(reporter=BY_PHONE, anonymous=True)
    await report.forward()
    await due(services)
    (call,) = await calls(people, "pusat", report)
    assert (call["contact"], call["anonymous"]) == (None, True)
    assert await calls(people, ADMIN, report) == []
    refused = await called(report, ADMIN, call)
    assert refused.json()["messages"] == []
    assert (await called(report, "pusat", call)).json()["messages"] == [call["messages"][0]["id"]]


async def test_a_unit_without_an_officer_leaves_its_calls_to_the_agencys_admin(
    people: People, services: Services
) -> None:
    report = await people.submit(reporter=BY_PHONE)
    await report.forward()
    await report.decide(ADMIN, "dispose", unit="umum")
    await due(services)
    assert await calls(people, ADMIN, report) == []
    leave = "update accounts set disabled_at = {} where username = 'penghubung.kemenkes.umum'"
    await rows(services.pool, leave.format("now()"))
    try:
        assert len(await calls(people, ADMIN, report)) == 1
    finally:
        await rows(services.pool, leave.format("null"))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"messages": [], "reached": True}, "messages"),
        ({"messages": ["x"], "reached": True}, "messages.0"),
        ({"messages": [2**63], "reached": True}, "messages.0"),
        ({"messages": [1], "reached": "ya"}, "reached"),
        ({"messages": [1]}, "reached"),
    ],
)
async def test_what_is_no_call_is_malformed(people: People, body: dict[str, Any], field: str) -> None:
    report = await people.submit(reporter=BY_PHONE)
    refused = await people.http.post(f"{report.url}/calls", json=body, headers=await people.headers("pusat"))
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


async def test_who_may_not_read_or_call_says_nothing(people: People) -> None:
    report = await people.submit(reporter=BY_PHONE)
    body = {"messages": [1], "reached": True}
    codes = {}
    for who in ("auditor", "pimpinan.pusat", ADMIN):
        headers = await people.headers(who)
        codes[who] = (await people.http.post(f"{report.url}/calls", json=body, headers=headers)).status_code
    assert codes == {"auditor": 403, "pimpinan.pusat": 403, ADMIN: 404}
    assert (await people.http.post(f"{report.url}/calls", json=body)).status_code == 401
