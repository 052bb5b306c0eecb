"""Where a decision on a page leads: to the next task after its place, or back to its list."""

import re
from collections.abc import Sequence

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.pages.list_address import make_address, safe_list
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import SITE, Visitor
from tests.api.people import People

DISPOSED = {"unit": "layanan", "note": "Mohon ditindaklanjuti segera oleh seksi ini."}


async def forward_new(people: People, agency: str = "kemenkes") -> str:
    """A new report that waits for the agency's admin, in the record too."""
    report = await people.submit()
    await report.forward(agency=agency)
    return (await report.recorded()).number


@pytest.fixture(scope="module")
async def waiting(http: AsyncClient, people: People) -> Sequence[str]:
    """Four reports that wait for the ministry's admin, in the order of the worklist."""
    for _ in range(4):
        await forward_new(people)
    items = (await people.get("admin.kemenkes", "/v1/tasks")).json()["items"]
    return [each["tracking_number"] for each in items]


@pytest.fixture
async def admin(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("admin.kemenkes", PASSWORD)
    return visitor


async def dispose(admin: Visitor, report: str, origin: str = "") -> str:
    """Where the decision led to."""
    path = f"/laporan/{report}/keputusan/dispose"
    await admin.open(make_address(path, {"from": origin}))
    await admin.send(path, DISPOSED, step="send")
    return str(admin.page.url).removeprefix(SITE)


async def test_a_decision_leads_to_the_next_place_of_its_list(admin: Visitor, waiting: Sequence[str]) -> None:
    first, second, third, last = waiting
    assert f'href="/laporan/{second}?from=/tugas"' in (await admin.open("/tugas")).text
    led = await dispose(admin, second, "/tugas")
    assert led.startswith(f"/laporan/{third}?")
    assert "Kembali ke tugas" in admin.text
    keeping = await dispose(admin, first, f"/laporan?stage=agency_verification&q={first[:4]}")
    assert keeping.startswith("/laporan?stage=agency_verification&")
    assert keeping.endswith(f"#{first}")
    assert f"done={first}" in keeping
    assert (await dispose(admin, last)).startswith(f"/laporan/{third}?"), "from the end, what waits before"
    assert (await dispose(admin, third)).startswith("/tugas?done=")
    assert "Tidak ada tugas" in admin.text


@pytest.mark.parametrize(
    "address",
    [
        "https://jahat.example/tugas",
        "//jahat.example/tugas",
        "/masuk",
        "/laporan/x",
        "/tugas#x",
        "\\tugas",
        "",
    ],
)
def test_nothing_but_a_list_of_ours_is_led_back_to(address: str) -> None:
    assert safe_list(address) is None
    assert safe_list("/laporan?stage=closed&after=x") is not None


async def test_a_page_of_a_report_leads_back_to_the_list_with_its_filters(
    admin: Visitor, people: People
) -> None:
    number = await forward_new(people)
    address = "/laporan?stage=agency_verification"
    await admin.open(address)
    link = re.search(rf'href="(/laporan/{number}\?from=[^"]+)"', admin.page.text)
    assert link is not None
    page = await admin.open(link[1])
    assert f'<a href="{address}" data-back>' in page.text
    assert "/keputusan/dispose?from=" in page.text
    page = await admin.open(f"/laporan/{number}?from=//jahat.example/tugas")
    assert '<a href="/tugas" data-back>' in page.text


async def test_what_is_rarely_possible_is_not_told_on_every_report(app: FastAPI, people: People) -> None:
    report = await forward_new(people)
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    await visitor.open(f"/laporan/{report}")
    assert "Tarik kembali" not in visitor.text
    assert "Buka identitas pelapor" not in visitor.text


async def test_an_auditor_reads_reports_and_has_no_tasks(app: FastAPI) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("auditor", PASSWORD)
    assert visitor.page.url.path == "/laporan"
    assert 'href="/tugas"' not in visitor.page.text


async def test_a_supervisor_sees_how_much_waits_for_each_and_is_led_to_the_team(
    app: FastAPI, people: People
) -> None:
    await forward_new(people, "pemkab-jayapura")
    visitor = Visitor(app)
    await visitor.sign_in("pimpinan.pemkab-jayapura", PASSWORD)
    assert "Milik saya 0 Milik tim 1" in visitor.text
    assert "Lihat tugas tim" in visitor.text
    await visitor.open("/tugas?scope=team")
    assert "Pemegang" in visitor.text
    assert "Admin instansi" in visitor.text
