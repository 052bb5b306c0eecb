"""The forecast, by JSON and on the page: each number is what its list finds."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI

from api.services import Services
from records.database import rows
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Jakarta")).date()
OFFICER = "penghubung.kemenkes.layanan"
SCOPES = {
    "pusat": ("", "?scope=mine", "?agency=kemenkes", "?agency=kemenkes&weeks=4", "?weeks=4"),
    "pimpinan.pusat": ("", "?scope=team", "?scope=mine"),
    "auditor": ("", "?agency=pemkab-jayapura"),
    "admin.kemenkes": ("", "?scope=mine"),
    "pimpinan.kemenkes": ("", "?weeks=4"),
    OFFICER: ("", "?weeks=4"),
}


async def make_due(services: Services, report: Report, days: int | None, zone: str = "Asia/Jakarta") -> None:
    """Has the report lapse at the end of the local day in so many days; null: it has lapsed."""
    due = datetime.now(UTC) - timedelta(hours=1)
    if days is not None:
        due = datetime.combine(TODAY + timedelta(days=days + 1), datetime.min.time(), ZoneInfo(zone))
    for table, column in (("reports", "next_due_at"), ("tasks", "due_at")):
        statement = f"update {table} set {column} = %s where report = %s"  # noqa: S608
        await rows(services.pool, statement, [due, report.number])


PAST = """
insert into due_history (report, stage, agency, due_at, since, until)
select format('H-%%s-%%s', n, stage), stage, case when stage <> 'central_verification' then 'kemenkes' end,
       %(today)s - make_interval(days => n), %(today)s - make_interval(days => n + 40), null
from generate_series(1, 126) as n
cross join unnest(array['central_verification', 'agency_verification', 'follow_up']) as stage"""
LAPSED = """
insert into lapses (report, fact, clock, instance, agency, stage, at)
select report, 1, 'response', 1, agency, stage, due_at from due_history
where report like 'H-%%' and stage <> 'agency_verification'"""


@pytest.fixture(scope="module")
async def past(services: Services) -> None:
    """Each day of 18 weeks a deadline of each stage was over; all lapsed but those of the ministry's desk."""
    begun = datetime.combine(TODAY, datetime.min.time(), ZoneInfo("Asia/Jakarta"))
    await rows(services.pool, PAST, {"today": begun})
    await rows(services.pool, LAPSED, {})
    await services.lapse_history.refresh(anew=True)


@pytest.fixture(scope="module")
async def reports(past: None, people: People, services: Services) -> list[Report]:
    """Two at the centre, three at a ministry of which a unit has two, one of them an officer's; one in the
    easternmost zone, where days end two hours before those of the centre."""
    made = [await people.submit() for _ in range(6)]
    for report in made[2:5]:
        await report.forward()
    await made[5].forward(agency="pemkab-jayapura")
    for report in made[3:5]:
        await report.decide("admin.kemenkes", "dispose", unit="layanan")
    named = await made[4].decide("pimpinan.kemenkes", "reassign", to=OFFICER)
    assert named.status_code in {200, 422}, named.text
    for report, days in zip(made, (None, 3, 0, 3, 12, 4), strict=True):
        await report.recorded()
        await make_due(services, report, days, "Asia/Jayapura" if report is made[5] else "Asia/Jakarta")
    return made


async def count_listed(people: People, who: str, href: str) -> int:
    """How many lines the list at that address has."""
    parts = urlsplit(html.unescape(href))
    path = {"/laporan": "/v1/reports", "/tugas": "/v1/tasks"}[parts.path]
    query: Any = [*parse_qsl(parts.query), ("limit", "200")]
    listed = await people.http.get(path, params=query, headers=await people.headers(who))
    assert listed.status_code == 200, listed.text
    return len(listed.json()["items"])


