"""What is sent in is checked field by field, and told without repeating it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from api.requests.local_limits import Window
from api.services import Services
from fields import tracking_numbers
from records.database import rows
from tests.api.people import FORM, People

SECRET = "Rahasia Pribadi 0812"
REPORTER = FORM["reporter"]
NOT_SENDABLE = (
    "ä@b.id", ".a@b.id", "a..b@c.id", "rina,asep@x.id", "rina\u200b@b.id", "rina@b\u00ad.id",
    "rina@localhost",
    "Rina <rina@b.id>", "rina@[10.0.0.1]", "rina@1.2", "=?utf-8?q?x@b.id", "x" * 65 + "@b.id",
)  # fmt: skip
"""Addresses that the sender can't write to."""
NO_LINE = (
    "=?utf-8?q?x=22_<a@b.id>=0aFrom:_M_<m@b.id>=0aSubject:_S=0a=0aisi?=", "Siti\nBcc: m@b.id",
    "Siti\u2028Aminah",
    "Siti\u2029Aminah", "\u200b", "\u3164", "\u2800", "\u115f\u2060\u00ad",
)  # fmt: skip
"""What is no name and no title."""
TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": "terlalu pendek"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "Sudah dua minggu lampu \x07 jalan padam."}, "text"),
        ({"text": "Sudah dua minggu \u202elampu jalan padam."}, "text"),
        ({"text": "Sudah dua minggu \u2066lampu jalan padam."}, "text"),
        ({"text": "Sudah dua minggu \ud800lampu jalan padam."}, "text"),
        ({"text": 5}, "text"),
        ({"class": SECRET}, "class"),
        ({"class": None}, "class"),
        ({"category": SECRET}, "category"),
        ({"occurred_on": TOMORROW}, "occurred_on"),
        ({"occurred_on": SECRET}, "occurred_on"),
        ({"occurred_on": "1200-01-01"}, "occurred_on"),
        ({"occurred_on": 0}, "occurred_on"),
        ({"occurred_on": "0"}, "occurred_on"),
        ({"channel": SECRET}, "channel"),
        ({"anonymous": "yes"}, "anonymous"),
        ({"confidential": 1}, "confidential"),
        ({SECRET: 1}, "?"),
        ({"unknown": SECRET}, "unknown"),
        ({"location": {"region": SECRET}}, "location.region"),
        ({"location": {"latitude": 91.0, "longitude": 1.0}}, "location.latitude"),
        ({"location": {"latitude": 1.0}}, "location"),
        ({"location": {"latitude": 1e400, "longitude": 1.0}}, "location.latitude"),
        ({"reporter": {"name": SECRET}}, "reporter"),
        ({"reporter": REPORTER | {"email": SECRET}}, "reporter.email"),
        ({"reporter": REPORTER | {"phone": SECRET}}, "reporter.phone"),
        ({"reporter": REPORTER | {"phone": "0812345"}}, "reporter.phone"),
        ({"reporter": REPORTER | {"phone": "+6281234567890123456789"}}, "reporter.phone"),
        ({"reporter": REPORTER | {"phone": "nomor saya"}}, "reporter.phone"),
        *(({"reporter": REPORTER | {"email": each}}, "reporter.email") for each in NOT_SENDABLE),
        *(({"reporter": REPORTER | {"name": each}}, "reporter.name") for each in NO_LINE),
        *(({"title": each}, "title") for each in NO_LINE),
        ({"text": "\u200b\u3164\u2800" * 10}, "text"),
        ({"location": {"address": "\u2800"}}, "location.address"),
        ({"reporter": REPORTER | {"national_id": "123"}}, "reporter.national_id"),
        ({"reporter": SECRET}, "reporter"),
    ],
)
async def test_a_field_at_fault_is_named_and_not_repeated(
    http: AsyncClient, changed: dict[str, Any], field: str
) -> None:
    content = json.dumps(FORM | changed).replace("Infinity", "1e400")
    response = await http.post("/v1/reports", content=content)
    assert (response.status_code, response.json()["code"]) == (422, "malformed"), response.text
    assert [error["field"] for error in response.json()["errors"]] == [field]
    assert SECRET not in response.text


NO_OBJECTS = [b"", b"{", b"null", b'"text"', b"\xff", b"{" * 50_000, b'{"n": ' + b"9" * 9999, b'{"n": NaN}']


