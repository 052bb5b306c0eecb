"""The feed of a calendar: read back by us and by another implementation, it has the same days."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from pydantic import ValidationError

from calendars import NamedDay
from calendars.calendar import Calendar, Day, DayReason
from calendars.decrees import FIRST, LAST
from calendars.ical import format_feed, parse_days
from tests.calendars.ics import off, on

STAMP = dt.datetime(2026, 11, 24, 15, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
Kinds = dict[dt.date, tuple[bool, str]]


def feed(
    days: Iterable[Day], version: int = 3, stamp: dt.datetime = STAMP, name: str = "Hari kerja"
) -> bytes:
    return format_feed("ID", name, days, stamp, version)


def ours(content: bytes) -> Kinds:
    """By date whether it is a working day and its name, as we read it; and nothing had to be forgiven."""
    found = parse_days(content)
    assert all(note.endswith("is tentative; it was read as a day") for note in found.notes)
    return {
        day.date: (working, day.name)
        for working, days in ((False, found.non_working), (True, found.working))
        for day in days
    }


def theirs(content: bytes) -> Kinds:
    """The same as another implementation reads it."""
    calendar = IcsCalendarStream.calendar_from_ics(content.decode())
    kinds: Kinds = {}
    for event in calendar.events:
        assert event.dtstart
        assert not isinstance(event.dtstart, dt.datetime)
        assert event.dtend == event.dtstart + dt.timedelta(days=1)
        assert event.dtstart not in kinds
        kinds[event.dtstart] = (event.categories == ["HARI KERJA"], event.summary or "")
    return kinds


def expected(days: Iterable[Day]) -> Kinds:
    unnamed = {True: "Hari kerja", False: "Hari libur"}
    return {
        day.date: (day.working, day.name or unnamed[day.working])
        for day in days
        if day.name or day.working != (day.date.isoweekday() <= 5)
    }


@pytest.mark.parametrize("region", ["ID", "ID-AC"])
@pytest.mark.parametrize("year", [2024, 2026, 2027])
def test_a_real_year_reads_back_the_same_here_and_elsewhere(
    calendar: Callable[..., Calendar], region: str, year: int
) -> None:
    days = calendar(region).days(dt.date(year, 1, 1), dt.date(year, 12, 31))
    kinds = expected(days)
    assert len(kinds) > 20
    assert any(working for working, _ in kinds.values()) == ((region, year) == ("ID-AC", 2024))
    assert ours(feed(days)) == kinds
    assert theirs(feed(days)) == kinds


def is_name(text: str) -> str | None:
    try:
        return NamedDay(date=FIRST, name=text).name
    except ValidationError:
        return None


SPECIAL = ",;:\\\"'^%nN |\t🎉🧧春é\u0301"
NAMES = (
    st.one_of(
        st.text(min_size=1, max_size=200),
        st.text(SPECIAL, min_size=1, max_size=200),
        st.text("春节🎉", min_size=150, max_size=200),
    )
    .map(is_name)
    .filter(bool)
)
DAYS = st.lists(
    st.builds(
        Day,
        date=st.dates(FIRST, LAST),
        working=st.booleans(),
        reason=st.sampled_from(DayReason),
        name=st.none() | NAMES,
        decree=st.none() | NAMES,
    ),
    unique_by=lambda day: day.date,
    min_size=1,
    max_size=6,
).filter(lambda days: bool(expected(days)))


@settings(deadline=None)
@given(DAYS, NAMES)
def test_any_calendar_reads_back_the_same_here_and_elsewhere(days: list[Day], name: str) -> None:
    content = feed(days, name=name)
    kinds = expected(days)
    assert ours(content) == kinds
    assert theirs(content) == kinds


@settings(deadline=None)
@given(DAYS, st.randoms())
def test_equal_days_give_equal_bytes(days: list[Day], random: Random) -> None:
    shuffled = random.sample(days, len(days))
    assert feed(days) == feed(shuffled) == feed(days, stamp=STAMP.astimezone(dt.UTC))


@settings(deadline=None)
@given(DAYS, NAMES)
def test_every_line_is_short_and_ends_as_the_standard_has_it(days: list[Day], name: str) -> None:
    content = feed(days, name=name)
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)  # no letter is folded in two


def test_other_names_become_one_line() -> None:
    name = "Cuti\r\nBersama\x00\u2028\u200b"
    content = feed([Day(dt.date(2026, 3, 20), False, DayReason.DECREE, name, "SKB\n1")], name="Hari\nkerja")
    assert off(parse_days(content)) == {"2026-03-20": "Cuti Bersama"}
    assert b"X-WR-CALNAME:Hari kerja\r\n" in content
    assert b"DESCRIPTION:Dasar: SKB 1\r\n" in content


def test_plain_days_are_left_out_and_unnamed_ones_have_a_plain_name() -> None:
    days = [
        Day(dt.date(2026, 3, 2), True, DayReason.WEEKDAY),
        Day(dt.date(2026, 3, 7), False, DayReason.WEEKEND),
        Day(dt.date(2026, 3, 14), True, DayReason.DECREE),
        Day(dt.date(2026, 3, 20), False, DayReason.DECREE),
        Day(dt.date(2026, 3, 21), False, DayReason.DECREE, "Idul Fitri"),
    ]
    found = parse_days(feed(days))
    assert b"DESCRIPTION" not in feed(days)
    assert on(found) == {"2026-03-14": "Hari kerja"}
    assert off(found) == {"2026-03-20": "Hari libur", "2026-03-21": "Idul Fitri"}


def test_a_day_keeps_its_uid_over_versions_and_kinds() -> None:
    day = dt.date(2026, 3, 20)
    earlier = feed([Day(day, False, DayReason.HOLIDAY, "Nyepi")], version=3)
    later = feed([Day(day, True, DayReason.DECREE, "Ganti", "SKB 1")], version=4)
    uids = {re.findall(rb"UID:(.*)\r", each)[0] for each in (earlier, later)}
    assert uids == {b"tuntas-ID-2026-03-20"}
    assert b"SEQUENCE:3\r\n" in earlier
    assert b"SEQUENCE:4\r\n" in later
    merged = earlier[: earlier.index(b"END:VCALENDAR")] + later[later.index(b"BEGIN:VEVENT") :]
    assert (on(parse_days(merged)), off(parse_days(merged))) == ({"2026-03-20": "Ganti"}, {})


def test_an_event_as_it_is_written() -> None:
    content = feed(
        [
            Day(dt.date(2026, 3, 20), False, DayReason.DECREE, "Nyepi, Saka 1948", "SKB 1497/2025"),
            Day(dt.date(2026, 12, 12), True, DayReason.DECREE, "Ganti", "Kepgub 1/2026"),
            Day(dt.date(2028, 1, 1), False, DayReason.HOLIDAY, "Tahun Baru"),
        ]
    )
    assert content.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tuntas//Hari kerja//ID",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Hari kerja",
        "X-WR-CALNAME:Hari kerja",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        "BEGIN:VEVENT",
        "UID:tuntas-ID-2026-03-20",
        "DTSTAMP:20261124T083000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20260320",
        "DTEND;VALUE=DATE:20260321",
        "SUMMARY:Nyepi\\, Saka 1948",
        "CATEGORIES:HARI LIBUR",
        "DESCRIPTION:Dasar: SKB 1497/2025",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:tuntas-ID-2026-12-12",
        "DTSTAMP:20261124T083000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20261212",
        "DTEND;VALUE=DATE:20261213",
        "SUMMARY:Ganti",
        "CATEGORIES:HARI KERJA",
        "TRANSP:TRANSPARENT",
        "X-TUNTAS-WORKING:TRUE",
        "DESCRIPTION:Dasar: Kepgub 1/2026",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:tuntas-ID-2028-01-01",
        "DTSTAMP:20261124T083000Z",
        "SEQUENCE:3",
        "DTSTART;VALUE=DATE:20280101",
        "DTEND;VALUE=DATE:20280102",
        "SUMMARY:Tahun Baru",
        "CATEGORIES:HARI LIBUR",
        "DESCRIPTION:Perkiraan\\, belum ditetapkan dengan keputusan",
        "STATUS:TENTATIVE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
