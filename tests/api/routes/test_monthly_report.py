"""The monthly report as a PDF: the figures of `/angka`, within the same rights."""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from api.monthly_report import answering
from api.monthly_report.blocks import Document, Table
from api.monthly_report.document import compose
from api.monthly_report.reading import Source, read_content
from api.services import Services
from records.database import rows
from records.figures.counting import count_due_reports
from records.figures.definitions import BY_CODE, Section
from records.figures.periods import add_months
from records.figures.scopes import NATION, Scope, agency_scope, province_scope
from tests.api.conftest import PASSWORD
from tests.api.monthly_report.pdf import Pdf
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report
from texts.figures.monthly_report import COLUMNS, PARTS
from texts.figures.names import SECTIONS, WORDINGS

REPORT = "/v1/figures/report"
HOSTILE = 'Dinas #panic("x") $a$ *tebal* <label> @ref'
SCOPES = [NATION, province_scope("ID-AC"), agency_scope("pemprov-aceh"), agency_scope("kemenkes")]


@pytest.fixture(scope="module")
async def reports(people: People, services: Services) -> list[Report]:
    """One at the centre, one that is overdue at an agency, one that an agency declined, which is overdue at
    another one; that has a name that is no markup."""
    made = [await people.submit() for _ in range(3)]
    for report in made[1:]:
        await report.forward()
    await made[2].decide("admin.kemenkes", "decline", reason="Ini wewenang pemerintah provinsi.")
    await made[2].forward(agency="pemprov-aceh")
    for report in made:
        await report.recorded()
    await count_due_reports(services.pool)
    long_ago = datetime.now(UTC) - timedelta(days=60)
    due = "update due_history set due_at = %s, since = %s where report = %s and until is null"
    for report in made[1:]:
        await rows(services.pool, due, [long_ago, long_ago - timedelta(days=5), report.number])
    await rows(services.pool, "update agencies set name = %s where code = 'pemprov-aceh'", [HOSTILE])
    await services.directory.refresh()
    return made


@pytest.fixture
def today(services: Services) -> date:
    return services.directory.centre().calendar.local_date(datetime.now(UTC))


