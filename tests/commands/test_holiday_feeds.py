"""Feeds of public holidays, as an operator imports them and a national admin sends them in."""

import json
from pathlib import Path

import pytest
from httpx import AsyncClient

from calendars.calendar import horizon
from records.decrees.stored_calendars import today
from tests.api.people import People
from tests.calendars.ics import event, file
from tests.commands.conftest import Tuntas

pytestmark = pytest.mark.usefixtures("prepared")

FEED = file(
    event("RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270817", day="19450817", name="Kemerdekaan"),
    event("TRANSP:TRANSPARENT", "DESCRIPTION:Perayaan", day="20270421", name="Hari Kartini"),
    event("TRANSP:TRANSPARENT", day="20270310", name="Idul Fitri (belum pasti)"),
    event("STATUS:TENTATIVE", day="20270309", name="Nyepi"),
    event("STATUS:CANCELLED", day="20271224", name="Cuti bersama"),
)
NOTES = (
    "repeats without an end; it was read from ",
    "was ignored: it is an observance and no day off",
    "'Idul Fitri (belum pasti)' on 2027-03-10, is tentative",
    "'Nyepi' on 2027-03-09, is tentative",
    "was ignored: it is cancelled",
)


def days_of_the_feed() -> list[str]:
    """Those that it makes days off."""
    first, last = horizon(today())
    yearly = {f"{year}-08-17" for year in range(first.year, last.year + 1)} - {"2027-08-17"}
    return sorted(yearly | {"2027-03-09", "2027-03-10"})


def test_an_imported_feed_says_what_is_no_day_off_and_what_is_tentative(
    tuntas: Tuntas, tmp_path: Path
) -> None:
    path = tmp_path / "feed.ics"
    path.write_bytes(FEED)
    options = ("--title", "Hari libur", "--issued-on", "2026-01-05", "--region", "ID-BA")
    dry = tuntas("decree", "import", str(path), "--number", "F/2026", *options, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert [day["date"] for day in json.loads(dry.stdout)["non_working"]] == days_of_the_feed()
    told = dry.stderr.splitlines()
    assert len(told) == len(NOTES)
    assert all(any(note in line for line in told) for note in NOTES)


async def test_a_feed_sent_over_http_says_so_too(people: People, http: AsyncClient) -> None:
    found = await http.post("/v1/decrees/read", content=FEED, headers=await people.headers("pusat"))
    assert found.status_code == 200, found.text
    assert [day["date"] for day in found.json()["non_working"]] == days_of_the_feed()
    assert all(any(note in line for line in found.json()["notes"]) for note in NOTES)
