"""A supervisor's board, by JSON and on its page: each number is as long as its list."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from api.reports import filters
from api.reports.filters import DayBounds
from api.reports.like_agencies import MOST, choose_like
from api.services import Services
from calendars import Snapshot
from records.database import rows
from records.figures.counting import count_due_reports
from records.reports.queries.board import AgencyOpen
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import TEXT, People, Report

SUPERVISOR, ADMIN, OFFICER = "pimpinan.kemenkes", "admin.kemenkes", "penghubung.kemenkes.layanan"
LINK = re.compile(r'<a href="(/(?:tugas|laporan|angka/laporan)[?][^"]+)">(?:▲ )?([\d.]+)[ <]')


@pytest.fixture(scope="module")
async def planted(people: People, services: Services) -> list[Report]:
    """Of the ministry: two overdue tasks of a unit, one of them old and escalated, and one at its desk that
    names somebody who left; a report that it answered. One task is at the centre."""
    reports: list[Report] = []
    for number in range(4):
        report = await people.submit()
        await report.forward()
        if number < 3:
            await report.decide(ADMIN, "dispose", unit="layanan")
        if number == 2:
            await report.decide(OFFICER, "respond", text=TEXT, final=True)
        reports.append(await report.recorded())
    reports.append(await (await people.submit()).recorded())
    change = "update tasks set {} where report = %s and closed_at is null"
    overdue = "due_at = now() - interval '1 day', level = 1"
    old = f"{overdue}, opened_at = now() - interval '60 days'"
    await rows(services.pool, change.format(old), [reports[0].number])
    await rows(services.pool, change.format(overdue), [reports[1].number])
    await rows(services.pool, change.format("officer = 'nobody-now'"), [reports[3].number])
    postponed, until = await people.submit(), (datetime.now(UTC) + timedelta(days=5)).date()
    reason = "Menunggu keputusan menteri."
    answer = await postponed.decide("pusat", "postpone", until=until.isoformat(), reason=reason)
    assert answer.status_code == 200, answer.text
    await postponed.recorded()
    await count_due_reports(services.pool)
    return reports


async def read(people: People, who: str, **more: str) -> dict[str, Any]:
    answer = await people.get(who, "/v1/board", weeks=4, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.usefixtures("planted")
async def test_a_supervisor_is_told_what_is_open_how_old_and_who_is_away(people: People) -> None:
    told = await read(people, SUPERVISOR)
    assert (told["due"]["open"], told["due"]["overdue"]) == (3, 2)
    assert {each["stage"]: each["ages"] for each in told["stages"]} == {
        "follow_up": [1, 0, 0, 1],
        "agency_verification": [1, 0, 0, 0],
    }
    assert told["overdue_by_level"] == [{"level": 1, "tasks": 2}]
    assert [(each["unit"], each["overdue"]) for each in told["places"]] == [("layanan", 2), (None, 0)]
    assert told["away"] == {"vacant": [], "left": 1}
    assert (told["now"]["opened"], told["now"]["done"], told["before"]["opened"]) == (4, 3, 0)
    assert sum(each["opened"] for each in told["weeks"]) >= 4
    officers = {each["officer_name"]: each for each in told["officers"]}
    assert (officers["Siti Rahmawati"]["done"], officers["Siti Rahmawati"]["quiet_working_days"]) == (1, 0)
    assert officers["Dewi Lestari"]["done"] == 3
    assert officers["Agus Setiawan"]["quiet_working_days"] is None
    assert told["like"]["overdue_percent"] is None, "too few agencies"


@pytest.mark.usefixtures("planted")
async def test_the_centre_and_auditors_are_told_of_the_nation_and_others_nothing(people: People) -> None:
    for who in ("pusat", "pimpinan.pusat", "auditor"):
        told = await read(people, who)
        by_agency = {each["agency"]: each["open"] for each in told["places"]}
        assert by_agency == {"kemenkes": 3, None: 1}
        assert (told["agency"], told["officers"], told["like"]) == (None, [], None)
        assert (told["now"]["opened"], told["now"]["median_working_days"]) == (6, 0)
        assert told["postponed"] == 1
        (load,) = told["loads"]
        assert (load["agency"], load["open"], load["opened"], load["done"]) == ("kemenkes", 3, 4, 0)
        assert load["open_per_person"] == round(3 / load["people"], 1)
    other = await read(people, "pimpinan.pemprov-aceh")
    assert (other["due"]["open"], other["stages"], other["places"], other["now"]["opened"]) == (0, [], [], 0)
    assert not any(each["done"] for each in other["officers"])
    refused = await people.get(OFFICER, "/v1/board")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    ("who", "agency", "least"), [(SUPERVISOR, "", 18), ("pusat", "", 17), ("pimpinan.pusat", "kemenkes", 14)]
)
async def test_each_number_of_the_page_is_as_long_as_its_list(
    app: FastAPI, who: str, agency: str, least: int
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    await visitor.open(f"/papan?weeks=4&agency={agency}")
    links = [each for each in dict.fromkeys(LINK.findall(visitor.page.text)) if "_median" not in each[0]]
    assert len(links) >= least
    for href, number in links:
        await visitor.open(html.unescape(href))
        assert visitor.page.status_code == 200, href
        line = 'class="table__when"' if "/angka/" in href else "data-open"
        assert visitor.page.text.count(line) == int(number), href


@pytest.mark.usefixtures("planted")
async def test_the_centre_sees_the_board_of_an_agency_as_its_supervisor_does(people: People) -> None:
    own = await read(people, SUPERVISOR)
    for who in ("pusat", "pimpinan.pusat", "auditor"):
        told = await read(people, who, agency="kemenkes")
        for part in ("agency_name", "due", "overdue_by_level", "places", "officers", "away", "like"):
            assert told[part] == own[part], part
        assert (told["now"]["opened"], told["now"]["done"], told["loads"]) == (4, 0, [])
    assert (await read(people, SUPERVISOR, agency="kemenkes"))["due"] == own["due"]
    refused = await people.get(SUPERVISOR, "/v1/board", agency="pemprov-aceh")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    unknown = await people.get("pusat", "/v1/board", agency="tidak-ada")
    assert [each["field"] for each in unknown.json()["errors"]] == ["agency"]


async def test_only_who_reads_everything_is_shown_everybody_s_tasks(people: People) -> None:
    for who, status in (("auditor", 200), ("pusat", 200), (SUPERVISOR, 403), (OFFICER, 403)):
        assert (await people.get(who, "/v1/tasks", scope="all")).status_code == status, who


async def test_an_empty_board_says_so(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pimpinan.pemkab-jayapura", PASSWORD)
    await visitor.open("/papan?lang=en")
    assert "No task is open" in visitor.text
    assert "fewer than 5 agencies like this one" in visitor.text
    assert LINK.findall(visitor.page.text) == []


@pytest.mark.usefixtures("planted")
async def test_an_office_that_nobody_holds_is_named_with_its_tasks(app: FastAPI, services: Services) -> None:
    disable = "update accounts set disabled_at = {} where username = 'penghubung.kemenkes.layanan'"
    await rows(services.pool, disable.format("now()"))
    await services.directory.refresh()
    try:
        for who in (SUPERVISOR, "pusat"):
            visitor = Visitor(app)
            await visitor.sign_in(who, PASSWORD)
            await visitor.open("/papan?lang=en")
            (href,) = re.findall(r'Nobody in office</span>[^<]*<a href="([^"]+)">2 tasks<', visitor.page.text)
            await visitor.open(html.unescape(href))
            assert visitor.page.text.count("data-open") == 2, who
    finally:
        await rows(services.pool, disable.format("null"))
        await services.directory.refresh()


HOLIDAYS = {date(2026, 3, 19), date(2026, 3, 20), date(2026, 5, 1)}
CALENDAR = Snapshot.covering(
    "ID",
    "Asia/Jakarta",
    1,
    date(2025, 6, 1),
    date(2026, 12, 31),
    lambda day: day.weekday() < 5 and day not in HOLIDAYS,
)


@given(st.dates(date(2026, 1, 5), date(2026, 12, 20)), st.integers(0, 90), st.integers(1, 40))
def test_what_began_before_the_bound_has_so_many_working_days_behind_it(
    today: date, ago: int, working_days: int
) -> None:
    opened = today - timedelta(days=ago)
    with patch.object(filters, "datetime") as clock:
        clock.now.return_value = CALENDAR.end_of(today) - timedelta(hours=3)
        bound = DayBounds(CALENDAR).begin_of_age(working_days)
    assert bound is not None
    is_before = CALENDAR.end_of(opened) - timedelta(hours=1) < bound
    assert is_before == (CALENDAR.between(opened, today) >= working_days)


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 999)), max_size=60), st.integers(0, 999))
def test_agencies_alike_are_half_to_twice_as_large_and_the_nearest(
    sizes: list[tuple[int, int]], own: int
) -> None:
    others = [AgencyOpen(f"a-{n}", size, min(size, late)) for n, (size, late) in enumerate(sizes)]
    mine = AgencyOpen("mine", own, 0)
    found = choose_like(mine, [mine, *others])
    fitting = [each for each in others if own / 2 <= each.open <= 2 * own]
    assert len(found) == min(MOST, len(fitting))
    assert mine not in found
    farthest = max((abs(each.open - own) for each in found), default=0)
    assert all(abs(each.open - own) >= farthest for each in fitting if each not in found)


@pytest.mark.usefixtures("planted")
async def test_the_centre_s_list_of_an_agency_s_officer_names_the_officer(
    app: FastAPI, people: People
) -> None:
    officers = (await read(people, "pusat", agency="kemenkes"))["officers"]
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    await visitor.open(f"/tugas?scope=all&agency=kemenkes&officer={officers[0]['officer']}")
    assert officers[0]["officer_name"] in visitor.text
    assert "tidak ada lagi" not in visitor.text
