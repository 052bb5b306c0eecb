"""Answer templates on pages: written, and inserted into a decision's form without losing what was typed."""

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People

TYPED = "Sudah kami periksa di lapangan."


@pytest.fixture
async def admin(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("admin.kemenkes", PASSWORD)
    return visitor


async def test_a_template_is_written_changed_and_retired(app: FastAPI, admin: Visitor) -> None:
    await admin.open("/templat/baru")
    fields = {
        "name": "Terima kasih",
        "text": "Laporan {nomer} kami terima.",
        "category": "",
        "place": "agency",
    }
    await admin.send("/templat/baru", fields)
    assert admin.page.status_code == 422
    assert "Tidak ada isian otomatis {nomer}" in admin.text
    assert "Laporan {nomer} kami terima." in admin.text
    await admin.send("/templat/baru", fields | {"text": "Laporan {nomor} kami terima."})
    assert admin.page.url.path == "/templat"
    (id_,) = re.findall(r'href="/templat/(\d+)">Terima kasih', admin.page.text)
    await admin.open(f"/templat/{id_}")
    old = admin.hidden
    changed = {"name": "Terima kasih", "category": "energi"}
    await admin.send(f"/templat/{id_}", changed, text="Laporan {nomor} sudah kami terima.")
    await admin.send(f"/templat/{id_}", old | changed, text="Tulisan yang terlambat.")
    assert admin.page.status_code == 409
    assert "sudah diubah atau ditarik" in admin.text
    assert "Tulisan yang terlambat." in admin.text
    officer = Visitor(app)
    await officer.sign_in("penghubung.kemenkes.layanan", PASSWORD)
    await officer.open(f"/templat/{id_}")
    assert "Versi 1" in officer.text
    assert "Laporan {nomor} kami terima." in officer.text
    assert "Simpan" not in officer.text
    await admin.open(f"/templat/{id_}")
    await admin.send(f"/templat/{id_}", act="retire")
    assert "Terima kasih" not in admin.text
    await officer.open("/templat")
    assert "Belum ada templat" in officer.text


async def test_a_template_is_inserted_after_what_was_typed_and_nothing_is_lost(
    app: FastAPI, http: AsyncClient, people: People
) -> None:
    report = await people.submit()
    centre = Visitor(app)
    await centre.sign_in("pusat", PASSWORD)
    await centre.open("/templat/baru")
    text = "Yth. {nama_pelapor}, mohon lengkapi laporan {nomor}."
    await centre.send("/templat/baru", {"name": "Lengkapi", "text": text, "category": "", "place": "private"})
    path = f"/laporan/{report.number}/keputusan/ask_reporter"
    page = await centre.open(path)
    (id_,) = re.findall(r'<option value="(\d+)">Lengkapi</option>', page.text)
    filled = f"Yth. Warga Contoh, mohon lengkapi laporan {report.number}."
    await centre.send(path, step="template", template=id_, question=TYPED)
    assert centre.page.status_code == 200
    assert f"{TYPED}\n\n{filled}" in centre.page.text
    await centre.send(path, step="template", template="", question=TYPED)
    assert centre.page.status_code == 404
    assert TYPED in centre.text
    told = await centre.client.post(
        f"{path}/templat", data={**centre.hidden, "template": id_}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert told.json() == {"text": filled}
    await centre.open(path)
    await centre.send(path, step="send", question=filled)
    await centre.open(f"/laporan/{report.number}")
    assert filled in centre.text
    await centre.open(f"/laporan/{report.number}/keputusan/forward")
    assert 'name="template"' not in centre.page.text, "its text is the reporter's own"
