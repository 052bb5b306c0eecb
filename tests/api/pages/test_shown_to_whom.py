"""What pages show of reports is what the JSON routes show the same reader, and is noted the same."""

import pytest
from fastapi import FastAPI

from api.services import Services
from tests.api.conftest import PASSWORD
from tests.api.looks import Noted
from tests.api.pages.visitor import Visitor
from tests.api.people import FORWARD, People, Report
from workflows.procedure.model.decision_fields import FIELDS

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
