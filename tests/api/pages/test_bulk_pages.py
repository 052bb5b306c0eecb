"""One decision upon many tasks, on pages: from ticked lines of a list to what came of each."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, expect

from api.services import Services
from records.database import rows
from tests.api.bulks import ARCHIVE, NUDGE, carried_out, submit_all, tasks_of
from tests.api.colleagues import submit_to_unit
from tests.api.conftest import PASSWORD
from tests.api.looks import Noted
from tests.api.pages.visitor import SITE, Visitor
from tests.api.pages.well_made import PHONE, check_looks
from tests.api.people import People, Report

NOTE = "Laporan tidak menyebut tempat kejadian."


@pytest.fixture
async def centre(app: FastAPI) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    return visitor


async def choose(visitor: Visitor, tasks: Sequence[str], origin: str = "/tugas") -> str:
    """Ticks the tasks in a list and goes on; the bulk's page."""
    await visitor.open(origin)
    form: Any = {
        "form_token": visitor.hidden["form_token"],
        "from": origin,
        "step": "ticked",
        "task": list(tasks),
    }
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": SITE}
    visitor.page = await visitor.client.post("/sekaligus", data=form, headers=headers, follow_redirects=True)
    return visitor.page.url.path


async def until_done(visitor: Visitor, path: str) -> None:
    async with asyncio.timeout(60):
        while "Hentikan di sini" in (await visitor.open(path)).text:
            await asyncio.sleep(0.1)


async def test_ticked_lines_are_decided_on_in_four_steps(centre: Visitor, people: People) -> None:
    reports = await submit_all(people, 3)
    taken = reports[2]
    page = await centre.open("/tugas")
    for report in reports:
        assert f'name="task" value="{report.task}"' in page.text
    path = await choose(centre, tasks_of(reports))
    assert "Putuskan 3 tugas sekaligus" in centre.text
    assert "Dapat untuk semuanya." in centre.text
    await taken.forward()
    await taken.recorded()
    page = await centre.open(f"{path}/archive?from=/tugas")
    assert "Dapat untuk 2 dari 3." in centre.text
    assert 'name="reason"' in page.text
    page = await centre.send(f"{path}/archive", {"reason": "unclear", "note": "pendek"}, step="preview")
    assert page.status_code == 422
    assert "pendek" in page.text
    await centre.send(f"{path}/archive", {"reason": "unclear", "note": NOTE}, step="preview")
    assert "Akan berlaku untuk 2 tugas" in centre.text
    assert "1 tugas akan ditolak" in centre.text
    kept = centre.hidden
    await centre.send(f"{path}/archive", kept, step="edit")
    assert NOTE in centre.page.text
    await centre.send(f"{path}/archive", kept, step="send")
    assert centre.page.url.path == path
    await until_done(centre, f"{path}?from=/tugas")
    assert "Selesai, tetapi tidak untuk semua" in centre.text
    assert "Sudah diputuskan oleh Ratna Kusumawardani" in centre.text
    assert "Coba lagi" not in centre.text
    await centre.open("/sekaligus")
    assert "Arsipkan: 3 tugas" in centre.text


async def test_a_double_click_on_confirm_sends_it_once(centre: Visitor, people: People) -> None:
    reports = await submit_all(people, 3)
    path = await choose(centre, tasks_of(reports))
    await centre.open(f"{path}/archive")
    typed = {**centre.hidden, "reason": "unclear", "note": NOTE, "step": "send"}
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": SITE}
    twice = await asyncio.gather(
        *(centre.client.post(f"{path}/archive", data=typed, headers=headers) for _ in range(2))
    )
    assert [each.status_code for each in twice] == [303, 303]
    await until_done(centre, path)
    assert "Keputusan berlaku untuk semua 3 laporan." in centre.text
    for report in reports:
        kinds = [each["kind"] for each in await report.facts(source="live")]
        assert kinds.count("archived") == 1
    page = await centre.open(f"{path}/forward")
    assert page.url.path == path, "what was sent can't be sent anew"


