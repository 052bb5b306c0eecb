"""Saved views on pages: saved from a list, shown as tabs, renamed, ordered, pinned and deleted."""

import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.services import Services
from records.database import rows
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import FORWARD, People

TAB = re.compile(
    r'<li><a href="([^"]+)"( aria-current="page")?>([^<]+?)\s*(?:<span class="views__count">(\d+)|</a>)'
)


def tabs(visitor: Visitor) -> dict[str, tuple[str, bool]]:
    """By name how much a tab finds, and whether it is the one that is shown."""
    navigation = re.search(r'<ul class="views">(.*?)</ul>', visitor.page.text, re.DOTALL)
    found = TAB.findall(navigation[1]) if navigation else []
    return {name: (count, bool(current)) for _href, current, name, count in found}


@pytest.fixture
async def admin(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("admin.kemenkes", PASSWORD)
    return visitor


async def test_filters_are_saved_from_their_list_and_become_a_tab(
    admin: Visitor, http: AsyncClient, people: People
) -> None:
    report = await people.submit(category="energi")
    await report.decide("pusat", **FORWARD | {"category": "energi"})
    await report.recorded()
    for path in ("/tugas", "/laporan"):
        await admin.open(f"{path}?category=energi&category=lingkungan")
        assert "Simpan saringan ini sebagai tampilan" in admin.text
        await admin.send("/tampilan", name="Energi & alam")
        assert admin.page.url.path == path
        assert tabs(admin)["Energi &amp; alam"] == ("1", True)
        assert "Simpan saringan ini" not in admin.text
        await admin.open(path)
        assert tabs(admin)["Energi &amp; alam"] == ("1", False)
    await admin.open("/tampilan")
    assert "Kategori: Listrik dan energi · Kategori: Lingkungan hidup" in admin.text


async def test_what_is_wrong_with_a_view_is_said_and_nothing_typed_is_lost(admin: Visitor) -> None:
    await admin.open("/laporan?category=kesehatan")
    await admin.send("/tampilan", name="")
    assert admin.page.status_code == 422
    assert "Isian ini wajib diisi" in admin.text
    assert 'value="category=kesehatan"' in admin.page.text
    await admin.send("/tampilan", name="Sehat", query="category=kesehatan&q=Siti", of="reports")
    assert admin.page.status_code == 422
    assert "Kata pencarian tidak disimpan" in admin.text
    assert 'value="Sehat"' in admin.page.text


async def test_views_are_renamed_ordered_unpinned_and_deleted(app: FastAPI, services: Services) -> None:
    officer, colleague = Visitor(app), Visitor(app)
    await officer.sign_in("penghubung.kemenkes.umum", PASSWORD)
    for name, stage in (("Satu", "approval"), ("Dua", "follow_up")):
        await officer.open(f"/tugas?stage={stage}")
        await officer.send("/tampilan", name=name, shared="yes")
    assert list(tabs(officer)) == ["Milik saya", "Satu", "Dua"]
    await officer.open("/tampilan")
    ids = [int(id_) for id_ in re.findall(r'action="/tampilan/(\d+)"', officer.page.text)]
    await officer.send(f"/tampilan/{ids[1]}", act="first")
    await officer.send(f"/tampilan/{ids[0]}", act="rename", name="Satu lagi")
    await officer.open("/tugas")
    assert list(tabs(officer)) == ["Milik saya", "Dua", "Satu lagi"]
    await officer.open("/tampilan")
    assert "Milik unit, dibuat oleh" in officer.text
    await officer.send(f"/tampilan/{ids[0]}", act="rename", name="Dua")
    assert officer.page.status_code == 409
    assert "Sudah ada tampilan dengan nama itu" in officer.text
    await officer.send(f"/tampilan/{ids[1]}", act="unpin")
    old = "update saved_views set query = 'stage=dahulu&category=kesehatan' where id = %s"
    await rows(services.pool, old, [ids[0]])
    await officer.open("/tugas?stage=dahulu&category=kesehatan")
    assert tabs(officer)["Satu lagi"] == ("0", True)
    assert "Tahap: Pilihan ini tidak ada" in officer.text
    await officer.open("/tampilan")
    assert "Tahap: pilihan yang tidak ada lagi" in officer.text
    await officer.send(f"/tampilan/{ids[0]}", act="delete")
    await officer.open("/tugas")
    assert tabs(officer) == {}
    await colleague.sign_in("penghubung.kemenkes.layanan", PASSWORD)
    await colleague.open("/tampilan")
    await colleague.send(f"/tampilan/{ids[1]}", act="delete")
    assert colleague.page.status_code == 404
    await colleague.client.post("/tampilan", data={"name": "x"})
    foreign = await colleague.client.post(f"/tampilan/{ids[1]}", data={"act": "delete"})
    assert foreign.status_code == 403, "without the form's token"
