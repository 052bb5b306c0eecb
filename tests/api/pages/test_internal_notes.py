"""Internal notes on pages: written in a form of their own, read in a place of their own, by nobody else."""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from tests.api.conftest import PASSWORD
from tests.api.pages.test_track import open_report
from tests.api.pages.visitor import Visitor
from tests.api.people import REASON, People, Report

LABEL = "Catatan internal – tidak dilihat pelapor"
CENTRES, FIRST, SECOND = "catatanpusat <b>tebal</b>", "catatankemenkes {{ 7 * 7 }}", "catatanaceh"
READ = {
    "pusat": {CENTRES, FIRST, SECOND},
    "pimpinan.pusat": {CENTRES, FIRST, SECOND},
    "auditor": {CENTRES, FIRST, SECOND},
    "admin.kemenkes": {FIRST},
    "pimpinan.kemenkes": {FIRST},
    "admin.pemprov-aceh": {SECOND},
    "penghubung.pemprov-aceh.umum": {SECOND},
    "penghubung.pemprov-aceh.layanan": set(),
    "admin.pemkab-jayapura": set(),
}
"""What each account reads of the notes of a report that one agency declined and another has."""


async def signed_in(app: FastAPI, who: str) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    return visitor


async def write(visitor: Visitor, report: Report, text: str) -> None:
    path = f"/laporan/{report.number}/keputusan/note"
    await visitor.open(path)
    assert LABEL in visitor.text, "the form says who does not read it"
    await visitor.send(path, step="send", text=text)
    assert visitor.page.url.path == f"/laporan/{report.number}", "the task is still open"
    assert text in visitor.text


@pytest.fixture(scope="module")
async def passed_on(app: FastAPI, people: People) -> Report:
    """A report noted at the centre, by an agency that declined, and by the one that has it."""
    report = await people.submit()
    await write(await signed_in(app, "pusat"), report, CENTRES)
    await report.forward()
    await write(await signed_in(app, "admin.kemenkes"), report, FIRST)
    await report.decide("admin.kemenkes", "decline", reason=REASON)
    await report.forward(agency="pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "dispose", unit="umum")
    await write(await signed_in(app, "penghubung.pemprov-aceh.umum"), report, SECOND)
    return await report.recorded()


@pytest.mark.parametrize("who", READ)
async def test_no_page_of_staff_shows_a_note_to_anybody_else(
    app: FastAPI, passed_on: Report, who: str
) -> None:
    visitor, shown = await signed_in(app, who), set[str]()
    number = passed_on.number
    paths = ("", "/keputusan/note", "/keputusan/respond", "/keputusan/forward")
    for path in (
        *(f"/laporan/{number}{each}" for each in paths),
        "/tugas",
        "/laporan",
    ):
        await visitor.open(path)
        shown |= {each for each in (CENTRES, FIRST, SECOND) if each in visitor.text}
        assert "<b>tebal</b>" not in visitor.page.text
    assert shown == READ[who]
    await visitor.open("/laporan?q=catatanaceh")
    assert number not in visitor.text  # no search finds a report by its notes


async def test_a_note_stands_apart_from_answers_and_is_linked_from_the_history(
    app: FastAPI, passed_on: Report
) -> None:
    visitor = await signed_in(app, "admin.pemprov-aceh")
    await visitor.open(f"/laporan/{passed_on.number}")
    assert visitor.page.text.count('<article class="internal"') == 1
    assert visitor.text.count(SECOND) == 1
    (note,) = (await passed_on.get("admin.pemprov-aceh")).json()["notes"]
    assert f'href="#note-{note["number"]}"' in visitor.page.text
    assert f'id="note-{note["number"]}"' in visitor.page.text


async def test_a_note_for_a_task_that_is_over_is_kept_in_the_form(app: FastAPI, people: People) -> None:
    report = await people.submit()
    await report.forward()
    visitor = await signed_in(app, "admin.kemenkes")
    path = f"/laporan/{report.number}/keputusan/note"
    await visitor.open(path)
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    await visitor.send(path, step="send", text="Untuk rekan di loket.")
    assert visitor.page.status_code == 409
    assert "Untuk rekan di loket." in visitor.text
    assert (await report.get("pusat")).json()["notes"] == []


async def test_no_page_of_the_reporter_shows_a_note_or_that_there_is_one(
    browser: AsyncClient, passed_on: Report
) -> None:
    assert (await open_report(browser, passed_on)).status_code == 303
    for path in ("", "/keterangan", "/cabut", "?lang=en"):
        page = await browser.get(f"/lacak/{passed_on.number}{path}")
        assert page.status_code == 200, path
        seen = page.text.lower()
        assert not [each for each in ("catatanpusat", "catatankemenkes", SECOND) if each in seen]
        assert "catatan internal" not in seen
        assert "internal note" not in seen