async def test_the_whole_list_is_kept_as_it_is_now_and_says_if_it_goes_on(
    centre: Visitor, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = await submit_all(people, 3, category="pendidikan")
    monkeypatch.setattr("api.pages.bulk_list.MOST_TASKS", 2)
    await centre.open("/tugas")
    await centre.send("/sekaligus", {"from": "/tugas"}, step="all")
    assert "Putuskan 2 tugas sekaligus" in centre.text
    assert "Daftarnya lebih panjang" in centre.text
    monkeypatch.undo()
    (archived, *left) = reports
    assert (await archived.decide("pusat", **ARCHIVE)).status_code == 200
    await archived.recorded()
    await centre.open("/laporan")
    await centre.send("/sekaligus", {"from": "/laporan?category=pendidikan&after=x&stage=closed"}, step="all")
    assert centre.page.status_code == 422, "none of them has an open task"
    await centre.open("/laporan")
    await centre.send("/sekaligus", {"from": "/laporan?category=keseehatan!"}, step="all")
    assert centre.page.status_code == 422, "a filter that makes no sense is not left out"
    await centre.open("/laporan")
    await centre.send("/sekaligus", {"from": "/laporan?category=pendidikan"}, step="all")
    assert f"Putuskan {len(left)} tugas sekaligus" in centre.text
    assert "1 laporan dalam daftar itu tidak memiliki tugas terbuka" in centre.text


async def test_nothing_ticked_or_more_than_may_be_is_said(centre: Visitor) -> None:
    await choose(centre, [])
    assert centre.page.status_code == 422
    assert "Belum ada yang dicentang" in centre.text
    await choose(centre, [f"7K3M-9QXT-2VHW-5-{at}" for at in range(501)])
    assert centre.page.status_code == 422
    assert "Paling banyak 500 tugas" in centre.text
    await choose(centre, ["7K3M-9QXT-2VHW-5-1"])
    assert "Tidak ada yang dapat diputuskan sekaligus" in centre.text


async def test_what_is_stopped_on_the_page_is_tried_again_there(
    centre: Visitor, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.exclusive_work.REST", 5.0)
    path = await choose(centre, tasks_of(await submit_all(people, 7)))
    await centre.open(f"{path}/archive")
    await centre.send(f"{path}/archive", {"reason": "unclear", "note": NOTE}, step="send")
    assert '<noscript><meta http-equiv="refresh"' in centre.page.text
    token = centre.hidden
    part = await centre.client.get(f"{path}/kemajuan")
    assert "dari 7 selesai" in part.text
    await centre.send(f"{path}/hentikan", token)
    monkeypatch.setattr("records.exclusive_work.REST", 0.0)
    assert "Dihentikan sebelum gilirannya." in centre.text
    await centre.send(f"{path}/ulangi")
    await until_done(centre, path)
    assert "Keputusan berlaku untuk semua 7 laporan." in centre.text


async def test_an_own_class_or_a_chosen_one_goes_with_the_forward(centre: Visitor, people: People) -> None:
    (report,) = await submit_all(people, 1)
    path = await choose(centre, tasks_of([report]))
    await centre.open(f"{path}/forward")
    typed = {"agency": "kemenkes", "class": "aspiration", "supervisory": "no", "category": ""}
    await centre.send(f"{path}/forward", typed, step="preview")
    assert "Aspirasi" in centre.text
    await centre.send(f"{path}/forward", step="send")
    await until_done(centre, path)
    state = (await report.get("pusat")).json()
    assert (state["class"], state["category"], state["agency"]) == ("aspiration", "infrastruktur", "kemenkes")
    assert "Instansi: Kementerian Kesehatan" in centre.text


async def test_boxes_are_ticked_together_and_progress_leads_to_the_result(
    chromium: Browser, address: str, people: People
) -> None:
    await submit_all(people, 4, category="energi")
    context = await chromium.new_context(base_url=address, viewport=PHONE, locale="id-ID")
    context.set_default_timeout(15_000)
    page = await context.new_page()
    await page.goto("/masuk?next=/laporan%3Fcategory%3Denergi")
    await page.locator("#username").fill("pusat")
    await page.locator("#password").fill(PASSWORD)
    await page.get_by_role("button", name="Masuk").click()
    boxes = page.locator("[name=task]")
    await boxes.nth(0).click()
    await boxes.nth(2).click(modifiers=["Shift"])
    await expect(page.get_by_text("3 dicentang")).to_be_visible()
    await page.get_by_role("button", name="Centang semua di halaman ini").click()
    await expect(page.get_by_text("4 dicentang")).to_be_visible()
    await check_looks(page)
    await page.get_by_role("button", name="Putuskan yang dicentang").click()
    await expect(page.get_by_role("heading", name="Putuskan 4 tugas sekaligus")).to_be_visible()
    await check_looks(page)
    await page.get_by_role("link", name="Arsipkan").click()
    await page.get_by_label("Alasan").select_option("unclear")
    await page.get_by_label("Catatan").fill(NOTE)
    await check_looks(page)
    await page.get_by_role("button", name="Periksa dahulu").click()
    await check_looks(page)
    await page.get_by_role("button", name="Jalankan untuk 4 tugas").click()
    await expect(page.get_by_text("Keputusan berlaku untuk semua 4 laporan.")).to_be_visible(timeout=30_000)
    await check_looks(page)
    await page.goto("/sekaligus")
    await check_looks(page)
    await context.close()


@pytest.fixture
async def watched(people: People) -> tuple[Report, str]:
    """A confidential report, and a bulk of its agency's supervisor on it."""
    report = await submit_to_unit(people, confidential=True, title="Lampu judulasal padam")
    await report.recorded()
    told, _items = await carried_out(people, "pimpinan.kemenkes", [report.task or ""], NUDGE)
    return report, f"/sekaligus/{told['id']}"


async def test_its_author_is_shown_titles_and_noted_and_nobody_else_is_shown_anything(
    app: FastAPI, noted: Noted, watched: tuple[Report, str]
) -> None:
    report, path = watched
    for who in ("pusat", "pimpinan.pusat", "auditor", "admin.kemenkes", "penghubung.kemenkes.layanan"):
        visitor = Visitor(app)
        await visitor.sign_in(who, PASSWORD)
        for each in (path, f"{path}/kemajuan", f"{path}/nudge"):
            page = await visitor.open(each)
            assert page.status_code == 404, (who, each)
            assert "judulasal" not in page.text
            assert report.number not in page.text
        assert path not in (await visitor.open("/sekaligus")).text
    author = Visitor(app)
    await author.sign_in("pimpinan.kemenkes", PASSWORD)
    await noted.begin()
    assert "judulasal" in (await author.open(path)).text
    assert ("pimpinan.kemenkes", "read_confidential", [report.number]) in await noted.acts()
    await author.open(f"{path}/kemajuan")
    assert await noted.acts() == []


@pytest.mark.parametrize("who", ["auditor", "penghubung.kemenkes.layanan"])
async def test_whoever_has_no_such_decisions_has_no_boxes(app: FastAPI, people: People, who: str) -> None:
    await submit_to_unit(people)
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    for path in ("/tugas", "/laporan"):
        page = await visitor.open(path)
        assert 'name="task"' not in page.text
        assert "/sekaligus" not in page.text


async def test_a_form_of_another_site_makes_and_sends_nothing(
    centre: Visitor, people: People, services: Services
) -> None:
    (report,) = await submit_all(people, 1)
    path = await choose(centre, tasks_of([report]))
    await centre.open(f"{path}/archive")
    typed = {**centre.hidden, "reason": "unclear", "note": NOTE, "step": "send"}
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://jahat.example"}
    sent = await centre.client.post(f"{path}/archive", data=typed, headers=foreign)
    assert sent.status_code == 403
    assert NOTE in sent.text, "what was typed is still there"
    for act in ("hentikan", "ulangi"):
        assert (await centre.client.post(f"{path}/{act}", data=typed, headers=foreign)).status_code == 403
    made = await centre.client.post("/sekaligus", data=typed | {"task": report.task}, headers=foreign)
    assert made.status_code == 403
    id_ = re.sub(r".*/", "", path)
    (row,) = await rows(services.pool, "select begun_at from bulks where id = %s", [id_])
    assert row["begun_at"] is None


async def test_what_was_typed_is_kept_while_the_record_is_away(
    centre: Visitor, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    (report,) = await submit_all(people, 1)
    path = await choose(centre, tasks_of([report]))
    await centre.open(f"{path}/archive")
    token = centre.hidden

    async def away(*_arguments: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr("records.reports.bulks.find_bulk", away)
    page = await centre.send(f"{path}/archive", token, reason="unclear", note=NOTE, step="send")
    assert page.status_code == 503
    assert NOTE in centre.page.text
    monkeypatch.undo()
    await centre.send(f"{path}/archive")
    await until_done(centre, path)
    assert (await report.get("pusat")).json()["stage"] == "closed"
