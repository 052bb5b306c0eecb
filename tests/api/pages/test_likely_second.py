"""A likely second report of the same matter is hinted at, never refused, and tells strangers nothing."""

import pytest
from fastapi import FastAPI

from api.reports.likely_second import are_alike
from tests.api.pages.visitor import Visitor
from tests.api.people import People

LIKE = "Lampu jalan di depan sekolah masih padam, sudah tiga minggu."
OTHER = "Antrean di loket pajak kendaraan terlalu panjang setiap pagi."
HINT = "Mungkin ini sudah Anda laporkan"


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("Sudah dua minggu lampu jalan di depan sekolah padam.", LIKE, True),
        ("Sudah dua minggu lampu jalan di depan sekolah padam.", OTHER, False),
        ("Padam", "Padam", False),
    ],
)
def test_texts_with_many_words_in_common_are_alike(first: str, second: str, alike: bool) -> None:
    assert are_alike(first, second) is alike


async def test_a_likely_second_report_is_hinted_at_only_where_the_first_one_is_open(
    app: FastAPI, people: People
) -> None:
    first = await (await people.submit(title="Lampu jalan padam", category=None)).recorded()
    visitor = Visitor(app)

    async def checks(text: str) -> str:
        await visitor.open("/lapor")
        typed = {"report_class": "complaint", "title": "Lampu jalan", "text": text, "name": "Warga"}
        await visitor.send("/lapor", typed | {"email": "warga@contoh.invalid"}, step="reporter", go="next")
        assert "Periksa isian Anda" in visitor.text
        return visitor.text

    assert HINT not in await checks(LIKE), "the address alone tells a stranger nothing"
    await visitor.open("/lacak")
    await visitor.send("/lacak", nomor=first.number, pin=first.pin)
    hinted = await checks(LIKE)
    assert HINT in hinted
    assert first.number in hinted
    assert HINT not in await checks(OTHER)
    await first.reply("withdraw")
    await first.recorded()
    assert HINT not in await checks(LIKE)