@pytest.mark.parametrize("raw", NO_OBJECTS)
async def test_what_is_no_json_object_is_malformed(http: AsyncClient, raw: bytes) -> None:
    response = await http.post("/v1/reports", content=raw)
    assert (response.status_code, response.json()["code"]) == (422, "malformed")


async def test_an_unknown_category_breaks_a_rule(http: AsyncClient) -> None:
    response = await http.post("/v1/reports", json=FORM | {"category": "no-such"})
    assert (response.status_code, response.json()["code"]) == (422, "unknown_category")
    assert "kesehatan" in response.json()["allowed"]


async def test_ten_megabytes_are_refused_at_once(http: AsyncClient) -> None:
    async def stream() -> Any:
        for _ in range(160):
            yield b"x" * 65536

    for content in (b"x" * 10_000_000, stream()):
        response = await http.post("/v1/reports", content=content)
        assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_unfit_idempotency_key_is_malformed(http: AsyncClient) -> None:
    response = await http.post("/v1/reports", json=FORM, headers={"Idempotency-Key": "x" * 201})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "Idempotency-Key")


async def test_the_receipt_is_what_the_report_will_say(people: People) -> None:
    report = await people.submit(occurred_on=None, location=None, category=None)
    told = (await report.track()).json()
    (clock,) = told["clocks"]
    assert (told["due_on"], clock["name"]) == (clock["due_on"], "verification")
    assert told["title"] == FORM["title"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("(0541) 123456", {"phone": "+62541123456"}),
        ("021-500123 ext. 12", {"phone": "+6221500123", "phone_note": "ext. 12"}),
        ("0812\u20113456\u20117890", {"phone": "+6281234567890"}),
        ("0812\u00a03456\u00a07890", {"phone": "+6281234567890"}),
        ("08123456789 (WA)", {"phone": "+628123456789", "phone_note": "(WA)"}),
        ("hp 0812-3456-7890 (istri)", {"phone": "+6281234567890", "phone_note": "hp (istri)"}),
        ("0812-3456-7890 / 0813-1111-2222", {"phone": "+6281234567890", "phone_note": "0813-1111-2222"}),
        ("0062 812 3456 7890", {"phone": "+6281234567890"}),
        ("+44 20 7946 0958", {"phone": "+442079460958"}),
    ],
)
async def test_a_telephone_number_is_kept_in_one_form_with_what_was_written_beside_it(
    people: People, written: str, kept: dict[str, str]
) -> None:
    report = await people.submit(reporter={"name": "Siti", "phone": written}, channel="whatsapp")
    (first,) = await report.facts()
    assert first["data"]["reporter"]["identity"] == {"name": "Siti"} | kept
    assert first["data"]["channel"] == "whatsapp"


async def test_an_address_whose_domain_has_other_letters_is_kept_as_people_read_it(people: People) -> None:
    report = await people.submit(reporter={"name": "Siti", "email": "siti@xn--bcher-kva.id"})
    assert (await report.facts())[0]["data"]["reporter"]["identity"]["email"] == "siti@bücher.id"


async def test_text_is_kept_in_one_form(people: People) -> None:
    report = await people.submit(title="  Cafe\u0301 \r\n")
    assert (await report.track()).json()["title"] == "Caf\u00e9"


async def test_a_number_can_be_typed_as_it_was_heard(people: People, services: Services) -> None:
    report = await people.submit()
    heard = report.number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    response = await people.http.get(f"/v1/reports/{heard}/track", headers={"Report-Pin": report.pin})
    assert response.json()["tracking_number"] == report.number
    assert report.pin == tracking_numbers.derive_pin(services.settings.intake_secret, report.number)


async def test_only_what_can_become_a_report_counts_against_the_intake_limit(
    people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = services.limits.intake
    monkeypatch.setattr(window, "most", 2)
    monkeypatch.setattr(window, "seconds", 3600)
    monkeypatch.setattr(window, "_here", Window())
    await rows(services.pool, "delete from limit_windows")
    bad, good = FORM | {"title": ""}, FORM
    forms = (bad, bad, bad, good, good, bad, good)
    codes = [(await people.http.post("/v1/reports", json=form)).status_code for form in forms]
    await rows(services.pool, "delete from limit_windows")
    assert codes == [422, 422, 422, 201, 201, 422, 429]
