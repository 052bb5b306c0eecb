"""Colleagues see who is at work on a report before they begin; nobody is kept from deciding."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from httpx import Response

from api.services import Services
from records.database import rows
from records.reports import claims
from tests.api.colleagues import COLLEAGUE, OFFICER, add_colleague, submit_to_unit
from tests.api.people import FORWARD, REASON, TEXT, People, Report

AGED = "update claims set since = since - %(by)s, expires_at = expires_at - %(by)s where report = %(report)s"
UNSEEN = "update viewers set seen_at = seen_at - %(by)s where report = %(report)s"


@pytest.fixture(scope="module", autouse=True)
async def colleague(services: Services) -> None:
    await add_colleague(services)


async def claim(report: Report, who: str, **params: Any) -> Response:
    headers = await report.people.headers(who)
    return await report.http.put(f"{report.url}/claim", params=params, headers=headers)


async def release(report: Report, who: str) -> None:
    headers = await report.people.headers(who)
    assert (await report.http.delete(f"{report.url}/claim", headers=headers)).status_code == 204


async def ping(report: Report, who: str) -> Response:
    headers = await report.people.headers(who)
    return await report.http.put(f"{report.url}/presence", headers=headers)


async def claimant(report: Report, who: str = "admin.kemenkes") -> str | None:
    """The name of who has claimed the report, as somebody is told."""
    told = await report.get(who, "/presence")
    assert told.status_code == 200, told.text
    held = told.json()["claimed_by"]
    return str(held["name"]) if held else None


async def viewers(report: Report, who: str) -> list[str]:
    return [each["name"] for each in (await report.get(who, "/presence")).json()["open_by"]]


async def passes(services: Services, statement: str, report: Report, seconds: float) -> None:
    """So much time passes for what the statement ages."""
    by = f"{seconds} seconds"
    await rows(
        services.pool,
        statement.replace("%(by)s", "%(by)s::interval"),
        {"by": by, "report": report.number},
    )


async def test_of_two_who_claim_at_once_one_does_and_the_other_is_told_who(people: People) -> None:
    report = await submit_to_unit(people)
    for who in (OFFICER, COLLEAGUE):
        await people.headers(who)
    answers = await asyncio.gather(*(claim(report, who) for who in (OFFICER, COLLEAGUE) * 4))
    told: dict[str, set[int]] = {OFFICER: set(), COLLEAGUE: set()}
    for who, answer in zip((OFFICER, COLLEAGUE) * 4, answers, strict=True):
        told[who].add(answer.status_code)
    assert sorted(told.values(), key=max) == [{200}, {409}]
    stands = next(each for each in answers if each.status_code == 200).json()["claimed_by"]
    refused = next(each for each in answers if each.status_code == 409).json()
    assert refused["code"] == "claimed"
    assert (refused["claimed_by"], refused["claimed_by_name"], refused["since"]) == (
        stands["account"],
        stands["name"],
        stands["since"],
    )


async def test_a_claim_is_lengthened_taken_over_and_released(people: People, services: Services) -> None:
    report = await submit_to_unit(people)
    first = (await claim(report, OFFICER)).json()["claimed_by"]
    again = (await claim(report, OFFICER)).json()["claimed_by"]
    assert (again["since"], again["expires_at"] > first["expires_at"]) == (first["since"], True)
    lasts = datetime.fromisoformat(first["expires_at"]) - datetime.fromisoformat(first["since"])
    assert lasts.total_seconds() == 15 * 60
    await release(report, COLLEAGUE)
    assert await claimant(report) == first["name"]
    taken = (await claim(report, COLLEAGUE, take_over=True)).json()["claimed_by"]
    assert (taken["name"], taken["since"] > first["since"]) == ("Penghubung Dua", True)
    assert await claimant(report) == "Penghubung Dua"
    for _ in range(2):
        await release(report, COLLEAGUE)
    assert await claimant(report) is None


async def test_a_claim_ends_fifteen_minutes_after_the_last_sign_of_life(
    people: People, services: Services
) -> None:
    report = await submit_to_unit(people)
    since = (await claim(report, OFFICER)).json()["claimed_by"]["since"]
    await passes(services, AGED, report, 14 * 60)
    assert (await claim(report, COLLEAGUE)).status_code == 409
    await ping(report, COLLEAGUE)
    await passes(services, AGED, report, 50)
    assert await claimant(report) is not None
    await ping(report, OFFICER)
    await passes(services, AGED, report, 14 * 60)
    assert (await claim(report, COLLEAGUE)).status_code == 409
    await passes(services, AGED, report, 61)
    assert await claimant(report) is None
    await ping(report, OFFICER)  # does not bring it back
    assert await claimant(report) is None
    again = (await claim(report, OFFICER)).json()["claimed_by"]["since"]
    assert again > since


async def test_lists_show_it_to_those_who_may_read_the_whole_report(people: People) -> None:
    report = await submit_to_unit(people)
    await claim(report, OFFICER)
    name = await claimant(report)
    tasks = (await people.get(COLLEAGUE, "/v1/tasks", limit=200)).json()["items"]
    (task,) = (each for each in tasks if each["tracking_number"] == report.number)
    assert task["claimed_by"]["name"] == name
    for who in ("pusat", "admin.kemenkes", COLLEAGUE):
        (listed,) = await lines(people, who, report)
        assert listed["claimed_by"]["name"] == name
        assert (await report.get(who)).json()["claimed_by"] == listed["claimed_by"]
    assert (await report.get("pusat", at="1")).json()["claimed_by"] is None
    assert await lines(people, "admin.pemprov-aceh", report) == []
    assert (await report.get("admin.pemprov-aceh", "/presence")).status_code == 404
    await release(report, OFFICER)
    (listed,) = await lines(people, "pusat", report)
    assert listed["claimed_by"] is None


async def lines(people: People, who: str, report: Report) -> list[dict[str, Any]]:
    items = (await people.get(who, "/v1/reports", limit=200)).json()["items"]
    return [each for each in items if each["tracking_number"] == report.number]


async def test_an_agency_that_declined_is_not_told_who_works_on_the_report_now(people: People) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "decline", reason=REASON)
    await (await report.recorded()).decide("pusat", **FORWARD | {"agency": "pemprov-aceh"})
    await report.recorded()
    assert (await claim(report, "admin.pemprov-aceh")).status_code == 200
    (listed,) = await lines(people, "admin.kemenkes", report)
    assert listed["claimed_by"] is None
    assert (await report.get("admin.kemenkes")).json()["claimed_by"] is None
    assert await claimant(report, "admin.kemenkes") is None
    assert await claimant(report, "pusat") is not None
    refused = await claim(report, "admin.kemenkes")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_those_who_decide_nothing_claim_nothing(people: People) -> None:
    report = await submit_to_unit(people)
    assert (await claim(report, "auditor")).json()["code"] == "not_allowed"
    for who in ("penghubung.kemenkes.umum", "admin.pemprov-aceh"):
        assert (await claim(report, who)).json()["code"] == "not_found"
        assert (await ping(report, who)).json()["code"] == "not_found"


async def test_a_claim_guards_nothing_and_ends_with_the_decision_of_whoever_has_it(people: People) -> None:
    report = await submit_to_unit(people)
    await claim(report, OFFICER)
    other = await report.decide(COLLEAGUE, "respond", text=TEXT, final=False)
    assert other.status_code == 200
    await report.recorded()
    assert await claimant(report) is not None
    noted = await report.decide(OFFICER, "note", text="Sudah saya telepon dinasnya.")
    assert noted.status_code == 200
    await report.recorded()
    assert await claimant(report) is not None
    own = await report.decide(OFFICER, "respond", text=TEXT, final=False)
    assert own.status_code == 200
    await report.recorded()
    assert await claimant(report) is None


async def test_those_of_the_same_office_see_who_has_the_report_open_for_two_minutes(
    people: People, services: Services
) -> None:
    report = await submit_to_unit(people)
    for who in (OFFICER, COLLEAGUE, "admin.kemenkes", "auditor"):
        assert (await ping(report, who)).status_code == 200
    name = (await people.get(OFFICER, "/v1/me")).json()["name"]
    assert await viewers(report, OFFICER) == ["Penghubung Dua"]
    assert await viewers(report, COLLEAGUE) == [name]
    for who in ("admin.kemenkes", "pimpinan.kemenkes", "pusat", "auditor"):
        assert await viewers(report, who) == []
    await passes(services, UNSEEN, report, 110)
    assert await viewers(report, COLLEAGUE) == [name]
    await passes(services, UNSEEN, report, 11)
    assert (await ping(report, COLLEAGUE)).json()["open_by"] == []
    assert await viewers(report, OFFICER) == ["Penghubung Dua"]


async def test_what_has_expired_is_deleted(people: People, services: Services) -> None:
    old, young = await submit_to_unit(people), await submit_to_unit(people)
    for report in (old, young):
        await claim(report, OFFICER)
        await ping(report, OFFICER)
    await passes(services, AGED, old, 15 * 60)
    await passes(services, UNSEEN, old, 2 * 60)
    await claims.delete_expired_claims(services.pool)
    left = "select report from {} where report = any(%s)"
    for table in ("claims", "viewers"):
        found = await rows(services.pool, left.format(table), [[old.number, young.number]])
        assert [each["report"] for each in found] == [young.number]
