"""A lost number or PIN: sent anew to the contact on record, and nobody is told whether there is one."""

import re
import secrets
import time
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from activities.letters import LetterSettings, compose_letter
from activities.mail import Letter
from api.reports.new_pin import STEADY
from api.requests.pins import KnownPins
from api.services import Services
from records.database import pool_of, rows
from records.reports import outbox
from records.reports.contact_index import ContactIndex
from tests.api.people import People, Report

LETTERS = "select id from messages where report = %s and template = 'new_pin' order by id"


@pytest.fixture(autouse=True)
async def uncounted(services: Services) -> None:
    await rows(services.pool, "delete from limit_windows")


async def submit(people: People, **contact: str) -> Report:
    report = await people.submit(reporter={"name": "Warga Contoh", **contact})
    return await report.recorded()


def an_address() -> str:
    return f"w{secrets.token_hex(6)}@contoh.invalid"


async def ask(http: AsyncClient, **body: str) -> Response:
    return await http.post("/v1/pins", json=body)


async def letters(services: Services, report: Report) -> list[Letter]:
    """The letters with new PINs, as they leave."""
    ids = [each["id"] for each in await rows(services.pool, LETTERS, [report.number])]
    head = LetterSettings("Tuntas", None, services.settings.intake_secret)
    found = await outbox.read_letters(services.pool, ids)
    return [await compose_letter(each, services.keys, head) for each in found]


def pin_in(letter: Letter) -> str:
    found = re.search(r"PIN baru Anda: (\d{6})\.", letter.body)
    assert found is not None, letter.body
    return found[1]


async def opens(report: Report, pin: str) -> int:
    answer = await report.http.get(f"{report.url}/track", headers={"Report-Pin": pin})
    return answer.status_code


async def test_a_new_pin_goes_to_the_address_on_record_and_voids_the_old_one_when_it_is_used(
    http: AsyncClient, people: People, services: Services
) -> None:
    address = an_address()
    report = await submit(people, email=address)
    asked = await ask(http, email=address.upper())
    assert asked.status_code == 202
    (letter,) = await letters(services, report)
    assert (letter.email, letter.name) == (address, "Warga Contoh")
    new = pin_in(letter)
    assert report.number in letter.body
    assert await opens(report, report.pin) == 200, "whoever asked may be a stranger"
    assert await opens(report, new) == 200
    assert await opens(report, report.pin) == 401
    assert await opens(report, new) == 200


async def test_who_asks_learns_nothing_of_what_is_on_record(
    http: AsyncClient, people: People, services: Services
) -> None:
    address = an_address()
    report = await submit(people, email=address)
    answers, seconds = [], []
    for body in ({"email": address}, {"email": an_address()}, {"phone": "0812-3456-7809"}):
        begun = time.monotonic()
        answers.append(await ask(http, **body))
        seconds.append(time.monotonic() - begun)
    assert len({(each.status_code, each.text) for each in answers}) == 1
    assert min(seconds) >= STEADY
    assert len(await letters(services, report)) == 1


async def test_a_number_narrows_it_down_and_opens_nothing_for_another_contact(
    http: AsyncClient, people: People, services: Services
) -> None:
    address = an_address()
    mine = [await submit(people, email=address) for _ in "12"]
    other = await submit(people, email=an_address())
    await ask(http, email=address, tracking_number=mine[0].number.lower())
    await ask(http, email=address, tracking_number=other.number)
    assert [len(await letters(services, each)) for each in (*mine, other)] == [1, 0, 0]


async def test_asking_again_and_again_voids_nothing_sends_no_second_letter_and_is_limited(
    http: AsyncClient, people: People, services: Services
) -> None:
    address = an_address()
    report = await submit(people, email=address)
    answers = [await ask(http, email=address) for _ in "1234"]
    unknown = an_address()
    others = [await ask(http, email=unknown) for _ in "1234"]
    for each in (answers, others):
        assert [answer.status_code for answer in each] == [202] * 3 + [429]
    assert answers[-1].json()["code"] == others[-1].json()["code"] == "too_often"
    (letter,) = await letters(services, report)
    await rows(services.pool, "update messages set sent_at = now() where report = %s", [report.number])
    await rows(services.pool, "delete from limit_windows")
    await ask(http, email=address)
    later = (await letters(services, report))[-1]
    assert pin_in(later) == pin_in(letter), "either letter opens the report"
    assert await opens(report, pin_in(letter)) == 200
    await rows(services.pool, "update messages set sent_at = now() where report = %s", [report.number])
    await ask(http, email=address)
    assert pin_in((await letters(services, report))[-1]) != pin_in(letter)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"email": "warga@contoh.invalid", "phone": "081234567890"}, ""),
        ({"email": "warga"}, "email"),
        ({"phone": "123"}, "phone"),
        ({"email": "warga@contoh.invalid", "tracking_number": "0000-0000-0000-1"}, "tracking_number"),
    ],
)
async def test_what_can_be_nobodys_is_malformed(http: AsyncClient, body: dict[str, str], field: str) -> None:
    answer = await ask(http, **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert answer.json()["errors"][0]["field"] == field


async def test_who_has_a_telephone_only_is_called_by_the_centre_and_not_by_whoever_answers(
    http: AsyncClient, people: People, services: Services
) -> None:
    phone = f"0812{secrets.randbelow(10**8):08}"
    report = await submit(people, phone=phone)
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    await report.recorded()
    await ask(http, phone=f"+62 {phone[1:]}")

    async def said_to(who: str) -> str:
        calls: list[dict[str, Any]] = (await people.get(who, "/v1/tasks")).json()["calls"]
        mine = [each for each in calls if each["tracking_number"] == report.number]
        return " ".join(message["text"] for each in mine for message in each["messages"])

    found = re.search(r"PIN baru Anda: (\d{6})", await said_to("pusat"))
    assert found is not None
    for who in ("admin.kemenkes", "penghubung.kemenkes.layanan"):
        assert "PIN baru" not in await said_to(who)
    assert await opens(report, found[1]) == 200
    assert await opens(report, report.pin) == 401


async def test_with_the_record_away_a_process_goes_by_what_it_knows(
    http: AsyncClient, people: People, services: Services, tmp_path: Path
) -> None:
    address = an_address()
    report = await submit(people, email=address)
    await ask(http, email=address)
    assert await opens(report, pin_in((await letters(services, report))[0])) == 200
    async with pool_of(f"postgresql:///nobody?host={tmp_path}", patience=0.2) as away:
        known = KnownPins(services.pool)
        await known.refresh()
        known.pool = away
        assert (await known.of(report.number)).version == 2
        assert (await known.of("0000-0000-0000-0")).version == 1


async def test_earlier_reports_are_indexed_and_erased_ones_are_found_no_more(
    http: AsyncClient, people: People, services: Services
) -> None:
    address = an_address()
    report = await submit(people, email=address)
    await rows(services.pool, "delete from report_contacts where report = %s", [report.number])
    assert await ContactIndex(services.pool, services.keys).fill() == 1
    await ask(http, email=address)
    assert len(await letters(services, report)) == 1
    await services.keys.destroy(report.number)
    found = "select 1 from report_contacts where report = %s"
    assert await rows(services.pool, found, [report.number]) == []
    await rows(services.pool, "delete from messages where report = %s", [report.number])
    assert (await ask(http, email=address)).status_code == 202
    assert await rows(services.pool, LETTERS, [report.number]) == []