@pytest.mark.parametrize("who", SCOPES)
async def test_each_number_of_the_page_is_what_its_list_finds(
    app: FastAPI, people: People, reports: list[Report], who: str
) -> None:
    visitor, seen = Visitor(app), 0
    await visitor.sign_in(who, PASSWORD)
    for query in SCOPES[who]:
        page = await visitor.open(f"/prakiraan{query}")
        assert page.status_code == 200
        assert (await visitor.open(f"/prakiraan{query or '?'}&lang=en")).status_code == 200
        links = re.findall(r'<a href="(/(?:tugas|laporan)[?][^"]+)">(?:▲ )?(\d+)[ <]', page.text)
        for href, number in links:
            assert await count_listed(people, who, href) == int(number), href
        seen += len(links)
    assert seen or who == "pimpinan.pusat"


async def test_what_is_due_is_told_by_day_and_holder(people: People, reports: list[Report]) -> None:
    told = (await people.get("pusat", "/v1/forecast", weeks=4)).json()
    days = {each["day"]: each["reports"] for each in told["total"]["days"]}
    in_three = (TODAY + timedelta(days=3)).isoformat()
    assert (told["total"]["overdue"], days[in_three]) == (1, 2)
    assert days[(TODAY + timedelta(days=4)).isoformat()] == 1, "a day of Papua is the day of that date"
    lines = {each["agency"]: each for each in told["lines"]}
    assert (lines[None]["overdue"], lines[None]["due"]) == (1, 1)
    assert lines["pemkab-jayapura"]["days"] == [
        {"day": (TODAY + timedelta(days=4)).isoformat(), "reports": 1}
    ]
    assert sum(each["due"] for each in told["lines"]) == told["total"]["due"] == sum(days.values())
    of_ministry = (await people.get("auditor", "/v1/forecast", agency="kemenkes", weeks=4)).json()
    found = {(each["unit"], each["stage"]): each["due"] for each in of_ministry["lines"]}
    assert found == {("layanan", None): 2, (None, "agency_verification"): 1}
    team = (await people.get("pimpinan.kemenkes", "/v1/forecast", weeks=4)).json()
    assert sum(each["due"] for each in team["lines"]) == 3
    assert date.fromisoformat(told["until"]) >= TODAY + timedelta(days=25)


async def test_what_is_expected_follows_the_pace_of_each_stage(people: People, reports: list[Report]) -> None:
    told = (await people.get("auditor", "/v1/forecast", agency="kemenkes", weeks=4)).json()
    by_unit = {each["unit"]: each["expected"] for each in told["lines"]}
    assert by_unit["layanan"]["deadlines"] == 2
    assert by_unit["layanan"]["expected"] > 1.9
    assert by_unit[None]["expected"] < 0.1
    assert told["total"]["expected"]["expected"] == pytest.approx(2, abs=0.2)
    assert len(told["past_weeks"]) == 8
    for each in told["past_weeks"]:
        assert each["expected"]["low"] <= each["lapsed"] <= each["expected"]["high"]
        assert each["lapsed"] > 0
    first, *_, last = told["calibration"]
    assert first["lapsed"] == 0
    assert last["lapsed"] == last["deadlines"] > 40
    elsewhere = (await people.get("auditor", "/v1/forecast", agency="pemprov-aceh")).json()
    assert elsewhere["past_weeks"] == []
    assert elsewhere["calibration"] == []


async def test_nobody_is_told_what_is_not_theirs(people: People) -> None:
    for who, query in ((OFFICER, {"scope": "team"}), ("admin.kemenkes", {"agency": "kemenkes"})):
        refused = await people.get(who, "/v1/forecast", **query)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (await people.get("auditor", "/v1/forecast", scope="mine")).status_code == 403
    assert (await people.get("operator", "/v1/forecast")).status_code == 403, "who has no tasks"
    for query in ({"scope": "agency"}, {"agency": "tidak-ada"}, {"scope": "nation", "agency": "kemenkes"}):
        assert (await people.get("pusat", "/v1/forecast", **query)).status_code == 422
