"""Sending a report in on pages, without a script: what a reporter sees at each step and on each failure."""

import html
import re
from typing import Any

import pytest
from httpx import AsyncClient, Response
from temporalio.service import RPCError, RPCStatusCode

from api.answers.problems import Problem
from api.pages.assets import SERVED, asset_path
from api.reports import start_workflow
from api.requests import cross_site
from api.services import Services
from calendars.regions import NATIONAL, REGIONS
from tests.api.pages.forms import Form, read_form
from tests.api.pages.hostile import HOSTILE
from texts.regions import ISLANDS

TYPED = {
    "report_class": "complaint",
    "category": "infrastruktur",
    "title": "Lampu jalan padam",
    "text": "Sudah dua minggu lampu jalan padam.\nWarga sulit lewat malam hari.",
    "occurred_on": "2026-01-05",
    "region": "ID-AC",
    "address": "Jalan Melati 3",
    "name": "Warga Contoh",
    "email": "warga@contoh.invalid",
    "phone": "0812-3456-7890",
    "anonymous": "yes",
}
STEPS = (
    ("report_class", "category"),
    ("title", "text", "occurred_on"),
    ("region", "address"),
    ("name", "email", "phone", "anonymous", "confidential"),
)


async def fill_in(browser: AsyncClient, steps: int = 4, **changed: str) -> Response:
    """The page after so many steps were filled in."""
    typed = TYPED | changed
    page = await browser.get("/lapor")
    for fields in STEPS[:steps]:
        page = await form_of(page).send(browser, **{name: typed[name] for name in fields if name in typed})
    return page


def form_of(page: Response) -> Form:
    return read_form(page.text, "report")


def typed_in(shown: Response | Form) -> dict[str, str]:
    """The form's fields without its token, which is another one on each page."""
    form = shown if isinstance(shown, Form) else form_of(shown)
    return {name: value for name, value in form.values.items() if name != "form_token"}


def told(page: Response) -> tuple[str, str]:
    """Number and PIN of a receipt."""
    assert page.status_code == 201, page.text
    number, pin = re.findall(r'<dd class="number">([^<]+)</dd>', page.text)
    return number, pin


async def test_a_report_goes_in_step_by_step_and_comes_out_as_it_was_typed(browser: AsyncClient) -> None:
    check = await fill_in(browser)
    assert check.status_code == 200
    for shown in ("Pengaduan", "Jalan, jembatan, dan infrastruktur", "Senin, 5 Januari 2026", "Aceh"):
        assert shown in check.text
    receipt = await form_of(check).send(browser, "send")
    number, pin = told(receipt)
    assert f"http://127.0.0.1/lacak?nomor={number}" in receipt.text
    assert not re.search(rf"(?:href|action)=[^>]*{pin}", receipt.text)
    assert "<svg" in receipt.text
    view = (await browser.get(f"/v1/reports/{number}/track", headers={"Report-Pin": pin})).json()
    assert {name: view[name] for name in ("title", "text", "class", "category", "channel", "anonymous")} == {
        **{name: TYPED[name] for name in ("title", "text", "category")},
        "class": "complaint",
        "channel": "web",
        "anonymous": True,
    }
    assert view["confidential"] is False
    due = re.search(r"Paling lambat (\w+, \d+ \w+ \d{4}) pusat memeriksa", receipt.text)
    assert due, "the receipt names the day by which the report is verified"


async def test_a_report_sent_twice_is_one_report_with_one_receipt(browser: AsyncClient) -> None:
    form = form_of(await fill_in(browser))
    first, again = await form.send(browser, "send"), await form.send(browser, "send")
    assert told(first) == told(again)
    english = await browser.post("/lapor?lang=en", data={**form.values, "go": "send"})
    assert told(english) == told(first)
    assert "Keep this number and this PIN" in english.text
    browser.cookies.clear()
    changed = await form.send(browser, "send", title="Judul lain")
    assert changed.status_code == 422
    assert "Formulir ini sudah pernah dikirim dengan isi lain" in changed.text
    assert told(first)[0] not in changed.text
    second = await form_of(changed).send(browser, "send")
    assert told(second)[0] != told(first)[0]


