"""Pages under forms and addresses that no page of ours makes, and while the record is away."""

import asyncio
import re

import pytest
from fastapi import FastAPI
from httpx import URL
from psycopg import OperationalError

from api.requests import sessions
from tests.api.conftest import PASSWORD
from tests.api.pages.test_submit import TYPED
from tests.api.pages.visitor import SITE, Visitor
from tests.api.people import People, Report

OWN = {"Sec-Fetch-Site": "same-origin", "Origin": SITE}
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://jahat.invalid"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WRITTEN = "Di jalan mana tepatnya lampu itu padam, dan sejak tanggal berapa?"


@pytest.fixture
async def report(people: People) -> Report:
    return await people.submit()


@pytest.fixture
async def admin(app: FastAPI) -> Visitor:
    """The national admin, signed in."""
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    return visitor


async def open_report(visitor: Visitor, report: Report) -> None:
    """The reporter opens their report."""
    await visitor.open("/lacak")
    await visitor.send("/lacak", nomor=report.number, pin=report.pin)
    assert visitor.page.url.path == f"/lacak/{report.number}"


@pytest.mark.parametrize("charset", ["unicode_escape", "undefined", "utf-8"])
@pytest.mark.parametrize(
    "path", ["/lapor", "/masuk", "/lacak", "/lacak/{tn}/cabut", "/laporan/{tn}/keputusan/note"]
)
async def test_a_form_in_parts_is_refused_whatever_it_is_encoded_in(
    admin: Visitor, report: Report, path: str, charset: str
) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%b"\r\n\r\n\\ud800 isi\r\n'
    body = b"".join(part % name for name in (b"title", b"nomor", b"text", b"key", b"username")) + b"--x--\r\n"
    kind = {"Content-Type": f"multipart/form-data; boundary=x; charset={charset}"}
    page = await admin.client.post(path.format(tn=report.number), content=body, headers=OWN | kind)
    assert page.status_code == 400
    assert "text/html" in page.headers["Content-Type"]


@pytest.mark.parametrize(
    "query", ["query=1", "body=1", "path=1", "header=1", "=1", "%ff=%ff", "q=%00", "a.b=1"]
)
async def test_an_unknown_filter_is_told_and_the_list_is_shown(admin: Visitor, query: str) -> None:
    page = await admin.open(f"/laporan?{query}")
    assert page.status_code == 422
    assert "Ada yang perlu diperbaiki" in admin.text


@pytest.mark.parametrize("path", ["/lapor", "/lacak", "/masuk", "/laporan/x/keputusan/note"])
async def test_a_form_that_is_too_large_is_refused_by_a_page(app: FastAPI, path: str) -> None:
    page = await Visitor(app).client.post(path, content=b"text=" + b"x" * 2_000_000, headers=OWN | FORM)
    assert page.status_code == 413
    assert "text/html" in page.headers["Content-Type"]
    assert "Content-Security-Policy" in page.headers


@pytest.mark.parametrize(
    "path", ["//jahat.invalid/x", "/\\jahat.invalid/x", "/%5cjahat.invalid", "///jahat.invalid"]
)
async def test_no_address_makes_a_page_link_to_another_site(app: FastAPI, path: str) -> None:
    page = await Visitor(app).client.get(URL(SITE).copy_with(raw_path=path.encode()))
    assert page.status_code == 404
    assert 'href="//' not in page.text
    assert 'href="/\\' not in page.text


async def test_another_site_signs_nobody_out(app: FastAPI, report: Report) -> None:
    # A browser sends no session's cookie along here; what it is told to delete, it deletes all the same.
    page = await Visitor(app).client.post(f"/lacak/{report.number}/keluar", headers=ELSEWHERE)
    assert "set-cookie" not in page.headers


async def test_signing_out_of_a_session_that_has_ended_is_no_error(admin: Visitor) -> None:
    admin.client.cookies.delete("tuntas")
    page = await admin.send("/keluar")
    assert (page.status_code, page.url.path) == (200, "/")


async def test_staff_sign_in_where_a_reporter_had_a_report_open(app: FastAPI, report: Report) -> None:
    visitor = Visitor(app)
    await open_report(visitor, report)
    await visitor.sign_in("pusat", PASSWORD)
    assert visitor.page.url.path == "/tugas"
    await open_report(visitor, report)
    assert (await visitor.open("/tugas")).url.path == "/masuk"


async def test_a_text_is_not_lost_in_a_tab_by_signing_in_in_another(admin: Visitor, report: Report) -> None:
    path = f"/laporan/{report.number}/keputusan/ask_reporter"
    await admin.open(path)
    form = admin.hidden
    admin.client.cookies.delete("tuntas")
    await admin.send(path, form, step="send", question=WRITTEN)
    waiting = admin.hidden
    await admin.sign_in("pusat", PASSWORD)
    await admin.send("/masuk", waiting, username="pusat", password=PASSWORD)
    assert "Anda sudah masuk kembali" in admin.text
    assert admin.hidden["question"] == WRITTEN
    refused = await admin.send(path, form, step="send", question=WRITTEN)
    assert refused.status_code == 403
    assert WRITTEN in admin.text
    await admin.send(path, step="send", question=WRITTEN)
    await admin.open(f"/laporan/{report.number}")
    assert admin.text.count(WRITTEN) == 1


