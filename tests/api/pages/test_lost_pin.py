"""The page for a lost number or PIN, without a script."""

import pytest
from httpx import AsyncClient

from api.services import Services
from records.database import rows
from tests.api.pages.forms import read_form
from tests.api.people import People


@pytest.fixture(autouse=True)
async def uncounted(services: Services) -> None:
    await rows(services.pool, "delete from limit_windows")


@pytest.mark.parametrize("path", ["/", "/lacak"])
async def test_the_way_there_stands_where_one_looks_for_it(browser: AsyncClient, path: str) -> None:
    assert '<a href="/lacak/lupa">Nomor atau PIN hilang?</a>' in (await browser.get(path)).text


async def test_what_was_asked_for_is_said_in_the_same_words_to_everybody(
    browser: AsyncClient, people: People, services: Services
) -> None:
    report = await people.submit(reporter={"name": "Warga", "email": "lupa.pin@contoh.invalid"})
    await report.recorded()
    told = []
    for contact in ("lupa.pin@contoh.invalid", "orang.lain@contoh.invalid"):
        form = read_form((await browser.get("/lacak/lupa")).text, "lost-pin")
        sent = await form.send(browser, kontak=contact)
        assert (sent.status_code, sent.headers["Location"]) == (303, "/lacak/lupa/diminta")
        told.append((await browser.get(sent.headers["Location"])).text)
    assert told[0] == told[1]
    assert "Bila ada laporan dengan alamat surel atau nomor telepon itu" in told[0]
    query = "select 1 from messages where report = %s and template = 'new_pin'"
    assert len(await rows(services.pool, query, [report.number])) == 1


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"kontak": ""}, 422, "Tulis alamat surel atau nomor telepon"),
        ({"kontak": "bukan alamat"}, 422, "Tulis alamat surel atau nomor telepon"),
        ({"kontak": "a@contoh.id", "nomor": "0000-0000-0000-1"}, 422, "Nomor laporan salah ketik"),
        ({"kontak": "a@contoh.id", "form_token": "x"}, 403, "Permintaan belum diterima"),
    ],
)
async def test_what_is_wrong_is_told_and_what_was_typed_stays(
    browser: AsyncClient, typed: dict[str, str], status: int, said: str
) -> None:
    form = read_form((await browser.get("/lacak/lupa")).text, "lost-pin")
    page = await form.send(browser, **typed)
    assert page.status_code == status
    assert said in page.text
    assert read_form(page.text, "lost-pin").values["kontak"] == typed["kontak"]


async def test_who_asks_too_often_is_told_so(browser: AsyncClient) -> None:
    form = read_form((await browser.get("/lacak/lupa")).text, "lost-pin")
    answers = [await form.send(browser, kontak="sering@contoh.invalid") for _ in "1234"]
    assert [each.status_code for each in answers] == [303, 303, 303, 429]
    assert int(answers[-1].headers["Retry-After"]) > 3600
    assert "Terlalu banyak percobaan" in answers[-1].text
