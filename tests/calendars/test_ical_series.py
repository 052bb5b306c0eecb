"""Events that repeat, stand in for others, or come in several revisions."""

import pytest

from calendars.ical import CalendarFileError, parse_days
from tests.calendars.ics import event, file, off

NEW_YEAR = {"2026-01-01", "2027-01-01", "2028-01-01"}


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["RRULE:FREQ=YEARLY;COUNT=3"], NEW_YEAR),
        (["RRULE:FREQ=YEARLY;UNTIL=20280101"], NEW_YEAR),
        (["RRULE:FREQ=YEARLY;UNTIL=20281231T170000Z"], NEW_YEAR),
        (["RRULE:FREQ=YEARLY;UNTIL=20271231"], {"2026-01-01", "2027-01-01"}),
        (["RRULE:FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;WKST=MO;COUNT=3"], NEW_YEAR),
        (["rrule:freq=yearly;count=3;"], NEW_YEAR),
        (["RRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20301231"], {"2026-01-01", "2028-01-01", "2030-01-01"}),
        (["RRULE:FREQ=YEARLY;INTERVAL=500;UNTIL=20300101"], {"2026-01-01"}),
        (["RRULE:FREQ=YEARLY;INTERVAL=173;UNTIL=21991231"], {"2026-01-01", "2199-01-01"}),
        (["RRULE:FREQ=YEARLY;INTERVAL=173;COUNT=2"], {"2026-01-01", "2199-01-01"}),
        (["RRULE:FREQ=YEARLY;COUNT=1"], {"2026-01-01"}),
        (["RRULE:FREQ=YEARLY;UNTIL=20200101"], {"2026-01-01"}),
        (["RRULE:FREQ=YEARLY;COUNT=3", "EXDATE;VALUE=DATE:20270101"], NEW_YEAR - {"2027-01-01"}),
        (["RRULE:FREQ=YEARLY;COUNT=3", "EXDATE:20270101T000000Z"], NEW_YEAR - {"2027-01-01"}),
        (["RRULE:FREQ=YEARLY;COUNT=3", "EXDATE:20261231T170000Z"], NEW_YEAR - {"2027-01-01"}),
        (["RRULE:FREQ=YEARLY;COUNT=2", "RDATE;VALUE=DATE:20280101"], NEW_YEAR),
        (["RDATE;VALUE=DATE:20270101,20280101", "RDATE:"], NEW_YEAR),
        (["RDATE:20270101,20280101,20290101", "EXDATE:20290101"], NEW_YEAR),
    ],
)
def test_a_yearly_event_with_an_end_and_listed_days_are_read(lines: list[str], days: set[str]) -> None:
    assert off(parse_days(file(event(*lines, day="20260101")))).keys() == days


def test_a_leap_day_repeats_in_leap_years() -> None:
    found = parse_days(file(event("RRULE:FREQ=YEARLY;COUNT=3", day="20240229")))
    assert list(off(found)) == ["2024-02-29", "2028-02-29", "2032-02-29"]


def test_each_repetition_is_as_long_as_the_first() -> None:
    found = parse_days(file(event("DTEND:20260103", "RRULE:FREQ=YEARLY;COUNT=2", day="20260101")))
    assert list(off(found)) == ["2026-01-01", "2026-01-02", "2027-01-01", "2027-01-02"]


def test_a_series_has_400_days_at_most() -> None:
    assert len(off(parse_days(file(event("DURATION:P100D", "RRULE:FREQ=YEARLY;COUNT=4"))))) == 400
    with pytest.raises(CalendarFileError, match="comes to more than 400 days"):
        parse_days(file(event("DURATION:P101D", "RRULE:FREQ=YEARLY;COUNT=4")))


@pytest.mark.parametrize(
    ("lines", "code", "what"),
    [
        (["RRULE:FREQ=WEEKLY;COUNT=3"], "ical_repeats", "otherwise than plainly every year"),
        (["RRULE:COUNT=3"], "ical_repeats", "otherwise than plainly every year"),
        (["RRULE:FREQ=YEARLY;COUNT=0"], "ical_repeats", "otherwise than plainly every year"),
        (["RRULE:FREQ=YEARLY;INTERVAL=0;COUNT=3"], "ical_repeats", "otherwise"),
        (["RRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1MO;COUNT=3"], "ical_repeats", "otherwise"),
        (["RRULE:FREQ=YEARLY;BYMONTHDAY=2;COUNT=3"], "ical_repeats", "otherwise"),
        (["RRULE:FREQ=YEARLY;BYMONTH=1,2;COUNT=3"], "ical_repeats", "several values"),
        (["RRULE:FREQ=YEARLY;COUNT=1,2"], "ical_repeats", "several values"),
        (["RRULE:FREQ=YEARLY;COUNT=134", "DURATION:P3D"], "ical_repeats", "more than 400 days"),
        (["RRULE:FREQ=YEARLY;COUNT=3", "EXRULE:FREQ=YEARLY;COUNT=1"], "ical_repeats", "not plainly"),
        (["DTSTART:20260101T000000", "DURATION:P1D", "RRULE:FREQ=YEARLY;COUNT=2"], "ical_repeats", "DATE"),
        (["DTSTART:20260101T000000", "DURATION:P1D", "RDATE:20270101T000000"], "ical_repeats", "DATE"),
        (["RDATE;VALUE=PERIOD:20270101T000000Z/P1D"], "ical_repeats", "periods in its RDATE"),
        (["RECURRENCE-ID;RANGE=THISANDFUTURE:20270101"], "ical_repeats", "all that follow"),
        (["RRULE:FREQ=YEARLY;COUNT=400"], "ical_day_out_of_range", "beyond 2199-12-31"),
        (["RRULE:FREQ=YEARLY;INTERVAL=173;COUNT=3"], "ical_day_out_of_range", "beyond 2199-12-31"),
        (["RRULE:FREQ=YEARLY;UNTIL=22000101"], "ical_day_out_of_range", "beyond 2199-12-31"),
        (["RRULE:FREQ=YEARLY;UNTIL=soon"], "ical_unreadable", "can't be read"),
        (["RRULE:FREQ=YEARLY;UNTIL=P1D"], "ical_unreadable", "no day"),
        (["RRULE:FREQ=SOMETIMES"], "ical_unreadable", "can't be read"),
        (["RDATE:tomorrow"], "ical_unreadable", "'tomorrow'"),
    ],
)
def test_other_repetitions_refuse_the_file(lines: list[str], code: str, what: str) -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(file(event(*lines, day="20260101", uid="tahun-baru")))
    assert refused.value.code == code
    assert what in str(refused.value)
    assert "(UID 'tahun-baru')" in str(refused.value)