async def fetch(people: People, who: str, today: date, **query: Any) -> Pdf:
    answer = await people.get(who, REPORT, **{"month": f"{today:%Y-%m}", **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return Pdf(answer.content)


async def composed(services: Services, scope: Scope, today: date) -> Document:
    content = await read_content(Source(services.pool, services.directory, None), scope, f"{today:%Y-%m}")
    return compose(content, services.directory, "Tuntas")


def tables_of(document: Document) -> dict[str, Table]:
    return {
        each.caption: each for part in document.sections for each in part.blocks if isinstance(each, Table)
    }


def read_cell(cell: str) -> float | None:
    """The value of a cell, however many it is of."""
    text = cell.removesuffix("*").removesuffix("\u00a0%").replace(".", "").replace(",", ".")
    return None if text == "–" else float(text)


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.code)
async def test_the_tables_say_what_the_json_of_figures_says(
    people: People, services: Services, reports: list[Report], today: date, scope: Scope
) -> None:
    days = {"scope": scope.code, "from": today.replace(day=1).isoformat(), "to": today.isoformat()}
    told = (await people.get("pusat", "/v1/figures", **days)).json()["total"]["figures"]
    values = {each["code"]: each["value"] for each in told}
    tables = tables_of(await composed(services, scope, today))
    seen = 0
    for section in set(Section) - {Section.SPEED}:
        lines = {line.cells[0]: line.cells[1] for line in tables[SECTIONS[section]["id"]].lines}
        for code, figure in BY_CODE.items():
            if figure.section is section and code != "rating_spread":
                assert read_cell(lines[WORDINGS[code].name["id"]]) == values[code], code
                seen += 1
    assert seen > 40
    assert values["total"] or scope == agency_scope("kemenkes")


@pytest.mark.parametrize("by", ["province", "agency", "class", "category", "channel"])
async def test_the_parts_say_what_the_json_of_parts_says(
    people: People, services: Services, reports: list[Report], today: date, by: str
) -> None:
    days = {"scope": "nation", "from": today.replace(day=1).isoformat(), "to": today.isoformat()}
    items = (await people.get("pusat", "/v1/figures", by=by, **days)).json()["items"]
    tables = tables_of(await composed(services, NATION, today))
    (table,) = (each for caption, each in tables.items() if PARTS[by].lower() in caption)
    heads = [column.name for column in table.columns]
    shown = 0
    for item in items:
        values = {each["code"]: each["value"] for each in item["figures"]}
        lines = [line for line in table.lines if line.cells[0] == item["name"]["id"]]
        for line in lines:
            for code, head in COLUMNS.items():
                if head in heads:
                    assert read_cell(line.cells[heads.index(head)]) == values[code], (item["name"], code)
                    shown += 1
    assert shown >= 6


async def test_the_file_is_tagged_and_says_the_figures(
    people: People, reports: list[Report], today: date
) -> None:
    pdf = await fetch(people, "pusat", today)
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    received = (await people.get("pusat", "/v1/figures", figure="received")).json()["total"]["figures"][0]
    assert f"masuk {received['value']} laporan" in pdf.text
    for words in ("Ringkasan", "Peringkat instansi", "Definisi", "Menurut provinsi", HOSTILE):
        assert words in pdf.text
    counted = pdf.count()
    assert counted["/Figure"] >= 3
    assert counted["/TH"] > 50
    assert all(each.alt for each in pdf.elements if each.kind == "/Figure")


async def test_a_month_that_is_not_over_says_so_in_title_name_and_on_each_page(
    people: People, reports: list[Report], today: date
) -> None:
    answer = await people.get("auditor", REPORT, month=f"{today:%Y-%m}", scope="agency:kemenkes")
    name = f'filename="tuntas-agency-kemenkes-{today:%Y-%m}-sementara.pdf"'
    assert name in answer.headers["content-disposition"]
    pdf = Pdf(answer.content)
    assert "(sementara)</rdf:li>" in pdf.metadata
    assert "Bulan ini belum berakhir" in pdf.text
    assert pdf.text.count("· Sementara") == pdf.pages - 1, "on each but the title page"
    assert "belum ada angka untuk dibandingkan" in pdf.text


async def test_overdue_reports_are_named_to_who_may_read_them(
    people: People, reports: list[Report], today: date
) -> None:
    _, held, passed_on = (report.number for report in reports)
    nation = (await fetch(people, "pusat", today)).text
    aceh = (await fetch(people, "admin.pemprov-aceh", today)).text
    kemenkes = (await fetch(people, "pimpinan.kemenkes", today)).text
    assert held in nation
    assert passed_on in nation
    assert passed_on in aceh
    assert held not in aceh
    assert held in kemenkes
    assert passed_on not in kemenkes, "it was declined, and is with another agency"


async def test_no_text_of_a_report_and_no_name_of_a_person_is_in_it(
    people: People, reports: list[Report], today: date
) -> None:
    text = (await fetch(people, "pusat", today)).text
    report = (await people.get("pusat", f"/v1/reports/{reports[1].number}")).json()
    for hidden in (report["title"], "Ini wewenang pemerintah provinsi", "Ratna", "Siti"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("admin.kemenkes", {"scope": "nation"}, (403, "not_allowed")),
        ("admin.kemenkes", {"scope": "agency:pemprov-aceh"}, (403, "not_allowed")),
        ("penghubung.kemenkes.layanan", {}, (403, "not_allowed")),
        ("operator", {}, (403, "not_allowed")),
        ("pusat", {"scope": "unit:kemenkes/layanan"}, (422, "malformed")),
        ("pusat", {"scope": "agency:tidak-ada"}, (422, "malformed")),
        ("pusat", {"month": "2199-01"}, (422, "malformed")),
        ("pusat", {"month": "2001-01"}, (422, "malformed")),
        ("pusat", {"month": "2026-13"}, (422, "malformed")),
        ("pusat", {"month": ""}, (422, "malformed")),
    ],
)
async def test_what_can_not_be_reported_is_refused(
    people: People,
    reports: list[Report],
    today: date,
    who: str,
    query: dict[str, str],
    expected: tuple[int, str],
) -> None:
    refused = await people.get(who, REPORT, **{"month": f"{today:%Y-%m}", **query})
    assert (refused.status_code, refused.json()["code"]) == expected


async def test_without_the_extra_it_is_refused_and_not_offered(
    app: FastAPI, people: People, reports: list[Report], today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    assert "Laporan bulanan (PDF)" in (await visitor.open("/angka")).text
    monkeypatch.setitem(sys.modules, "typst", None)
    refused = await people.get("pusat", REPORT, month=f"{today:%Y-%m}")
    assert (refused.status_code, refused.json()["code"]) == (422, "format_not_installed")
    assert "tuntas[pdf]" in refused.json()["detail"]
    assert "Laporan bulanan (PDF)" not in (await visitor.open("/angka")).text


async def test_a_report_that_takes_too_long_is_refused_for_now(
    people: People, reports: list[Report], today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "LONGEST", 0.0)
    refused = await people.get("pusat", REPORT, month=f"{today:%Y-%m}")
    assert (refused.status_code, refused.json()["code"]) == (503, "record_busy")
    monkeypatch.undo()
    assert (await fetch(people, "pusat", today)).pages > 5, "the next one is made"


async def test_pages_lead_to_the_reports_that_there_are(
    app: FastAPI, reports: list[Report], today: date
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pimpinan.kemenkes", PASSWORD)
    address = f"/angka/laporan-bulanan?scope=agency%3Akemenkes&amp;month={today:%Y-%m}"
    for page in ("/angka", "/papan"):
        shown = (await visitor.open(page)).text
        assert address in shown
        assert (
            f"{add_months(today.replace(day=1), -1):%Y-%m}" not in shown.partition("laporan-bulanan")[2][:200]
        )
    file = await visitor.open(address.replace("&amp;", "&"))
    assert file.headers["content-type"] == "application/pdf"
    assert (
        await visitor.open(address.replace("kemenkes", "pemprov-aceh").replace("&amp;", "&"))
    ).status_code == 403
