"""A team's tasks by office and officer, by JSON and on the page: each number is what its list finds."""

import html
import re
from typing import Any

import pytest
from fastapi import FastAPI

from api.services import Services
from records.database import rows
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report

SUPERVISOR, ADMIN, OFFICER = "pimpinan.kemenkes", "admin.kemenkes", "penghubung.kemenkes.layanan"


END_OF_TODAY = """
(date_trunc('day', now() at time zone 'Asia/Jakarta') + interval '1 day') at time zone 'Asia/Jakarta'"""


@pytest.fixture(scope="module")
async def team(people: People, services: Services) -> dict[Any, Any]:
    """Two tasks of a unit, one of them overdue and claimed by its officer; one that names the admin, due
    today."""
    reports: list[Report] = []
    for _ in range(3):
        report = await people.submit()
        await report.forward()
        if len(reports) < 2:
            await report.decide(ADMIN, "dispose", unit="layanan")
        reports.append(await report.recorded())
    named = await reports[2].decide(SUPERVISOR, "reassign", to=ADMIN)
    assert named.status_code == 200, named.text
    await reports[2].recorded()
    claimed = await people.http.put(f"{reports[0].url}/claim", headers=await people.headers(OFFICER))
    assert claimed.status_code == 200
    change = "update tasks set due_at = {} where report = %s and closed_at is null"
    await rows(services.pool, change.format("now() - interval '1 day'"), [reports[0].number])
    await rows(services.pool, change.format(END_OF_TODAY), [reports[2].number])
    told = (await people.get(SUPERVISOR, "/v1/team")).json()
    return {(each["owner_role"], each["unit"]): each for each in told["items"]}


async def test_each_office_is_told_with_its_officers(team: dict[Any, Any]) -> None:
    unit, desk = team["liaison_officer", "layanan"], team["agency_admin", None]
    assert (unit["open"], unit["overdue"], unit["due_today"], unit["vacancy"]) == (2, 1, 0, None)
    assert unit["nobody_named"]["open"] == 2
    (officer,) = unit["officers"]
    assert (officer["officer_name"], officer["open"], officer["claims"]) == ("Siti Rahmawati", 0, 1)
    assert (desk["open"], desk["due_today"], desk["nobody_named"]["open"]) == (1, 1, 0)
    (admin,) = desk["officers"]
    assert (admin["officer_name"], admin["open"], admin["due_today"]) == ("Dewi Lestari", 1, 1)
    assert team["liaison_officer", "umum"]["open"] == 0, "an office without tasks is told too"


async def test_only_who_leads_a_team_is_told(people: People, team: dict[Any, Any]) -> None:
    assert (await people.get(ADMIN, "/v1/team")).status_code == 200
    centre = (await people.get("pimpinan.pusat", "/v1/team")).json()["items"]
    assert {each["owner_role"] for each in centre} == {"national_admin", "supervisor"}
    for who in (OFFICER, "pusat", "auditor"):
        refused = await people.get(who, "/v1/team")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_an_office_that_nobody_holds_is_marked(people: People, services: Services) -> None:
    disable = "update accounts set disabled_at = {} where username = 'penghubung.kemenkes.umum'"
    await rows(services.pool, disable.format("now()"))
    await services.directory.refresh()
    try:
        told = (await people.get(ADMIN, "/v1/team")).json()["items"]
    finally:
        await rows(services.pool, disable.format("null"))
        await services.directory.refresh()
    vacant = [each["unit"] for each in told if each["vacancy"] == "nobody_in_office"]
    assert vacant == ["umum"]


async def test_each_number_of_the_page_is_what_its_list_finds(app: FastAPI, team: dict[Any, Any]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(SUPERVISOR, PASSWORD)
    await visitor.open("/tim")
    assert "Siti Rahmawati" in visitor.text
    links = re.findall(r'<a href="(/tugas[?]scope=team&amp;role[^"]+)">(?:▲ )?(\d+)<', visitor.page.text)
    assert any("officer=a_" in href for href, _ in links)
    assert len(links) == 6
    for href, number in links:
        await visitor.open(html.unescape(href))
        assert f" {number} terbuka" in visitor.text, href
    unit_link = next(href for href, _ in links if "unit=layanan" in href)
    await visitor.open(html.unescape(unit_link))
    report = re.search(r'href="(/laporan/[^"?]+)\?from=', visitor.page.text)
    assert report is not None
    await visitor.open(report[1])
    assert "/keputusan/nudge" in visitor.page.text
    assert "/keputusan/reassign" in visitor.page.text
