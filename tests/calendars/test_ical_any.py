"""Whatever bytes come in: days or a typed refusal come out."""

import datetime as dt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendars.decrees import FIRST, LAST
from calendars.ical import CalendarFileError, ReadDays, parse_days
from tests.calendars.ics import file

DAYS = [
    "20260101",
    "20260102",
    "20260101T000000",
    "20260101T170000Z",
    "21991231",
    "19450817",
    "2026-01-01",
    "P1D",
]
DATED = ["DTSTART", "DTEND", "DTSTART;VALUE=DATE", "DTEND;TZID=WIB", "RECURRENCE-ID", "EXDATE", "RDATE"]
PARTS = [
    "FREQ=YEARLY",
    "FREQ=DAILY",
    "COUNT=3",
    "COUNT=999",
    "INTERVAL=0",
    "UNTIL=20300101",
    "UNTIL=20300101T000000Z",
    "UNTIL=1",
    "BYMONTH=1",
    "BYMONTHDAY=1,1",
    "BYDAY=1MO",
    "=",
    "WKST=MO",
    "RSCALE=HEBREW",
    "SKIP=OMIT",
]
OTHERS = [
    "UID:a",
    "UID:b",
    "SEQUENCE:1",
    "SEQUENCE:x",
    "STATUS:CANCELLED",
    "STATUS:TENTATIVE",
    "DESCRIPTION:Perayaan",
    "DESCRIPTION;=:",
    "TRANSP:TRANSPARENT",
    "DURATION:P2D",
    "DURATION:-PT1H",
    "DURATION:P9999999999W",
    "CATEGORIES:HARI KERJA",
    "X-TUNTAS-WORKING:TRUE",
    "BEGIN:VALARM",
    "END:VALARM",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VCALENDAR",
    "END:VCALENDAR",
    "METHOD:CANCEL",
    "SUMMARY",
    'SUMMARY;A=":b',
    "SUMMARY:Sommerzeit",
]
LINES = st.one_of(
    st.builds("{}:{}".format, st.sampled_from(DATED), st.sampled_from(DAYS)),
    st.builds("{}:{},{}".format, st.sampled_from(DATED), st.sampled_from(DAYS), st.sampled_from(DAYS)),
    st.lists(st.sampled_from(PARTS), max_size=5).map(lambda parts: "RRULE:" + ";".join(parts)),
    st.sampled_from(OTHERS),
    st.builds("SUMMARY:{}".format, st.text(max_size=300)),
    st.text(max_size=40),
)
EVENTS = st.lists(LINES, max_size=8).map(lambda lines: "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))
WELL_FORMED = st.builds(
    lambda day, rest: "\n".join(["BEGIN:VEVENT", f"DTSTART:{day:%Y%m%d}", *rest, "END:VEVENT"]),
    st.dates(FIRST, LAST - dt.timedelta(days=9)),
    st.lists(
        st.sampled_from(["DURATION:P8D", "SUMMARY:" + "b" * 250, "CATEGORIES:WORKING DAY"]), unique=True
    ),
)


def answer(content: bytes) -> ReadDays | CalendarFileError:
    """What comes of it; anything else that is raised fails the test."""
    try:
        return parse_days(content)
    except CalendarFileError as refused:
        return refused


def check(content: bytes) -> None:
    """What is read fits a decree; what isn't read is refused with a code and a short message."""
    found = answer(content)
    if isinstance(found, CalendarFileError):
        assert found.code.startswith("ical_")
        assert len(str(found)) < 300
        return
    off, on = ([day.date for day in days] for days in (found.non_working, found.working))
    assert off + on
    assert (off, on) == (sorted(set(off)), sorted(set(on)))
    assert set(off).isdisjoint(on)
    assert all(len(note) < 300 for note in found.notes)


@settings(deadline=None)
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"BEGIN:VCALENDAR\nEND:VCALENDAR\n \x80")
def test_any_bytes_are_answered(content: bytes) -> None:
    check(content)


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENTS, max_size=4), st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_any_lines_of_events_are_answered(events: list[str], encoding: str) -> None:
    check(file(*events).decode().encode(encoding))


@settings(deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=3), st.data())
def test_a_damaged_calendar_is_answered(events: list[str], data: st.DataObject) -> None:
    content = bytearray(file(*events))
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[at] = data.draw(st.integers(0, 255))
    check(bytes(content))


@settings(deadline=None)
@given(st.lists(WELL_FORMED, min_size=1, max_size=3))
def test_whole_days_are_read_or_are_of_both_kinds(events: list[str]) -> None:
    found = answer(file(*events))
    assert isinstance(found, ReadDays) or found.code == "ical_day_of_both_kinds"
