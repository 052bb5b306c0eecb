"""Search finds a report by the words that its reader is shown, and a dump of the database shows none."""

import os
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from api.services import Services
from records.database import rows
from records.installation.setup import fill_indexes, prepare_database
from records.reports.search_index import SearchIndex
from runtime.postgres import _binaries
from runtime.settings import Settings
from tests.api.people import REASON, People, Report

READERS = (
    "pusat", "pimpinan.pusat", "auditor",
    "admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan", "penghubung.kemenkes.umum",
    "admin.pemprov-aceh", "pimpinan.pemprov-aceh", "penghubung.pemprov-aceh.layanan",
)  # fmt: skip
SUBMITTED = "Pungutan liar oleh Zulkifli di puskesmas Lhokseumawe."
RELEASED = "Seorang warga melihat kecurangan berulang di fasilitas setempat."
CORRECTED = "Naskah pusat menyebut Bramantyo sebagai saksi utama."
WORDS = {
    "submitted": ("zulkifli", "lhokseumawe", "pungutan"),
    "released": ("kecurangan", "warga", "berulang"),
    "corrected": ("bramantyo", "saksi"),
    "second": ("mangrove", "nelayan"),
}


async def found(people: People, who: str, words: str) -> list[str]:
    response = await people.get(who, "/v1/reports", limit=200, q=words)
    assert response.status_code == 200, response.text
    return [each["tracking_number"] for each in response.json()["items"]]


async def shown(report: Report, who: str) -> str | None:
    """The title and text that this reader is shown now; null where the report is not theirs."""
    response = await report.get(who)
    if response.status_code == 404:
        return None
    told = response.json()
    return f"{told['title']}\n{told['text']}".casefold()


async def require_search_to_follow_reading(report: Report) -> None:
    """Holds for every reader and every word: found exactly where the word is in what they are shown."""
    await report.recorded()
    for who in READERS:
        text = await shown(report, who)
        for word in (word for words in WORDS.values() for word in words):
            hit = report.number in await found(report.people, who, word)
            assert hit == (text is not None and word in text), (who, word, text)


@pytest.mark.parametrize("anonymous", [True, False])
async def test_nobody_finds_a_report_by_words_that_they_are_not_shown(
    people: People, *, anonymous: bool
) -> None:
    report = await people.submit(anonymous=anonymous, title="Laporan awal", text=SUBMITTED)
    await require_search_to_follow_reading(report)
    await report.forward(title="Laporan umum", text=RELEASED)
    await require_search_to_follow_reading(report)
    archived = await report.decide("admin.kemenkes", "archive", reason="unclear", note=REASON)
    assert archived.status_code == 200, archived.text
    assert (await report.reply("reopen", reason=REASON)).status_code == 200
    report.task = (await report.get("pusat")).json()["task"]["id"]
    corrected = await report.decide("pusat", "correct", text=CORRECTED, reason=REASON)
    assert corrected.status_code == 200, corrected.text
    await require_search_to_follow_reading(report)


async def test_an_agency_that_declined_finds_the_report_as_it_left_it(people: People) -> None:
    for anonymous in (True, False):
        report = await people.submit(anonymous=anonymous, title="Laporan awal", text=SUBMITTED)
        await report.forward(title="Laporan umum", text=RELEASED)
        await report.decide("admin.kemenkes", "decline", reason=REASON)
        await report.forward(
            agency="pemprov-aceh", title="Kedua", text="Hutan mangrove dirusak oleh nelayan liar."
        )
        await require_search_to_follow_reading(report)


async def test_search_understands_stems_quotes_or_and_minus(people: People) -> None:
    one = await people.submit(title="Perbaikan gorong-gorong", text="Gorong-gorong tersumbat di Sukabumi.")
    other = await people.submit(title="Perbaikan trotoar", text="Trotoar ambles di kota Sukabumi sekali.")
    await one.recorded()
    await other.recorded()
    for words, expected in {
        "memperbaiki sukabumi": {one.number, other.number},
        '"gorong-gorong tersumbat"': {one.number},
        "trotoar or tersumbat": {one.number, other.number},
        "sukabumi -trotoar": {one.number},
        "Sukabumi' ''trotoar\\": {other.number},
        "***": set(),
    }.items():
        assert set(await found(people, "pusat", words)) & {one.number, other.number} == expected, words


def dumped(url: str, folder: Path) -> bytes:
    """What PostgreSQL's own `pg_dump` takes of a database, in plain."""
    parts = urlsplit(url)
    socket = parse_qs(parts.query)["host"][0]
    file = folder / "dump.sql"
    command = [
        str(_binaries() / "pg_dump"),
        "-h",
        socket,
        "-U",
        "postgres",
        "-d",
        parts.path[1:],
        "-f",
        str(file),
    ]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "LC_ALL": "C"})
    return file.read_bytes()


@pytest.mark.parametrize("kind", [{"anonymous": True}, {"confidential": True}, {}])
async def test_a_dump_of_the_database_holds_no_word_of_any_report(
    people: People, settings: Settings, tmp_path: Path, kind: dict[str, bool]
) -> None:
    report = await people.submit(
        title="Judul Wijayakusuma", text="Pohon trembesi tumbang di Kotamobagu.", **kind
    )
    await report.forward(title="Judul Rafflesia", text="Pohon besar tumbang di Tanjungpandan.")
    await report.recorded()
    assert report.number in await found(people, "admin.kemenkes", "rafflesia tanjungpandan")
    dump = dumped(settings.database_url, tmp_path).lower()
    assert report.number.encode().lower() in dump
    secrets = (b"wijayakusuma", b"trembes", b"kotamobagu", b"rafflesia", b"tanjungpandan", b"tumbang")
    assert not [secret for secret in secrets if secret in dump]


async def test_an_update_hashes_the_plain_texts_of_before_and_setup_makes_them_findable(
    people: People, services: Services, settings: Settings, tmp_path: Path
) -> None:
    report = await people.submit(
        anonymous=True, title="Judul Edelweis", text="Tanah longsor di Wonosobo itu."
    )
    await report.forward(title="Judul Melati", text="Tanah bergerak di suatu kabupaten sana.")
    await report.recorded()
    assert await found(people, "admin.kemenkes", "melati") == [report.number]
    await rows(services.pool, "update report_texts set search = null")
    assert await found(people, "pusat", "edelweis") == []
    await prepare_database(settings)
    assert await found(people, "admin.kemenkes", "melati kabupaten") == [report.number]
    assert await found(people, "admin.kemenkes", "wonosobo") == []
    assert await found(people, "pusat", "melati") == [report.number]


async def test_under_another_master_key_nothing_is_indexed_wrongly(
    people: People, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    report = await people.submit(title="Judul Kamboja", text="Sampah menumpuk di sekitar pasar lama.")
    await report.recorded()
    await rows(services.pool, "update report_texts set search = null where report = %s", [report.number])
    await fill_indexes(services.pool, b"n" * 32)
    assert "another master key" in caplog.text
    assert await found(people, "pusat", "kamboja") == []
    await fill_indexes(services.pool, services.settings.master_key)
    assert await found(people, "pusat", "kamboja") == [report.number]


async def test_what_was_erased_is_found_by_nobody_and_never_indexed_again(
    people: People, services: Services
) -> None:
    report = await people.submit(title="Judul Anggrek", text="Banjir merendam jalan utama setiap pekan.")
    await report.recorded()
    await services.keys.destroy(report.number)
    assert await found(people, "pusat", "anggrek") == []
    await SearchIndex(services.pool, services.keys).fill()
    assert await found(people, "pusat", "anggrek") == []
