"""Drafts and claims on pages, without a script and as the script sends them."""

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response

from api.services import Services
from records.database import rows
from tests.api.colleagues import COLLEAGUE, OFFICER, add_colleague, submit_to_unit
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import SITE, Visitor
from tests.api.people import People, Report

TYPED = 'Belum selesai: <script>alert("1")</script> {{ 7 * 7 }}'


@pytest.fixture
async def report(people: People, services: Services) -> Report:
    await add_colleague(services)
    return await submit_to_unit(people)


async def browser(app: FastAPI, who: str) -> Visitor:
    visitor = Visitor(app)
    await visitor.sign_in(who, PASSWORD)
    return visitor


async def send_by_script(visitor: Visitor, path: str, **fields: str) -> Response:
    """As a script sends it, with the token of the page that is shown."""
    headers = {"Form-Token": visitor.hidden["form_token"], "Sec-Fetch-Site": "same-origin", "Origin": SITE}
    return await visitor.client.post(path, data=fields, headers=headers)


async def test_a_draft_is_saved_by_a_button_shown_again_and_thrown_away(app: FastAPI, report: Report) -> None:
    officer, path = await browser(app, OFFICER), f"/laporan/{report.number}/keputusan/respond"
    await officer.open(path)
    await officer.send(path, step="draft", text=TYPED, final="yes")
    assert officer.page.status_code == 200
    await officer.open(path)
    assert "Draf Anda" in officer.text
    assert TYPED in officer.text
    assert "<script>alert" not in officer.page.text
    assert 'name="final" value="yes" checked' in " ".join(officer.page.text.split())
    other = await browser(app, COLLEAGUE)
    await other.open(path)
    assert "Belum selesai" not in other.text
    await officer.send(path, step="discard")
    assert "Draf Anda" not in officer.text
    assert "Belum selesai" not in officer.text


async def test_what_the_script_saves_is_there_in_the_next_browser_and_gone_once_sent(
    app: FastAPI, report: Report
) -> None:
    officer, path = await browser(app, OFFICER), f"/laporan/{report.number}/keputusan/respond"
    await officer.open(path)
    fields = {"text": TYPED, "task": officer.hidden["task"], "key": "x", "from": ""}
    saved = await send_by_script(officer, f"{path}/draf", **fields)
    assert saved.status_code == 200, saved.text
    assert len(saved.json()["time"]) == len("14.32")
    elsewhere = await browser(app, OFFICER)
    await elsewhere.open(path)
    assert TYPED in elsewhere.text
    answer = "Lampu sudah diganti dan menyala kembali sejak kemarin."
    await elsewhere.send(path, step="send", text=answer, outcome="resolved")
    await report.recorded()
    await officer.open(path)
    assert "Draf Anda" not in officer.text


async def test_the_script_saves_nothing_without_the_forms_token_or_for_whoever_may_not_read(
    app: FastAPI, report: Report
) -> None:
    officer, path = await browser(app, OFFICER), f"/laporan/{report.number}/keputusan/respond/draf"
    bare = await officer.client.post(path, data={"text": TYPED}, headers={"Sec-Fetch-Site": "same-origin"})
    assert bare.status_code == 403
    stranger = await browser(app, "penghubung.kemenkes.umum")
    await stranger.open("/tugas")
    assert (await send_by_script(stranger, path, text=TYPED)).status_code == 404


async def test_a_claim_is_made_seen_taken_over_and_released_by_buttons(app: FastAPI, report: Report) -> None:
    officer, colleague = await browser(app, OFFICER), await browser(app, COLLEAGUE)
    page, claim = f"/laporan/{report.number}", f"/laporan/{report.number}/klaim"
    await officer.open(page)
    await colleague.open(page)
    await officer.send(claim, act="claim")
    assert "Anda sedang menangani laporan ini" in officer.text
    await colleague.send(claim, act="claim")  # a moment too late
    assert "sedang menanganinya" in colleague.text
    for listed in ("/tugas", "/laporan"):
        await colleague.open(listed)
        assert "Ditangani " in colleague.text
    await colleague.open(page)
    await colleague.send(claim, act="take_over")
    assert "Anda sedang menangani laporan ini" in colleague.text
    await colleague.send(claim, act="release")
    assert "Saya tangani" in colleague.text


async def test_the_script_tells_colleagues_that_the_page_is_open_and_keeps_no_session(
    app: FastAPI, report: Report, services: Services
) -> None:
    officer, colleague = await browser(app, OFFICER), await browser(app, COLLEAGUE)
    page = f"/laporan/{report.number}"
    await officer.open(page)
    aged = "update sessions set used_at = now() - interval '20 minutes' returning id"
    await rows(services.pool, aged)
    told = await send_by_script(officer, f"{page}/dibuka")
    assert told.status_code == 200, told.text
    assert "<html" not in told.text
    left = await rows(services.pool, "select id from sessions where used_at > now() - interval '19 minutes'")
    assert left == []
    await colleague.open(page)
    assert "Sedang dibuka oleh" in colleague.text


async def test_auditors_are_offered_no_claim(app: FastAPI, report: Report, http: AsyncClient) -> None:
    auditor = await browser(app, "auditor")
    await auditor.open(f"/laporan/{report.number}")
    assert "Saya tangani" not in auditor.text
