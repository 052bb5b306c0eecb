"""`tuntas erase`, as an operator calls it: for ever, with a reason, and never by mistake."""

import time

import pytest

from api.house import House
from records.database import rows
from tests.api.people import TEXT, People, Report
from tests.commands.conftest import Tuntas, told

WHY = ("--reason", "Permintaan penghapusan, surat 12/2026")


async def over(people: People, house: House) -> Report:
    """A report to which nothing can happen any more."""
    report = await people.submit()
    await report.decide("pusat", "archive", reason="unclear", note=TEXT)
    await rows(house.pool, "update reports set sealed_at = now() where report = %s", [report.number])
    return report


async def test_what_was_written_is_gone_and_what_happened_is_not(
    tuntas: Tuntas, people: People, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await over(people, house)
    before = await report.facts()
    assert told(tuntas("erase", report.number.lower(), *WHY, "--yes")) == (0, f"{report.number} is erased\n")
    monkeypatch.setattr(house.keys, "_clock", lambda: time.monotonic() + 600)
    after = await report.facts()
    assert [fact["digest"] for fact in after] == [fact["digest"] for fact in before]
    assert after[0]["erased"] != before[0]["erased"] == []
    (entry,) = await rows(house.pool, "select * from accesses where act = 'erase'")
    assert (entry["actor"]["id"], entry["reports"], entry["reason"]) == ("operator", [report.number], WHY[1])
    assert told(tuntas("erase", report.number, *WHY, "--yes")) == (0, f"{report.number} was erased before\n")
    assert len(await rows(house.pool, "select index from accesses where act = 'erase'")) == 1


async def test_it_asks_first(tuntas: Tuntas, people: People, house: House) -> None:
    report = await over(people, house)
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
        1,
        "tuntas: there is no report 8KD2-TJZP-XGEP-D\n",
    )
    assert "mistyped" in told(tuntas("erase", "8KD2-TJZP-XGEP-E", *WHY, "--yes"))[1]
