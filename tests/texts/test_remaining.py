"""How much time is left, in words, by the working days of whoever holds the report."""

from datetime import date, datetime, timedelta

import pytest

from calendars import NATIONAL, Snapshot, shipped_decrees
from calendars.calendar import snapshot_for
from texts.remaining import describe_remaining


@pytest.fixture(scope="module")
def calendar() -> Snapshot:
    return snapshot_for(NATIONAL, shipped_decrees(), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("now", "due", "tone", "text"),
    [
        ("2026-11-23T09:00+07:00", "2026-11-26", "running", "Tersisa 3 hari kerja"),
        ("2026-11-27T23:00+07:00", "2026-11-30", "running", "Tersisa 1 hari kerja"),
        ("2026-11-26T23:59+07:00", "2026-11-26", "soon", "Berakhir hari ini"),
        ("2026-11-28T09:00+07:00", "2026-11-29", "running", "Berakhir sebelum hari kerja berikutnya"),
        ("2026-11-27T00:00+07:00", "2026-11-26", "late", "Terlampaui 1 hari kerja"),
        ("2026-11-29T09:00+07:00", "2026-11-27", "late", "Terlampaui"),
        ("2026-12-28T09:00+07:00", "2026-12-23", "late", "Terlampaui 1 hari kerja"),
    ],
)
def test_days_are_working_days(calendar: Snapshot, now: str, due: str, tone: str, text: str) -> None:
    day = datetime.fromisoformat(due).date()
    said = describe_remaining(calendar.end_of(day), day, datetime.fromisoformat(now), calendar)
    assert (said.tone, said.text["id"]) == (tone, text)


def test_a_due_instant_within_a_day_is_told_to_the_second(calendar: Snapshot) -> None:
    now = datetime.fromisoformat("2026-11-26T09:00+07:00")
    due = now + timedelta(seconds=75)
    assert describe_remaining(due, now.date(), now, calendar).text["en"] == "Ends in 1:15 minutes"
