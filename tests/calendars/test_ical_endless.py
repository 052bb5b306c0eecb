"""Yearly events without an end, and what is left out of them."""

from datetime import date

import pytest

from calendars.ical import parse_days
from tests.calendars.ics import event, file, off

HORIZON = (date(2025, 1, 1), date(2029, 12, 31))
FIVE = [f"{year}-08-17" for year in range(2025, 2030)]
RULE = "RRULE:FREQ=YEARLY"
SAID = "repeats without an end; it was read from 2025-01-01 to 2029-12-31"


@pytest.mark.parametrize(
    ("day", "lines", "days"),
    [
        ("19450817", [RULE], FIVE),
        ("20270817", [RULE], FIVE[2:]),
        ("20240817", ["RRULE:FREQ=YEARLY;INTERVAL=2"], ["2026-08-17", "2028-08-17"]),
        ("20000817", ["RRULE:FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=17"], FIVE),
        ("20000817", [RULE, "EXDATE;VALUE=DATE:20260817"], [FIVE[0], *FIVE[2:]]),
        ("20000817", [RULE, "EXDATE:20010817,20260817", "EXDATE:20270817"], [FIVE[0], *FIVE[3:]]),
        ("20000817", [RULE, "RDATE;VALUE=DATE:20300817"], [*FIVE, "2030-08-17"]),
        ("20000229", [RULE], ["2028-02-29"]),
        ("20291231", [RULE, "DURATION:P2D"], ["2029-12-31", "2030-01-01"]),
    ],
)
def test_a_yearly_event_without_an_end_is_read_as_far_as_calendars_reach(
    day: str, lines: list[str], days: list[str]
) -> None:
    found = parse_days(file(event(*lines, day=day, uid="hut")), HORIZON)
    assert list(off(found)) == days
    assert found.notes == (f"the event in line 3 (UID 'hut') {SAID}",)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["STATUS:CANCELLED"], FIVE[:1] + FIVE[2:]),
        (["DTSTART:20260818"], [FIVE[0], "2026-08-18", *FIVE[2:]]),
    ],
)
def test_one_of_an_endless_series_may_be_moved_or_cancelled(lines: list[str], days: list[str]) -> None:
    series = event(RULE, day="20000817", uid="hut")
    other = event("RECURRENCE-ID;VALUE=DATE:20260817", *lines, day="20260817", uid="hut")
    found = parse_days(file(series, other), HORIZON)
    assert list(off(found)) == days
    assert not any("there is none in its series" in note for note in found.notes)


def test_what_stands_in_for_one_beyond_the_horizon_is_no_stray() -> None:
    series = event(RULE, day="20000817", uid="hut")
    gone = event("RECURRENCE-ID:20400817", "STATUS:CANCELLED", uid="hut")
    found = parse_days(file(series, gone), HORIZON)
    assert list(off(found)) == FIVE
    assert not any("there is none in its series" in note for note in found.notes)


@pytest.mark.parametrize("lines", [[RULE], ["RRULE:FREQ=YEARLY;UNTIL=20290817"]])
def test_an_exception_that_hits_no_day_of_its_series_is_said(lines: list[str]) -> None:
    found = parse_days(file(event(*lines, "EXDATE;VALUE=DATE:20260818", day="20250817", uid="hut")), HORIZON)
    assert list(off(found)) == FIVE
    told = (
        "the event in line 3 (UID 'hut') leaves out 2026-08-18, on which there is none in its series (EXDATE)"
    )
    assert any(told in note for note in found.notes)