async def test_another_language_keeps_what_staff_typed(admin: Visitor, report: Report) -> None:
    path = f"/laporan/{report.number}/keputusan/ask_reporter"
    page = await admin.open(path)
    assert f'formaction="{path}?lang=en"' in page.text
    await admin.send(f"{path}?lang=en", step="edit", question=WRITTEN)
    assert '<html lang="en">' in admin.page.text
    assert WRITTEN in admin.text


async def test_another_language_at_the_sign_in_leads_where_one_wanted_to_be(app: FastAPI) -> None:
    visitor = Visitor(app)
    page = await visitor.open("/laporan?overdue=true")
    assert 'href="/masuk?next=/laporan%3Foverdue%3Dtrue&amp;lang=en"' in page.text
    await visitor.send("/masuk", username="pusat", password="wrong-password")
    assert 'href="/masuk?next=/laporan%3Foverdue%3Dtrue&amp;lang=en"' in visitor.page.text
    await visitor.open("/masuk?next=/laporan%3Foverdue%3Dtrue&lang=en")
    await visitor.send("/masuk", username="pusat", password=PASSWORD)
    assert str(visitor.page.url).endswith("/laporan?overdue=true")


async def test_another_language_after_a_wrong_password_change_is_a_page(admin: Visitor) -> None:
    await admin.open("/akun")
    page = await admin.send("/akun/kata-sandi", current="wrong-password", new="another-password")
    assert page.status_code == 422
    assert 'href="/akun?lang=en"' in page.text
    assert "kata-sandi?lang" not in page.text


async def test_while_the_record_is_away_nothing_written_is_lost_and_nobody_is_signed_out(
    app: FastAPI, admin: Visitor, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter = Visitor(app)
    await open_report(reporter, report)
    sent = [
        (admin, f"/laporan/{report.number}/keputusan/ask_reporter", "question", {"step": "send"}),
        (reporter, f"/lacak/{report.number}/keterangan", "text", {"go": "send"}),
    ]
    for visitor, path, _name, _button in sent:
        await visitor.open(path)

    async def is_away(*_: object, **__: object) -> None:
        raise OperationalError("away")

    with monkeypatch.context() as patched:
        patched.setattr(sessions, "find_current_session", is_away)
        for visitor, path, name, button in sent:
            page = await visitor.send(path, {name: WRITTEN, **button})
            assert page.status_code == 503
            assert "set-cookie" not in page.headers
            assert WRITTEN in page.text
        again = admin.hidden
        for path in ("/tugas", "/laporan", f"/laporan/{report.number}", f"/lacak/{report.number}", "/akun"):
            assert (await admin.open(path)).status_code == 503
    for _twice in range(2):
        assert (await admin.send(sent[0][1], again, follow=False)).status_code == 303
    await admin.open(f"/laporan/{report.number}")
    assert admin.text.count(WRITTEN) == 1


async def test_a_form_from_elsewhere_is_not_offered_to_be_sent_again(
    report: Report, admin: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def is_away(*_: object, **__: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(sessions, "find_current_session", is_away)
    path = f"/laporan/{report.number}/keputusan/note"
    page = await admin.client.post(path, data={"text": WRITTEN}, headers=ELSEWHERE)
    assert page.status_code == 503
    assert WRITTEN not in page.text


async def test_a_decision_that_is_not_ones_own_to_make_is_refused_by_a_page(
    admin: Visitor, report: Report
) -> None:
    await admin.open(f"/laporan/{report.number}/keputusan/note")
    path = f"/laporan/{report.number}/keputusan/dispose"
    page = await admin.send(path, step="send", unit="layanan", note=WRITTEN)
    assert page.status_code == 403
    assert "Tidak dijalankan" in admin.text
    assert WRITTEN in admin.text


async def test_a_form_that_is_sent_twice_at_once_is_one_decision_and_one_report(
    app: FastAPI, admin: Visitor, report: Report
) -> None:
    path = f"/laporan/{report.number}/keputusan/ask_reporter"
    await admin.open(path)
    form = {**admin.hidden, "step": "send", "question": WRITTEN}
    twice = (admin.client.post(path, data=form, headers=OWN) for _ in range(2))
    assert [each.status_code for each in await asyncio.gather(*twice)] == [303, 303]
    await admin.open(f"/laporan/{report.number}")
    assert admin.text.count(WRITTEN) == 1
    reporter = Visitor(app)
    await reporter.open("/lapor")
    report_form = {**reporter.hidden, **TYPED, "go": "send"}
    both = [reporter.client.post("/lapor", data=report_form, headers=OWN) for _ in range(2)]
    receipts = [
        re.findall(r'<dd class="number">([^<]+)</dd>', each.text) for each in await asyncio.gather(*both)
    ]
    assert len(receipts[0]) == 2
    assert receipts[0] == receipts[1]
