"""The pages of figures, as visitors without a script see them: each number leads to as many lines."""

import html
import re

import pytest
from fastapi import FastAPI

from api.services import Services
from records.figures.counting import count_due_reports
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report

LINK = re.compile(r'<a href="(/angka/laporan[?][^"]+)">(\d+)(?:,\d+)?(?:\xa0%)?<')


@pytest.fixture(scope="module")
async def reports(people: People, services: Services) -> list[Report]:
    """One at the centre, one with an agency, one with a unit, which has asked its reporter."""
    made = [await people.submit() for _ in range(3)]
    for report in made[1:]:
        await report.forward()
    await made[2].decide("admin.kemenkes", "dispose", unit="layanan")
    question = "Di puskesmas mana tepatnya kejadian itu?"
    await made[2].decide("penghubung.kemenkes.layanan", "ask_reporter", question=question)
    for report in made:
        await report.recorded()
    await count_due_reports(services.pool)
    return made


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("pusat", "/angka"),
        ("pusat", "/angka?by=category"),
        ("auditor", "/angka?by=agency"),
        ("pimpinan.kemenkes", "/angka"),
        ("penghubung.kemenkes.layanan", "/angka?by=class"),
    ],
)
async def test_each_number_leads_to_as_many_lines(
    app: FastAPI, reports: list[Report], who: str, address: str
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    page = await visitor.open(address)
    assert page.status_code == 200
    found = {html.unescape(href): int(number) for href, number in LINK.findall(page.text)}
    counted = {
        href: number
        for href, number in found.items()
        if not re.search(r"figure=\w+_(share|median|p90)", href)
    }
    assert counted
    for href, number in counted.items():
        listed = await visitor.open(f"{href}&limit=200")
        assert listed.status_code == 200
        assert listed.text.count('class="table__when"') == number, href


async def test_the_way_leads_from_the_nation_to_a_unit(app: FastAPI, reports: list[Report]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    nation = await visitor.open("/angka?by=agency")
    assert "/angka?scope=agency%3Akemenkes&amp;" in nation.text
    agency = await visitor.open("/angka?scope=agency%3Akemenkes")
    assert "/angka?scope=unit%3Akemenkes%2Flayanan&amp;" in agency.text
    unit = await visitor.open("/angka?scope=unit%3Akemenkes%2Flayanan")
    for wider in ("nation", "agency%3Akemenkes"):
        assert f"/angka?scope={wider}&amp;" in unit.text


async def test_a_period_without_reports_says_so_and_english_stays_on_the_page(
    app: FastAPI, reports: list[Report]
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("auditor", PASSWORD)
    page = await visitor.open("/angka?from=2001-01-01&to=2001-01-31")
    assert "Belum ada yang terhitung" in page.text
    english = await visitor.open("/angka?from=2001-01-01&to=2001-01-31&lang=en")
    assert "Nothing was counted in this period" in english.text


async def test_a_long_time_is_not_shown_by_month(app: FastAPI, reports: list[Report]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("penghubung.kemenkes.layanan", PASSWORD)
    for first, is_shown in (("2024-01-01", True), ("2001-01-01", False)):
        page = await visitor.open(f"/angka?from={first}&to=2026-12-31&lang=id")
        assert page.status_code == 200
        assert ("by=month" in page.text) is is_shown
        assert ("Yang masuk dan yang selesai pada setiap bulan" in page.text) is is_shown, "unasked, too"


async def test_others_have_no_ranking_and_no_nation(app: FastAPI, reports: list[Report]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("admin.kemenkes", PASSWORD)
    page = await visitor.open("/angka")
    assert "Peringkat instansi" not in page.text
    for address in ("/angka/peringkat", "/angka?scope=nation", "/angka/laporan?figure=total&scope=centre"):
        assert (await visitor.open(address)).status_code == 403
