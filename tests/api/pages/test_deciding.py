"""Deciding on pages, as an admin, an agency's admin and an officer do it, without a script."""

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.services import Services
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People

HOSTILE = '<script>alert("1")</script> {{ 7 * 7 }} \u202egnp.exe "quoted" \'single\''.replace("\u202e", "")
QUESTION = "Di jalan mana tepatnya lampu itu padam, dan sejak tanggal berapa?"


@pytest.fixture
async def report(http: AsyncClient, people: People) -> str:
    """A new report, at the centre."""
    return (await people.submit()).number


@pytest.fixture
async def admin(app: FastAPI) -> Visitor:
    """The national admin, signed in."""
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    return visitor


async def forward(admin: Visitor, report: str, **changed: str) -> None:
    await admin.open(f"/laporan/{report}/keputusan/forward")
    fields = {"agency": "pemprov-aceh", "class": "complaint", "category": "infrastruktur"}
    await admin.send(f"/laporan/{report}/keputusan/forward", fields | changed, step="send")


async def test_a_report_is_forwarded_disposed_and_answered(app: FastAPI, admin: Visitor, report: str) -> None:
    await admin.open(f"/laporan/{report}")
    assert "Teruskan ke instansi" in admin.text
    await forward(admin, report)
    assert f"done={report}" in str(admin.page.url)
    assert "Sudah diputuskan" in admin.text
    agency, officer = Visitor(app), Visitor(app)
    await agency.sign_in("admin.pemprov-aceh", PASSWORD)
    path = f"/laporan/{report}/keputusan/dispose"
    await agency.open(path)
    await agency.send(path, step="send", unit="layanan", note="Mohon ditindaklanjuti segera oleh seksi ini.")
    await officer.sign_in("penghubung.pemprov-aceh.layanan", PASSWORD)
    assert report in officer.page.text
    path = f"/laporan/{report}/keputusan/respond"
    await officer.open(path)
    answer = "Lampu sudah diganti pada tanggal 27 November dan menyala kembali."
    await officer.send(path, step="send", text=answer, final="yes", outcome="resolved")
    await officer.open(f"/laporan/{report}")
    assert answer in officer.text
    assert "menunggu tanggapan pelapor" in officer.text.lower()


async def test_a_preview_changes_nothing_and_keeps_what_was_typed(admin: Visitor, report: str) -> None:
    path = f"/laporan/{report}/keputusan/ask_reporter"
    await admin.open(path)
    await admin.send(path, step="preview", question=QUESTION)
    assert admin.page.status_code == 200
    assert "Yang akan terjadi" in admin.text
    assert "berhenti" in admin.text
    assert QUESTION in admin.text
    await admin.open(f"/laporan/{report}")
    assert QUESTION not in admin.text
    await admin.open(path)
    await admin.send(path, step="send", question=QUESTION)
    await admin.open(f"/laporan/{report}")
    assert QUESTION in admin.text


async def test_a_second_click_decides_nothing_twice(admin: Visitor, report: str) -> None:
    path = f"/laporan/{report}/keputusan/ask_reporter"
    await admin.open(path)
    form = admin.hidden
    for _ in range(2):
        page = await admin.send(path, form, follow=False, step="send", question=QUESTION)
        assert page.status_code == 303
    await admin.open(f"/laporan/{report}")
    assert admin.text.count("Pelapor diminta melengkapi") == 1


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        ("ask_reporter", {"question": "Apa?"}, "Tulis sedikitnya"),
        ("archive", {"reason": "unclear", "note": ""}, "wajib diisi"),
        ("forward", {"agency": "", "class": "complaint", "category": "lainnya"}, "wajib diisi"),
        ("postpone", {"reason": QUESTION, "until": "besok"}, "tanggal"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    admin: Visitor, report: str, kind: str, typed: dict[str, str], said: str
) -> None:
    path = f"/laporan/{report}/keputusan/{kind}"
    await admin.open(path)
    page = await admin.send(path, typed, step="send")
    assert page.status_code == 422
    assert "Ada yang perlu diperbaiki" in admin.text
    assert said in admin.text
    for value in typed.values():
        assert value in page.text


