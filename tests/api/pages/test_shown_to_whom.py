"""What pages show of reports is what the JSON routes show the same reader, and is noted the same."""

from collections import Counter
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from api.open_data.publishing import publish_month
from api.services import Services
from records.figures.counting import Miscounted, correct, count_due_reports
from tests.api.conftest import PASSWORD
from tests.api.looks import Noted
from tests.api.pages.visitor import Visitor
from tests.api.people import FORWARD, People, Report
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.outputs.figures.entries import Entry
from workflows.procedure.outputs.figures.measures import Measure

STAFF = (
    "pusat",
    "pimpinan.pusat",
    "auditor",
    "operator",
    "admin.kemenkes",
    "pimpinan.kemenkes",
    "penghubung.kemenkes.layanan",
    "admin.pemprov-aceh",
)
MARKS = (
    "judulasal",
    "isiasal",
    "namaasal",
    "surelasal",
    "gangasal",
    "catatanpusat",
    "catatanagensi",
    "catatanunit",
    "jawabansementara",
    "Ratna",
    "Hendra",
)


@pytest.fixture(scope="module")
async def reports(people: People) -> dict[str, Report]:
    """Reports of each kind, each with every mark, at the agency `kemenkes`."""
    made = {}
    for kind in ("plain", "confidential", "anonymous"):
        report = await people.submit(
            title="Lampu judulasal padam",
            text="Sudah dua minggu isiasal lampu jalan padam.",
            reporter={"name": "Siti namaasal", "email": "surelasal@contoh.invalid"},
            location={"region": "ID-AC", "address": "gangasal 7"},
            confidential=kind == "confidential",
            anonymous=kind == "anonymous",
        )
        await report.decide("pusat", "note", text="catatanpusat")
        await report.decide("pusat", **FORWARD)
        await report.decide("admin.kemenkes", "note", text="catatanagensi")
        await report.decide(
            "admin.kemenkes", "dispose", unit="layanan", note="Mohon catatanunit segera dikerjakan."
        )
        text = "Sudah diperiksa jawabansementara di lokasi itu."
        answered = await report.decide("penghubung.kemenkes.layanan", "respond", text=text, final=False)
        assert answered.status_code == 200, answered.text
        made[kind] = await report.recorded()
    return made


def marks_in(text: str) -> set[str]:
    return {mark for mark in MARKS if mark in text}


@pytest.mark.parametrize("kind", ["plain", "confidential", "anonymous"])
@pytest.mark.parametrize("who", STAFF)
async def test_staff_see_on_pages_what_json_tells_them_and_it_is_noted_alike(
    app: FastAPI, people: People, reports: dict[str, Report], noted: Noted, who: str, kind: str
) -> None:
    report, visitor = reports[kind], Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    await noted.later()
    told = [await report.get(who), await report.get(who, "/facts"), await report.get(who, "/decisions")]
    by_json = {(act, *of) for _name, act, of in await noted.acts()}
    page = await visitor.open(f"/laporan/{report.number}")
    by_page = {(act, *of) for _name, act, of in await noted.acts()}
    assert page.status_code == told[0].status_code
    own = {mark for mark in ("Ratna", "Hendra") if mark in page.text.split("</header>")[0]}
    shown = marks_in(page.text.split("</header>")[1]) - own
    assert shown <= marks_in("".join(each.text for each in told)) | own
    assert by_page == by_json


@pytest.mark.parametrize("who", STAFF)
async def test_each_form_of_each_decision_answers_as_the_report_does(
    app: FastAPI, reports: dict[str, Report], who: str
) -> None:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    for report in reports.values():
        is_readable = (await report.get(who)).status_code == 200
        for kind in FIELDS:
            page = await visitor.open(f"/laporan/{report.number}/keputusan/{kind}")
            assert page.status_code in ({200, 409} if is_readable else {404}), kind
            if not is_readable:
                assert not marks_in(page.text.split("</header>")[-1]) - {"Ratna", "Hendra"}


