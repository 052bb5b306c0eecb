"""The commands for calendars, as an operator calls them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calendars import REGIONS, shipped_decrees
from calendars.ical import parse_days
from tests.commands.conftest import Tuntas, told

pytestmark = pytest.mark.usefixtures("prepared")

NATAL = "Kelahiran Yesus Kristus (Natal)"
SKB_2026 = "SKB 1497/2025, 2/2025, 5/2025"
REASON = "Dicabut karena salah tanggal"


def test_all_regions_have_a_calendar_and_an_agency_counts_by_its_regions(tuntas: Tuntas) -> None:
    lines = tuntas("calendar", "list").stdout.splitlines()
    assert len(lines) == len(REGIONS)
    assert lines[1].startswith("ID-AC  version 1  ")
    assert lines[1].endswith("  Aceh")
    wires = [json.loads(line) for line in tuntas("calendar", "list", "--json").stdout.splitlines()]
    assert {wire["code"] for wire in wires} == set(REGIONS)
    assert tuntas("calendar", "due", "ID-PA", "2026-12-22", "3").stdout == "2026-12-29\n"
    wire = json.loads(tuntas("calendar", "due", "pemkab-jayapura", "2026-12-22", "3", "--json").stdout)
    assert (wire["due_on"], wire["zone"]) == ("2026-12-29", "Asia/Jayapura")


def test_days_are_told_in_one_language_with_what_makes_them_so(tuntas: Tuntas) -> None:
    span = ("--from", "2026-12-23", "--to", "2026-12-26")
    assert told(tuntas("calendar", "days", "ID-AC", *span)) == (
        0,
        "2026-12-23 Rab  kerja\n"
        f"2026-12-24 Kam  libur  Cuti Bersama {NATAL}  {SKB_2026}\n"
        f"2026-12-25 Jum  libur  {NATAL}               {SKB_2026}\n"
        "2026-12-26 Sab  libur\n",
    )
    lines = tuntas("calendar", "days", "ID-AC", *span, "--json").stdout.splitlines()
    assert json.loads(lines[2]) == {
        "date": "2026-12-25",
        "working": False,
        "reason": "decree",
        "name": NATAL,
        "decree": SKB_2026,
    }


def test_a_version_stays_as_it_was(tuntas: Tuntas) -> None:
    def due(*options: str) -> str:
        return tuntas("calendar", "due", "ID-JB", "2027-08-31", "1", *options).stdout.strip()

    off: dict[str, Any] = {
        "number": "V/2026",
        "title": "Libur",
        "issued_on": "2026-01-05",
        "region": "ID-JB",
        "non_working": [{"date": "2027-09-01", "name": "Libur V"}],
    }
    assert tuntas("decree", "enact", "-", typed=json.dumps(off)).returncode == 0
    assert (due(), due("--version", "1"), due("--version", "2")) == ("2027-09-02", "2027-09-01", "2027-09-02")
    lines = tuntas("calendar", "versions", "ID-JB").stdout.splitlines()
    assert [line.split()[2] + " " + " ".join(line.split()[4:]) for line in lines] == [
        "2 enacted V/2026",
        "1 renewed",
    ]
    missing = tuntas("calendar", "due", "ID-JB", "2027-08-31", "1", "--version", "3")
    assert told(missing) == (64, "tuntas: the calendar never had that version\n")


def test_a_feed_is_what_a_decree_could_be_made_of(tuntas: Tuntas, tmp_path: Path) -> None:
    file = tmp_path / "feed.ics"
    assert told(tuntas("calendar", "feed", "ID-AC", "-o", str(file))) == (0, "")
    assert tuntas("calendar", "feed", "ID-AC").stdout.encode() == file.read_bytes().replace(b"\r\n", b"\n")
    days = {day.date: day.name for day in parse_days(file.read_bytes()).non_working}
    assert days[date(2026, 12, 25)] == NATAL
    nowhere = tmp_path / "none" / "feed.ics"
    code, said = told(tuntas("calendar", "feed", "ID", "-o", str(nowhere)))
    assert (code, said) == (1, f"tuntas: {nowhere} can't be written: No such file or directory\n")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("days", "ID-XX", "--from", "2026-01-01", "--to", "2026-01-01"), "no such region or agency"),
        (("days", "ID", "--from", "2026-01-02", "--to", "2026-01-01"), "--to must not be before from"),
        (("versions", "kota"), "there is no such region or agency"),
        (("feed", "ID", "--version", "77"), "the calendar never had that version"),
    ],
)
def test_what_is_not_there_is_said(tuntas: Tuntas, arguments: tuple[str, ...], why: str) -> None:
    answer = tuntas("calendar", *arguments)
    assert (answer.returncode, answer.stdout) == (64, "")
    assert answer.stderr.startswith("tuntas: ")
    assert why in answer.stderr


def test_a_day_is_written_in_one_way(tuntas: Tuntas) -> None:
    answer = tuntas("calendar", "days", "ID", "--from", "2026-1-1", "--to", "2026-01-01")
    assert answer.returncode == 64
    assert "must be a date (YYYY-MM-DD)" in answer.stderr


def test_nothing_is_said_while_all_is_well_and_a_year_without_its_decree_is_alarming(tuntas: Tuntas) -> None:
    this = date.today().year  # noqa: DTZ011  # whatever the year, in whatever zone
    settling = {
        f"SKB {year}": {
            "number": f"SKB {year}",
            "title": "Hari libur nasional",
            "issued_on": "2026-01-05",
            "region": "ID",
            "settles": year,
        }
        for year in (this, this + 1)
    }
    for each in settling.values():
        assert tuntas("decree", "enact", "-", typed=json.dumps(each)).returncode == 0
    assert told(tuntas("calendar", "alarms")) == (0, "")
    shipped = [each.number for each in shipped_decrees() if each.settles == this]
    for number in (f"SKB {this}", *shipped):
        assert tuntas("decree", "withdraw", number, "--reason", REASON).returncode == 0
    assert told(tuntas("calendar", "alarms")) == (
        1,
        f"no national decree settles the working days of {this} yet\n",
    )
    wire = json.loads(tuntas("calendar", "alarms", "--json").stdout)
    assert (wire["code"], wire["year"]) == ("year_not_settled", this)
