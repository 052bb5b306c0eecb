"""Guessing a PIN gets slow, but never locks the reporter out for good."""

import asyncio

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from api.requests.limits import Keys, address_key
from api.requests.local_limits import Delays, Window
from api.services import Services
from fields.tracking_numbers import derive_number, derive_pin
from records.database import rows
from records.requests import limits
from tests.api.people import People, Report

AGED = """
update pin_failures set last_at = last_at - interval '16 minutes', failures = 1000 where report = %s"""


@pytest.fixture(autouse=True)
async def uncounted(services: Services) -> None:
    """Each test with counts of its own, and from an address that no report was opened from."""
    await rows(services.pool, "delete from limit_windows")
    await rows(services.pool, "delete from known_sources")


async def guess(report: Report, guessed: str | None) -> Response:
    headers = {"Report-Pin": guessed} if guessed is not None else {}
    return await report.http.get(f"{report.url}/track", headers=headers)


def wrong(report: Report) -> str:
    return f"{(int(report.pin) + 1) % 10**6:06}"


async def test_no_pin_or_a_wrong_one_is_401(people: People) -> None:
    report = await people.submit()
    missing = await guess(report, None)
    assert (missing.status_code, missing.json()["code"]) == (401, "pin_missing")
    response = await guess(report, wrong(report))
    assert (response.status_code, response.json()["code"]) == (401, "wrong_pin")
    # What would open is the PIN; a browser must not ask for somebody's name and password instead.
    asked = {each.headers["WWW-Authenticate"] for each in (missing, response)}
    assert asked == {"Report-Pin"}
    assert (await guess(report, "12345" + "6" * 1000)).status_code == 401
    assert (await guess(report, report.pin)).status_code == 200


async def test_twenty_guesses_meet_growing_delays_and_the_right_pin_opens_after(
    people: People, services: Services
) -> None:
    report = await people.submit()
    answers = [await guess(report, wrong(report)) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 15
    assert answers[-1].headers["Retry-After"] == "1"
    assert (await guess(report, report.pin)).status_code == 429
    await asyncio.sleep(1.05)
    assert (await guess(report, wrong(report))).status_code == 401
    assert (await guess(report, report.pin)).headers["Retry-After"] == "2"
    await rows(services.pool, AGED, [report.number])
    assert (await guess(report, report.pin)).status_code == 200
    assert (await guess(report, wrong(report))).status_code == 401


async def test_an_address_has_a_hundred_wrong_pins_an_hour_and_right_ones_open_all_the_same(
    people: People, services: Services
) -> None:
    strangers = [f"{key:04}-0000" for key in range(110)]
    numbers = [derive_number(services.settings.intake_secret, key) for key in strangers]
    tried = [await guess(Report(people.http, people, each, "", None), "1") for each in numbers]
    assert [each.status_code for each in tried] == [401] * 100 + [429] * 10
    assert int(tried[-1].headers["Retry-After"]) > 3400
    report = await people.submit()
    assert (await guess(report, report.pin)).status_code == 200
    assert (await guess(report, "1")).status_code == 401  # known there by now: counted by itself


async def test_an_address_beyond_its_number_learns_nothing_of_a_report_beyond_its_own(
    people: People, services: Services
) -> None:
    report = await people.submit()
    key = services.limits.pins.keys.of("pin_address", "127.0.0.1")
    for _ in range(100):
        await limits.count_request(services.pool, key, 100, 3600)
    answers = [await guess(report, wrong(report)) for _ in range(5)]
    assert {each.status_code for each in answers} == {429}
    await rows(services.pool, AGED, [report.number])
    assert (await guess(report, report.pin)).status_code == 429


async def test_a_stranger_who_goes_on_guessing_does_not_keep_the_reporter_out(
    app: FastAPI, people: People
) -> None:
    report = await people.submit()
    assert (await guess(report, report.pin)).status_code == 200
    transport = ASGITransport(app, client=("203.0.113.9", 1))
    async with AsyncClient(transport=transport, base_url="http://tuntas.invalid") as http:
        stranger = Report(http, people, report.number, report.pin, None)
        tried = [await guess(stranger, wrong(report)) for _ in range(8)]
        assert [each.status_code for each in tried] == [401] * 5 + [429] * 3
        assert (await guess(stranger, report.pin)).status_code == 429
    assert (await guess(report, report.pin)).status_code == 200


async def test_a_household_with_ipv6_is_one_address(app: FastAPI, people: People, services: Services) -> None:
    async def guessed(address: str, at: int) -> int:
        transport = ASGITransport(app, client=(address, 1))
        number = derive_number(services.settings.intake_secret, f"household-{at}")
        async with AsyncClient(transport=transport, base_url="http://tuntas.invalid") as http:
            return (await guess(Report(http, people, number, "", None), "1")).status_code

    codes = [await guessed(f"2001:db8:7:1::{at:x}", at) for at in range(102)]
    assert codes == [401] * 100 + [429] * 2
    assert await guessed("2001:db8:7:2::1", 200) == 401


async def test_what_is_no_number_counts_for_the_address(people: People, services: Services) -> None:
    key = services.limits.pins.keys.of("pin_address", "127.0.0.1")
    for _ in range(99):
        await limits.count_request(services.pool, key, 100, 3600)
    nothing = Report(people.http, people, "no-number", "", None)
    assert [(await guess(nothing, "1")).status_code for _ in "12"] == [401, 429]


async def test_the_right_pin_of_a_number_that_no_report_has_opens_nothing(
    http: AsyncClient, services: Services
) -> None:
    number = "0000-0000-0000-0"
    right = {"Report-Pin": derive_pin(services.settings.intake_secret, number)}
    response = await http.get(f"/v1/reports/{number}/track", headers=right)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    reply = {"decision": {"kind": "withdraw"}}
    response = await http.post(f"/v1/reports/{number}/replies", json=reply, headers=right)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    response = await http.get(f"/v1/reports/{number}/track", headers={"Report-Pin": "1"})
    assert (response.status_code, response.json()["code"]) == (401, "wrong_pin")


def test_the_record_names_neither_addresses_nor_people() -> None:
    keys = Keys(b"x" * 32)
    assert len({keys.of("a", "bc"), keys.of("ab", "c"), keys.of("abc")}) == 3
    assert "203.0.113.9" not in keys.of("pin_address", "203.0.113.9")


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("unknown", "unknown"),
    ],
)
def test_what_counts_as_one_address(address: str, source: str) -> None:
    assert address_key(address) == source


