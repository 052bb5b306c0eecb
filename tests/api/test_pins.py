"""Guessing a PIN gets slow, but never locks the reporter out for good."""

import asyncio
from collections.abc import Iterator

import pytest
from httpx import AsyncClient, Response

from api.house import House
from api.limits import Window
from api.numbers import pin
from records.database import rows
from tests.api.people import People, Report

AGED = """
update pin_failures set last_at = last_at - interval '16 minutes', failures = 1000 where report = %s"""


@pytest.fixture
def few_free(house: House) -> Iterator[None]:
    """The hourly limit per address out of the way."""
    window = house.limits.wrong_pins
    window._limit, kept = 10_000, window._limit
    yield
    window._limit = kept
    window._seen.clear()


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


@pytest.mark.usefixtures("few_free")
async def test_twenty_guesses_meet_growing_delays_and_the_right_pin_opens_after(
    people: People, house: House
) -> None:
    report = await people.submit()
    answers = [await guess(report, wrong(report)) for _ in range(20)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429] * 15
    assert answers[-1].headers["Retry-After"] == "1"
    assert (await guess(report, report.pin)).status_code == 429
    await asyncio.sleep(1.05)
    assert (await guess(report, wrong(report))).status_code == 401
    assert (await guess(report, report.pin)).headers["Retry-After"] == "2"
    await rows(house.pool, AGED, [report.number])
    assert (await guess(report, report.pin)).status_code == 200
    assert (await guess(report, wrong(report))).status_code == 401


async def test_an_address_has_a_hundred_wrong_pins_an_hour(people: People, house: House) -> None:
    window = house.limits.wrong_pins
    for _ in range(100):
        window.count("127.0.0.1")
    report = await people.submit()
    response = await guess(report, report.pin)
    assert (response.status_code, response.json()["code"]) == (429, "too_often")
    assert int(response.headers["Retry-After"]) > 3500
    window._seen.clear()


async def test_the_right_pin_of_a_number_that_no_report_has_opens_nothing(
    http: AsyncClient, house: House
) -> None:
    number = "0000-0000-0000-0"
    right = {"Report-Pin": pin(house.settings.intake_secret, number)}
    response = await http.get(f"/v1/reports/{number}/track", headers=right)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    reply = {"decision": {"kind": "withdraw"}}
    response = await http.post(f"/v1/reports/{number}/replies", json=reply, headers=right)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    response = await http.get(f"/v1/reports/{number}/track", headers={"Report-Pin": "1"})
    assert (response.status_code, response.json()["code"]) == (401, "wrong_pin")


def test_a_window_slides_and_forgets() -> None:
    now = 0.0
    window = Window(2, 10, clock=lambda: now)
    window.count("a")
    now = 5.0
    window.count("a")
    with pytest.raises(Exception, match="too_often"):
        window.require("a", "")
    window.require("b", "")
    now = 10.5
    window.require("a", "")