async def test_two_browsers_on_one_task_one_decides_and_the_other_loses_nothing(
    app: FastAPI, admin: Visitor, report: str
) -> None:
    other = Visitor(app)
    await other.sign_in("pusat", PASSWORD)
    path = f"/laporan/{report}/keputusan/ask_reporter"
    await other.open(path)
    await forward(admin, report)
    page = await other.send(path, step="send", question=QUESTION)
    assert page.status_code == 409
    assert "Tidak dijalankan" in other.text
    assert "Ratna" in other.text
    assert QUESTION in other.text


async def test_a_session_that_ends_in_the_middle_of_a_text_loses_nothing(admin: Visitor, report: str) -> None:
    path = f"/laporan/{report}/keputusan/ask_reporter"
    await admin.open(path)
    admin.client.cookies.delete("tuntas")
    await admin.send(path, step="send", question=f"{QUESTION}\n{HOSTILE}")
    assert "Tulisan Anda tetap tersimpan" in admin.text
    await admin.send("/masuk", username="pusat", password=PASSWORD)
    assert "Anda sudah masuk kembali" in admin.text
    await admin.send(path, step="edit")
    assert admin.page.status_code == 200
    assert QUESTION in admin.text
    assert "<script>alert" not in admin.page.text
    await admin.send(path, step="send", question=QUESTION)
    await admin.open(f"/laporan/{report}")
    assert QUESTION in admin.text


async def test_hostile_text_is_shown_as_it_is_and_runs_nowhere(
    app: FastAPI, admin: Visitor, report: str
) -> None:
    path = f"/laporan/{report}/keputusan/ask_reporter"
    await admin.open(path)
    await admin.send(path, step="send", question=f"{QUESTION} {HOSTILE}")
    for page in (f"/laporan/{report}", "/tugas", "/laporan"):
        await admin.open(page)
        assert admin.page.status_code == 200
        assert "<script>alert" not in admin.page.text
        assert "49" not in re.findall(r"\b49\b", admin.text)
    await admin.open(f"/laporan/{report}")
    assert HOSTILE in admin.text


async def test_what_is_not_ones_own_to_see_or_do_is_told_plainly(
    app: FastAPI, admin: Visitor, report: str, services: Services
) -> None:
    await admin.open(f"/laporan/{report}/keputusan/dispose")
    assert admin.page.status_code == 409
    assert "bukan wewenang Anda" in admin.text
    await admin.open(f"/laporan/{report}/keputusan/nothing")
    assert admin.page.status_code == 404
    stranger = Visitor(app)
    await stranger.sign_in("admin.kemenkes", PASSWORD)
    for path in (f"/laporan/{report}", f"/laporan/{report}/keputusan/dispose"):
        await stranger.open(path)
        assert stranger.page.status_code == 404
        assert "Laporan ini tidak ada" in stranger.text


async def test_a_due_day_is_explained_day_by_day(admin: Visitor, report: str) -> None:
    page = await admin.open(f"/laporan/{report}")
    (path,) = re.findall(rf'href="(/laporan/{report}/tenggat/\w+)"', page.text)
    await admin.open(path)
    assert "Hari demi hari" in admin.text
    assert "hari kerja" in admin.text
    await admin.open(f"/laporan/{report}/tenggat/reply")
    assert admin.page.status_code == 404
    assert "tidak memiliki tenggat itu" in admin.text


async def test_a_number_leads_straight_to_its_report_and_words_find_it(admin: Visitor, report: str) -> None:
    await admin.open(f"/laporan?q={report.lower().replace('-', '')}")
    assert admin.page.url.path == f"/laporan/{report}"
    await admin.open("/laporan?q=zzzunfindable")
    assert "Tidak ada laporan yang sesuai" in admin.text
    await admin.open("/laporan?stage=nonsense")
    assert admin.page.status_code == 422