@pytest.mark.parametrize("kind", ["plain", "confidential", "anonymous"])
async def test_reporters_see_neither_notes_nor_who_decided(
    app: FastAPI, reports: dict[str, Report], kind: str
) -> None:
    report, visitor = reports[kind], Visitor(app)
    await visitor.open("/lacak")
    await visitor.send("/lacak", nomor=report.number, pin=report.pin)
    assert visitor.page.url.path == f"/lacak/{report.number}"
    for path in ("", "/keterangan", "/cabut", "/tenggat/response"):
        page = await visitor.open(f"/lacak/{report.number}{path}")
        assert page.status_code in {200, 404}
        hidden = {"catatanpusat", "catatanagensi", "catatanunit", "Ratna", "Hendra"}
        assert not marks_in(page.text) & hidden


@pytest.mark.parametrize("who", STAFF)
async def test_files_and_calendars_name_what_one_may_read_and_have_no_text(
    app: FastAPI, people: People, services: Services, reports: dict[str, Report], who: str
) -> None:
    await count_due_reports(services.pool)
    readable = {each.number for each in reports.values() if (await each.get(who)).status_code == 200}
    counted = (await people.get(who, "/v1/figures/counted/file", figure="total")).text
    assert numbers_in(counted, reports) == readable
    figures = (await people.get(who, "/v1/figures/file", by="category")).text
    assert numbers_in(figures, reports) == set()
    calendars = []
    for scope in ("mine", "team"):
        made = await people.http.put(f"/v1/me/calendar-feeds/{scope}", headers=await people.headers(who))
        if made.status_code == 200:
            feed = await Visitor(app).open(urlsplit(made.json()["address"]).path)
            assert feed.status_code == 200
            calendars.append(feed.text.replace("\r\n ", ""))  # lines are folded
    assert numbers_in("".join(calendars), reports) <= readable
    if who in {"penghubung.kemenkes.layanan", "pimpinan.kemenkes"}:
        assert numbers_in(calendars[-1], reports) == readable
    assert not marks_in("".join([counted, figures, *calendars]))


def numbers_in(text: str, reports: dict[str, Report]) -> set[str]:
    return {each.number for each in reports.values() if each.number in text}


async def test_open_data_has_neither_texts_nor_numbers_of_reports(
    app: FastAPI, services: Services, reports: dict[str, Report]
) -> None:
    earlier = Entry(
        Measure.RECEIVED, date(2025, 1, 1), None, None, "kemenkes", None, "ID-AC", "complaint", None, "web"
    )
    entries = Counter([earlier, replace(earlier, day=date(2025, 2, 1))])
    async with services.pool.connection() as connection, connection.transaction():
        await correct(connection, [Miscounted(each.number, entries, Counter()) for each in reports.values()])
    await publish_month(
        services.pool,
        services.directory,
        date(2025, 2, 1),
        publisher="Kementerian",
        licence="CC-BY-4.0",
        reason=None,
    )
    everybody = Visitor(app)
    (one,) = (await everybody.open("/v1/open-data")).json()["items"]
    paths = ["/data", "/v1/open-data/catalog.jsonld", *(each["url"] for each in one["files"])]
    for path in paths:
        page = await everybody.open(path)
        assert page.status_code == 200
        assert not marks_in(page.text), path
        assert not numbers_in(page.text, reports), path


async def test_pages_of_an_erased_report_say_so(app: FastAPI, people: People, services: Services) -> None:
    report = await people.submit()
    await report.decide("pusat", "note", text="catatanpusat")
    await report.recorded()
    await services.keys.destroy(report.number)
    staff, reporter = Visitor(app), Visitor(app)
    await staff.sign_in("pusat", PASSWORD)
    await reporter.open("/lacak")
    await reporter.send("/lacak", nomor=report.number, pin=report.pin)
    assert reporter.page.status_code == 200
    for visitor, path in (
        (staff, f"/laporan/{report.number}"),
        (staff, f"/laporan/{report.number}/keputusan/note"),
        (staff, "/tugas"),
        (staff, "/laporan"),
        (reporter, f"/lacak/{report.number}/cabut"),
    ):
        page = await visitor.open(path)
        assert page.status_code in {200, 409, 410}, path
    await staff.open(f"/laporan/{report.number}")
    token = staff.hidden
    for step in ("send", "preview", "edit"):
        page = await staff.send(f"/laporan/{report.number}/keputusan/note", token, step=step, text="Catatan.")
        assert page.status_code in {409, 410}, step