@pytest.mark.parametrize(
    ("steps", "typed", "field", "indonesian", "english"),
    [
        (0, {}, "report_class", "Pilih jenis laporan.", "Choose what kind of report it is."),
        (0, {"report_class": "x"}, "report_class", "Pilih salah satu", "Choose one"),
        (0, {"report_class": "complaint", "category": "x"}, "category", "Kategori ini tidak ada", "no such"),
        (1, {"text": TYPED["text"]}, "title", "Tulis judul laporan.", "Write a title."),
        (1, {"title": "x" * 201, "text": TYPED["text"]}, "title", "paling banyak 200", "at most 200"),
        (1, {"title": "a\nb", "text": TYPED["text"]}, "title", "satu baris", "one line"),
        (1, {"title": "Judul", "text": "pendek"}, "text", "sedikitnya 20", "at least 20"),
        (1, {"title": "Judul", "text": "x" * 10_001}, "text", "paling banyak 10000", "at most 10000"),
        (1, {"title": "Judul", "text": "Sudah dua minggu \u202elampu"}, "text", "tersembunyi", "hidden"),
        (1, {"title": "Judul", "text": "\u3164" * 30}, "text", "tidak terlihat", "can't be seen"),
        (1, {**TYPED, "occurred_on": "9999-01-01"}, "occurred_on", "belum tiba", "has not come"),
        (1, {**TYPED, "occurred_on": "01-01-1200"}, "occurred_on", "terlalu lama", "too long ago"),
        (1, {**TYPED, "occurred_on": "kemarin"}, "occurred_on", "tidak dapat dibaca", "not a date"),
        (2, {"region": "ID-XX"}, "region", "Pilih salah satu", "Choose one"),
        (2, {"address": "x" * 1001}, "address", "paling banyak 1000", "at most 1000"),
        (3, {"email": "a@b.id"}, "name", "Tulis nama Anda.", "Write your name."),
        (3, {"name": "Siti"}, "email", "alamat surel atau nomor telepon", "an e-mail address or a telephone"),
        (3, {"name": "Siti", "email": "siti"}, "email", "tidak lengkap", "no whole e-mail"),
        (3, {"name": "Siti", "email": "ä@b.id"}, "email", "sebelum @", "Before the @"),
        (3, {"name": "Siti", "phone": "12"}, "phone", "tidak dikenali", "no telephone number"),
    ],
)
async def test_what_is_wrong_is_said_at_the_field_in_both_languages_and_nothing_is_lost(
    browser: AsyncClient, steps: int, typed: dict[str, str], field: str, indonesian: str, english: str
) -> None:
    form = form_of(await fill_in(browser, steps))
    own = {name: typed.get(name, "") for name in STEPS[steps]}
    for language, sentence in (("en", english), ("id", indonesian)):
        page = await browser.post(f"/lapor?lang={language}", data={**form.values, **own, "go": "next"})
        assert page.status_code == 422
        assert f'href="#{field}"' in page.text
        assert f'id="{field}"' in page.text
        assert sentence in html.unescape(page.text)
        assert 'aria-invalid="true"' in page.text
        kept = typed_in(page)
        for name, value in own.items():
            if name not in {"report_class", "category", "region"} and "\n" not in value:
                assert value in {kept.get(name, ""), "01-01-1200"}
        assert {name: kept[name] for name in kept if name not in own} == {
            name: value for name, value in typed_in(form).items() if name not in own
        }


async def test_a_step_back_and_another_language_keep_everything(browser: AsyncClient) -> None:
    form = form_of(await fill_in(browser, 2))
    typed = {**form.values, "region": "ID-BA", "address": "Pasar <lama>"}
    english = await browser.post("/lapor?lang=en", data={**typed, "go": "stay"})
    assert english.status_code == 200
    assert '<html lang="en">' in english.text
    assert typed_in(english) == {**typed_in(form), "region": "ID-BA", "address": "Pasar <lama>"}
    back = await form_of(english).send(browser, "back")
    assert "What happened?" in back.text
    assert typed_in(back) == {**typed_in(english), "step": "events"}
    browser.cookies.clear()


async def test_a_change_leads_back_to_the_check_page(browser: AsyncClient) -> None:
    check = await fill_in(browser)
    step = await form_of(check).send(browser, "events")
    assert form_of(step).values["text"] == TYPED["text"]
    again = await form_of(step).send(browser, title="Judul yang lebih jelas")
    assert "Periksa isian Anda" in again.text
    assert "Judul yang lebih jelas" in again.text


async def test_a_step_that_was_passed_over_is_asked_for_before_the_check_page(browser: AsyncClient) -> None:
    form = form_of(await browser.get("/lapor"))
    page = await form.send(browser, step="reporter", name="Siti", phone="081234567890")
    assert page.status_code == 422
    assert form_of(page).values["step"] == "kind"
    page = await form.send(browser, "send", **TYPED | {"text": "pendek"})
    assert form_of(page).values["step"] == "events"