def test_a_meeting_may_repeat_as_it_likes_since_it_is_ignored() -> None:
    meeting = event("DTSTART:20260105T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY")
    assert list(off(parse_days(file(meeting, event())))) == ["2026-03-20"]


def test_an_event_that_is_there_twice_is_read_once() -> None:
    found = parse_days(file(event(uid="a"), event(uid="a")))
    assert off(found) == {"2026-03-20": "Nyepi"}
    assert found.notes == ("the event in line 8 (UID 'a') stands in line 3 too; it was read once",)


def test_two_events_of_one_uid_and_revision_refuse_the_file() -> None:
    with pytest.raises(CalendarFileError) as refused:
        parse_days(file(event(uid="a"), event(uid="a", day="20260321")))
    assert refused.value.code == "ical_uid_twice"
    assert "line 8 (UID 'a') is another than the one in line 3" in str(refused.value)


def test_events_without_a_uid_are_each_their_own() -> None:
    found = parse_days(file(event(), event(day="20260321"), event("UID:", day="20260322")))
    assert list(off(found)) == ["2026-03-20", "2026-03-21", "2026-03-22"]


def test_the_highest_revision_stands_wherever_it_stands_in_the_file() -> None:
    old, older = event("SEQUENCE:9", uid="a"), event(uid="a", day="20260318")
    new = event("SEQUENCE:10", uid="a", day="20260321")
    for events in ((old, new, older), (new, older, old), (older, old, new)):
        found = parse_days(file(*events))
        assert list(off(found)) == ["2026-03-21"]
        assert ["replaced by a later revision" in note for note in found.notes] == [True, True]


def test_a_cancelled_revision_takes_the_day_back() -> None:
    found = parse_days(
        file(event(uid="a"), event("SEQUENCE:1", "STATUS:CANCELLED", uid="a"), event(day="20261225"))
    )
    assert list(off(found)) == ["2026-12-25"]


SERIES = event("RRULE:FREQ=YEARLY;COUNT=3", day="20260101", uid="a", name="Tahun Baru")


def test_one_of_a_series_may_be_moved() -> None:
    moved = event("RECURRENCE-ID;VALUE=DATE:20270101", day="20270104", uid="a", name="Diganti")
    for events in ((SERIES, moved), (moved, SERIES)):
        found = parse_days(file(*events))
        assert off(found) == {
            "2026-01-01": "Tahun Baru",
            "2027-01-04": "Diganti",
            "2028-01-01": "Tahun Baru",
        }
        assert found.notes == ()


def test_one_of_a_series_may_be_cancelled() -> None:
    gone = event("RECURRENCE-ID:20270101", "STATUS:CANCELLED", uid="a")
    assert list(off(parse_days(file(SERIES, gone)))) == ["2026-01-01", "2028-01-01"]


def test_of_what_stands_in_the_highest_revision_stands() -> None:
    first = event("RECURRENCE-ID:20270101", "SEQUENCE:1", day="20270104", uid="a")
    second = event("RECURRENCE-ID:20270101", "SEQUENCE:2", day="20270105", uid="a")
    assert list(off(parse_days(file(SERIES, second, first)))) == ["2026-01-01", "2027-01-05", "2028-01-01"]


def test_what_stands_in_for_no_day_of_the_series_is_read_and_said() -> None:
    stray = event("RECURRENCE-ID:20270601", day="20270602", uid="a")
    found = parse_days(file(SERIES, stray))
    assert list(off(found)) == ["2026-01-01", "2027-01-01", "2027-06-02", "2028-01-01"]
    assert found.notes == (
        "the event in line 9 (UID 'a') stands in for 2027-06-01, on which there is none in its series",
    )


def test_what_stands_in_without_its_series_is_a_day_like_others() -> None:
    found = parse_days(file(event("RECURRENCE-ID:20270101", day="20270104", uid="a")))
    assert (list(off(found)), found.notes) == (["2027-01-04"], ())
