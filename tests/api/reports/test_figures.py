"""Statistics charge what was done to whoever did it, wherever the report is now."""

import asyncio
from typing import Any

import pytest

from api.services import Services
from records.database import rows
from tests.api.people import REASON, TEXT, People, Report


async def charged(people: People, figure: str) -> dict[tuple[str | None, str | None, str], int]:
    """By agency, unit and stage, what the national admin is told of one figure, without zeros."""
    items: list[dict[str, Any]] = (await people.get("pusat", "/v1/statistics")).json()["items"]
    return {(each["agency"], each["unit"], each["stage"]): each[figure] for each in items if each[figure]}


async def recorded(report: Report) -> None:
    async with asyncio.timeout(30):
        facts = (await report.get("auditor", source="live")).json()["facts"]
        while (await report.get("auditor", source="record")).json().get("facts") != facts:
            await asyncio.sleep(0.05)


async def passed_on(report: Report) -> None:
    """Aceh declines it, and the ministry receives it."""
    report.task = (await report.get("auditor")).json()["task"]["id"]
    declined = await report.decide("admin.pemprov-aceh", "decline", reason=REASON)
    assert declined.status_code == 200, declined.text
    assert (await report.forward(agency="kemenkes")).status_code == 200
    await recorded(report)


@pytest.fixture
async def report(people: People, services: Services) -> Report:
    await rows(services.pool, "truncate reports, tasks, lapses, declines")
    report = await people.submit()
    assert (await report.forward(agency="pemprov-aceh")).status_code == 200
    return report


@pytest.mark.parametrize("unit", [None, "layanan"])
async def test_who_only_redirected_is_charged_and_not_who_received_the_report_then(
    people: People, report: Report, unit: str | None
) -> None:
    who, stage = "admin.pemprov-aceh", "agency_verification"
    if unit:
        assert (await report.decide(who, "dispose", unit=unit)).status_code == 200
        who, stage = f"penghubung.pemprov-aceh.{unit}", "follow_up"
    before = await charged(people, "redirected")
    answered = await report.decide(who, "respond", text=TEXT, final=True, outcome="redirected")
    assert answered.status_code == 200, answered.text
    assert (await report.reply("dispute", reason=REASON)).status_code == 200
    await passed_on(report)
    key = ("pemprov-aceh", unit, stage)
    assert await charged(people, "redirected") == {**before, key: before.get(key, 0) + 1}


async def test_who_asked_is_charged_in_calendar_days_and_in_working_days(
    people: People, report: Report, services: Services
) -> None:
    asked = await report.decide(
        "admin.pemprov-aceh", "ask_reporter", question="Di jalan mana persisnya kejadian itu?"
    )
    assert asked.status_code == 200, asked.text
    assert (await report.reply("complete", text="Di Jalan Merdeka nomor tujuh belas.")).status_code == 200
    await passed_on(report)
    # A week passes in a moment: from a Friday evening to the Friday after.
    shift = """update tasks set opened_at = closed_at - interval '7 days', working_days = 5
    where report = %s and stage = 'awaiting_reporter'"""
    await rows(services.pool, shift, [report.number])
    key = ("pemprov-aceh", None, "agency_verification")
    assert await charged(people, "asked_days") == {key: 7}
    assert await charged(people, "asked_working_days") == {key: 5}
    mine = (await people.get("admin.kemenkes", "/v1/statistics")).json()["items"]
    assert not any(each["asked_days"] or each["asked_working_days"] for each in mine)