@pytest.mark.parametrize("status", [429, 503])
async def test_a_service_that_is_away_loses_nothing(
    browser: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    form = form_of(await fill_in(browser))

    async def fails(*_: Any, **__: Any) -> None:
        if status == 503:
            raise RPCError("away", RPCStatusCode.PERMISSION_DENIED, b"")
        raise Problem(429, "too_often", "", headers={"Retry-After": "7"})

    with monkeypatch.context() as patched:
        patched.setattr(start_workflow, "start_report", fails)
        failed = await form.send(browser, "send")
    assert failed.status_code == status
    assert "Laporan Anda belum terkirim" in failed.text
    assert "Retry-After" in failed.headers
    assert typed_in(failed) == typed_in(form)
    assert told(await form_of(failed).send(browser, "send"))


@pytest.mark.parametrize("go", ["send", "next", "stay", "events"])
async def test_a_page_of_another_site_sends_and_prepares_nothing(browser: AsyncClient, go: str) -> None:
    form = form_of(await fill_in(browser))
    for headers in ({"Origin": "https://jahat.invalid"}, {"Sec-Fetch-Site": "cross-site"}):
        refused = await browser.post("/lapor", data={**form.values, "go": go}, headers=headers)
        assert refused.status_code == 403
        assert TYPED["title"] not in refused.text


async def test_a_report_without_its_forms_token_is_shown_again_and_then_taken(browser: AsyncClient) -> None:
    form, other = form_of(await fill_in(browser)), form_of(await fill_in(browser))
    again = form
    for token in ("", "x", other.values["form_token"]):
        refused = await form.send(browser, "send", form_token=token)
        assert refused.status_code == 403
        assert "Laporan Anda belum terkirim" in refused.text
        assert typed_in(refused) == typed_in(form)
        again = form_of(refused)
    browser.cookies.clear()
    assert told(await again.send(browser, "send"))


async def test_a_form_that_was_open_for_hours_is_shown_again_and_then_taken(
    browser: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(await fill_in(browser))
    with monkeypatch.context() as patched:
        patched.setattr(cross_site, "FORM_GOOD_FOR", -120)
        refused = await form.send(browser, "send")
    assert refused.status_code == 403
    assert "terlalu lama terbuka" in refused.text
    assert told(await form_of(refused).send(browser, "send"))


async def test_a_server_whose_clock_is_off_takes_nothing_in(
    browser: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(await fill_in(browser))
    monkeypatch.setattr(type(services.clock), "require", _clock_is_off)
    failed = await form.send(browser, "send")
    assert failed.status_code == 503
    assert "Jam server ini tidak tepat" in failed.text
    assert typed_in(failed) == typed_in(form)


def _clock_is_off(_clock: Any) -> None:
    raise Problem(503, "clock_off", "The clock is off.")


async def test_hostile_texts_are_shown_and_sent_as_they_are(browser: AsyncClient) -> None:
    for at, text in enumerate(HOSTILE):
        typed = TYPED | {
            "title": text[:200],
            "text": f"{text} {'isi' * 5}",
            "address": text,
            "name": text[:200],
        }
        check = await fill_in(browser, 4, **typed)
        assert check.status_code == 200, text
        kept = form_of(check).values
        assert (kept["title"], kept["address"]) == (typed["title"], text)
        assert not re.search(r"<(?:img|script(?! src=\"/assets/)|form action=//)", check.text)
        if at == 0:
            number, pin = told(await form_of(check).send(browser, "send"))
            view = await browser.get(f"/v1/reports/{number}/track", headers={"Report-Pin": pin})
            assert view.json()["title"] == text


async def test_a_key_that_can_be_none_is_replaced(browser: AsyncClient) -> None:
    form = form_of(await browser.get("/lapor"))
    for key in ("", "x" * 201, "a\nb"):
        page = await form.send(browser, "stay", key=key)
        assert form_of(page).values["key"] not in {"", key}


@pytest.mark.parametrize("path", ["/lapor", "/lacak"])
async def test_the_first_view_is_light(browser: AsyncClient, path: str) -> None:
    page = await browser.get(path)
    asked = [asset_path("tuntas.css"), asset_path("tuntas.js")]
    assert re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text) == asked
    assert not re.search(r"(?:src|srcset|url\()=?[\"']?(?!/assets/)(?:/|http)", page.text)
    assert len(page.content) + sum(len(SERVED[each.rpartition("/")[2]]) for each in asked) <= 50_000


def test_every_province_can_be_chosen_once() -> None:
    offered = [code for _island, codes in ISLANDS for code in codes]
    assert sorted(offered) == sorted(REGIONS.keys() - {NATIONAL})
