"""`tuntas erase`, as an operator calls it: for ever, with a reason, and never by mistake."""

import time

import pytest

from api.services import Services
from records.database import rows
from runtime.settings import Settings
from tests.api.people import TEXT, People, Report
from tests.commands.conftest import Tuntas, told

WHY = ("--reason", "Permintaan penghapusan, surat 12/2026")


async def over(people: People, services: Services) -> Report:
    """A report to which nothing can happen any more."""
    report = await people.submit()
    await report.decide("pusat", "archive", reason="unclear", note=TEXT)
    await rows(services.pool, "update reports set sealed_at = now() where report = %s", [report.number])
    return report


async def test_what_was_written_is_gone_and_what_happened_is_not(
    tuntas: Tuntas, people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await over(people, services)
    before = await report.facts()
    draft = {"fields": {"text": "Catatan yang belum selesai"}}
    headers = await people.headers("pusat")
    saved = await people.http.put(f"{report.url}/drafts/note", json=draft, headers=headers)
    assert saved.status_code == 200
    assert told(tuntas("erase", report.number.lower(), *WHY, "--yes")) == (0, f"{report.number} is erased\n")
    monkeypatch.setattr(services.keys, "_clock", lambda: time.monotonic() + 600)
    asked = (
        "select error, given_up_at is not null as given_up from messages where report = %s and recipient = %s"
    )
    letters = await rows(services.pool, asked, [report.number, "reporter"])
    assert letters
    assert all(each == {"error": "erased", "given_up": True} for each in letters)
    assert (await people.get("pusat", "/v1/drafts")).json()["items"] == []
    after = await report.facts()
    assert [fact["digest"] for fact in after] == [fact["digest"] for fact in before]
    assert after[0]["erased"] != before[0]["erased"] == []
    (entry,) = await rows(services.pool, "select * from accesses where act = 'erase'")
    assert (entry["actor"]["id"], entry["reports"], entry["reason"]) == ("operator", [report.number], WHY[1])
    assert told(tuntas("erase", report.number, *WHY, "--yes")) == (0, f"{report.number} was erased before\n")
    assert len(await rows(services.pool, "select index from accesses where act = 'erase'")) == 1


def letters(settings: Settings, report: Report) -> set[str]:
    """The names of the letters about the report, without their instants; one to staff and two to the reporter
    are written first, and one that was cut short."""
    folder = settings.data_dir / "messages"
    folder.mkdir(exist_ok=True)
    for name in ("1-pelapor-1.txt", "2-pelapor-2.txt", "3-admin.kemenkes-3.txt", ".4-pelapor-4.txt"):
        (folder / name).write_text(f"To: X <x@contoh.invalid>\nSubject: Laporan {report.number}\n\nYth. X,\n")
    (folder / "5-pelapor-5.txt").write_text("To: Y\nSubject: Laporan 8KD2-TJZP-XGEP-D\n\n")
    return {file.name for file in folder.iterdir()}


async def test_the_letters_to_its_reporter_are_gone_from_the_folder_and_no_others(
    tuntas: Tuntas, people: People, services: Services, settings: Settings
) -> None:
    report = await over(people, services)
    before = letters(settings, report)
    code, said = told(tuntas("erase", report.number, *WHY, "--yes"))
    assert (code, "3 letters" in said) == (0, True), said
    folder = settings.data_dir / "messages"
    gone = {"1-pelapor-1.txt", "2-pelapor-2.txt", ".4-pelapor-4.txt"}
    assert {file.name for file in folder.iterdir()} == before - gone
    letters(settings, report)  # as on another machine
    code, said = told(tuntas("erase", report.number, *WHY, "--yes"))
    assert (code, "was erased before" in said) == (0, True)
    assert {file.name for file in folder.iterdir()} == before - gone


async def test_an_erasure_that_ended_once_the_key_was_gone_is_completed_by_repeating_it(
    tuntas: Tuntas, people: People, services: Services, settings: Settings
) -> None:
    report = await over(people, services)
    before = letters(settings, report)
    await services.keys.destroy(report.number)
    code, said = told(tuntas("erase", report.number, *WHY, "--yes"))
    assert (code, "was erased before" in said, "3 letters" in said) == (0, True, True), said
    waiting = "select from messages where report = %s and recipient = 'reporter' and given_up_at is null"
    assert await rows(services.pool, waiting, [report.number]) == []
    assert len({file.name for file in (settings.data_dir / "messages").iterdir()}) == len(before) - 3


async def test_letters_that_cant_be_erased_are_told(
    tuntas: Tuntas, people: People, services: Services, settings: Settings
) -> None:
    report = await over(people, services)
    broken = settings.data_dir / "messages" / "6-pelapor-6.txt"
    broken.mkdir(parents=True)
    code, said = told(tuntas("erase", report.number, *WHY, "--yes"))
    broken.rmdir()
    assert (code, f"{report.number} is erased" in said, "can't be erased" in said) == (1, True, True)


async def test_it_asks_first(tuntas: Tuntas, people: People, services: Services) -> None:
    report = await over(people, services)
    answer = tuntas("erase", report.number, *WHY, typed="n\n")
    assert answer.returncode == 1
    assert "Nobody will ever read again" in answer.stdout
    assert (await report.facts())[0]["erased"] == []
    assert tuntas("erase", report.number, *WHY, typed="y\n").returncode == 0


async def test_what_is_not_over_is_not_erased_by_mistake(tuntas: Tuntas, people: People) -> None:
    report = await people.submit()
    refused = told(tuntas("erase", report.number, *WHY, "--yes"))
    assert refused[0] == 1
    assert "is not over" in refused[1]
    assert tuntas("erase", report.number, *WHY, "--yes", "--even-if-open").returncode == 0


def test_whoever_erases_says_why_and_what(tuntas: Tuntas, prepared: None) -> None:
    assert "10 to 500 characters" in told(tuntas("erase", "8KD2-TJZP-XGEP-D", "--reason", "x", "--yes"))[1]
    assert told(tuntas("erase", "8KD2-TJZP-XGEP-D", *WHY, "--yes")) == (
        64,
        "tuntas: there is no report 8KD2-TJZP-XGEP-D\n",
    )
    assert "mistyped" in told(tuntas("erase", "8KD2-TJZP-XGEP-E", *WHY, "--yes"))[1]