async def test_a_window_of_the_record_slides_and_gives_back(services: Services) -> None:
    taken = [await limits.count_request(services.pool, "a", 2, 0.6) for _ in "123"]
    assert [each.granted for each in taken] == [True, True, False]
    assert 0 < taken[2].wait <= 0.63
    assert (await limits.count_request(services.pool, "b", 2, 0.6)).granted
    await asyncio.sleep(taken[2].wait + 0.01)
    assert (await limits.count_request(services.pool, "a", 2, 0.6)).granted
    keys = ["pair", "address", "account"]
    first = await limits.reserve_sign_in(services.pool, keys, 1, 60)
    assert (first.granted, first.keys) == (True, ["address", "account"])
    assert not (await limits.reserve_sign_in(services.pool, keys, 1, 60)).granted
    assert not (await limits.reserve_sign_in(services.pool, ["other", "elsewhere", "account"], 1, 60)).granted
    assert (
        await limits.count_request(services.pool, "elsewhere", 1, 60)
    ).granted  # nothing was left counted there
    await limits.note_success(services.pool, "pair", first)
    again = await limits.reserve_sign_in(services.pool, keys, 1, 60)
    assert (again.granted, again.keys) == (True, ["pair"])


def test_with_the_record_away_this_process_counts_by_the_same_rules() -> None:
    now = 0.0
    delays = Delays(clock=lambda: now, addresses=Window(clock=lambda: now))

    def judged(is_right: bool, report: str = "r", address: str = "a") -> str:
        keys = [report, f"{report}@{address}", address]
        return delays.judge_pin(keys, is_right=is_right, free=2, longest=900, hourly=5).verdict

    assert judged(True, address="home") == "opened"
    assert [judged(False) for _ in "123"] == ["wrong", "wrong", "wait"]
    assert (judged(True), judged(True, address="home")) == ("wait", "opened")
    now = 1.5
    assert [judged(True), judged(False)] == ["opened", "wrong"]
    assert [judged(False, report=each) for each in "xyzu"] == ["wrong", "wrong", "wrong", "wait"]
    assert judged(True, report="v") == "opened"
    now = 3700.0
    assert judged(False, report="w") == "wrong"
