"""Filters of list pages: several values in the address, chips that take one away, and what is wrong said."""

import html
import re

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import FORWARD, People


@pytest.fixture(scope="module")
async def reports(http: AsyncClient, people: People) -> dict[str, str]:
    """By category a report that waits for the ministry's admin."""
    found = {}
    for category in ("energi", "kesehatan", "pendidikan"):
        report = await people.submit(category=category, title=f"Perihal {category}")
        await report.decide("pusat", **FORWARD | {"category": category})
        found[category] = (await report.recorded()).number
    return found


async def signed_in(app: FastAPI, who: str) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    return visitor


def chips(visitor: Visitor) -> dict[str, str]:
    """By what a chip says, where it leads."""
    found = re.findall(
        r'<a class="chip[^"]*" href="([^"]+)"><span>(.*?)</span>', visitor.page.text, re.DOTALL
    )
    return {
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.unescape(text))).strip(): html.unescape(href)
        for href, text in found
    }


@pytest.mark.parametrize("path", ["/tugas", "/laporan"])
async def test_several_values_are_one_of_them_and_a_chip_takes_one_away(
    app: FastAPI, reports: dict[str, str], path: str
) -> None:
    admin = await signed_in(app, "admin.kemenkes")
    await admin.open(f"{path}?category=energi&category=kesehatan&stage=agency_verification&lang=id")
    assert reports["energi"] in admin.text
    assert reports["kesehatan"] in admin.text
    assert reports["pendidikan"] not in admin.text
    assert 'value="energi" checked' in admin.page.text
    assert list(chips(admin)) == [
        "Kategori: Listrik dan energi",
        "Kategori: Kesehatan",
        "Tahap: Verifikasi instansi",
    ]
    await admin.open(chips(admin)["Kategori: Kesehatan"])
    assert list(chips(admin)) == ["Kategori: Listrik dan energi", "Tahap: Verifikasi instansi"]
    assert reports["kesehatan"] not in admin.text
    link = re.search(rf'href="(/laporan/{reports["energi"]}\?from=[^"]+)"', admin.page.text)
    assert link is not None
    await admin.open(html.unescape(link[1]))
    assert f'href="{path}?category=energi&amp;stage=agency_verification" data-back' in admin.page.text


async def test_what_is_no_filter_any_more_is_said_and_breaks_nothing(
    app: FastAPI, reports: dict[str, str]
) -> None:
    centre = await signed_in(app, "pusat")
    await centre.open(
        "/laporan?stage=dahulu&stage=agency_verification&category=hilang&category=energi&warna=1"
    )
    assert centre.page.status_code == 422
    assert reports["energi"] in centre.text
    assert "Tahap: Pilihan ini tidak ada, atau tidak ada lagi." in centre.text
    assert "warna: Saringan ini tidak ada, atau tidak ada lagi." in centre.text
    assert "Kategori: hilang – tidak ada lagi" in chips(centre)
    await centre.open(chips(centre)["Tahap: dahulu – tidak ada lagi"])
    await centre.open(chips(centre)["warna: 1 – tidak ada lagi"])
    assert centre.page.status_code == 200


async def test_a_team_is_filtered_by_unit_and_officer(app: FastAPI, reports: dict[str, str]) -> None:
    admin = await signed_in(app, "admin.kemenkes")
    await admin.open("/tugas?scope=team&role=agency_admin&officer=none&category=pendidikan")
    assert reports["pendidikan"] in admin.text
    assert {"Pemegang: Admin instansi", "Petugas: tanpa nama petugas"} <= set(chips(admin))
    assert '<input type="hidden" name="scope" value="team">' in admin.page.text
    await admin.open("/tugas?scope=team&unit=umum")
    assert "Tidak ada tugas yang sesuai dengan saringan ini" in admin.text
    officer = await signed_in(app, "penghubung.kemenkes.layanan")
    await officer.open("/tugas?scope=team")
    assert officer.page.status_code == 403


async def test_after_a_decision_the_next_task_is_one_that_fits_the_filters(
    app: FastAPI, reports: dict[str, str]
) -> None:
    admin = await signed_in(app, "admin.kemenkes")
    numbers = list((await admin.open("/tugas")).text.split('id="'))
    order = [number for part in numbers for number in reports.values() if part.startswith(number)]
    by_number = {number: category for category, number in reports.items()}
    first, last = order[0], order[-1]
    origin = f"/tugas?category={by_number[first]}&category={by_number[last]}"
    path = f"/laporan/{first}/keputusan/dispose"
    await admin.open(f"{path}?from={origin.replace('&', '%26')}")
    await admin.send(path, step="send", unit="layanan", note="Mohon ditindaklanjuti segera oleh seksi ini.")
    assert admin.page.url.path == f"/laporan/{last}", "the one between does not fit"
