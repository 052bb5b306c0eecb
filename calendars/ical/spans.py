"""When an event is: the whole days that it covers, if it covers any."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icalendar import vDate, vDatetime, vDuration

from calendars.decrees import FIRST, LAST
from calendars.ical.errors import DayOutOfRange, EndsBeforeItBegins, TooManyDays, Unreadable, quoted
from calendars.ical.lines import Component, Property
from calendars.ical.text import Notes

DAY = timedelta(days=1)
MOST_AT_A_STRETCH = 400
HOURS_AHEAD = {17: 7, 16: 8, 15: 9}
"""By the hour in UTC at which a day begins in Indonesia: how far its zone (WIB, WITA, WIT) is ahead."""
LAST_MINUTE = {time(23, 59), time(23, 59, 59)}
_MOMENT = re.compile(r"\d{8}(T\d{6}Z?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DaySpan:
    """So many whole days from `first` on."""

    first: date
    length: int


def parse_span(event: Component, notes: Notes) -> DaySpan | str:
    """The whole days of an event, or why there are none.

    A day is what the event's own clock says: a DATE as it stands, a DATE-TIME from midnight to midnight in
    its own zone, whichever that is. Raises Unreadable, EndsBeforeItBegins, DayOutOfRange, TooManyDays.
    """
    begins = event.one("DTSTART")
    if begins is None:
        raise Unreadable(event.place, "has no DTSTART")
    start = parse_moment(begins.value, event.place)
    end, zone = _end(event, begins, start)
    if isinstance(start, datetime) is not isinstance(end, datetime):
        raise Unreadable(event.place, "begins or ends with a day, and the other with an instant")
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return _from_days(event.place, start, end, notes)
    if zone != _zone(begins, start):
        return "it begins and ends in different time zones"
    return _from_instants(event.place, start, end, notes)


def parse_moment(value: str, of: str) -> date | datetime:
    """A DATE as a date; a DATE-TIME as a datetime, aware where it is in UTC, else on the clock of its own
    zone. `of` names the event in refusals: Unreadable, DayOutOfRange."""
    value = value.strip()
    parsed: date | datetime | None = None
    if _MOMENT.fullmatch(value):
        with suppress(ValueError):
            parsed = vDatetime.from_ical(value) if "T" in value else vDate.from_ical(value)
    if parsed is None:
        raise Unreadable(of, f"has {quoted(value)} where a day or an instant should be")
    if not FIRST.year <= parsed.year <= LAST.year + 1:
        raise DayOutOfRange(of, f"is of the year {parsed.year}; days are from {FIRST} to {LAST}")
    return parsed


def day_of(when: date | datetime) -> date:
    """The day that `when` is, or begins."""
    return (when + _ahead(when)).date() if isinstance(when, datetime) else when


def _end(event: Component, begins: Property, start: date | datetime) -> tuple[date | datetime, str]:
    """Where the event ends, exclusive, and in which time zone."""
    ends, lasts = event.one("DTEND"), event.one("DURATION")
    if ends and lasts:
        raise Unreadable(event.place, "has both a DTEND and a DURATION")
    if ends:
        end = parse_moment(ends.value, event.place)
        return end, _zone(ends, end)
    days = not isinstance(start, datetime)
    duration = _duration(event, lasts) if lasts else DAY if days else timedelta()
    if days and duration % DAY:
        raise Unreadable(event.place, "begins with a day and doesn't last whole days")
    try:
        return start + duration, _zone(begins, start)
    except OverflowError:
        raise TooManyDays(event.place, f"lasts longer than {MOST_AT_A_STRETCH} days") from None


def _duration(event: Component, lasts: Property) -> timedelta:
    try:
        duration: timedelta = vDuration.from_ical(lasts.value)
    except (ValueError, OverflowError):
        raise Unreadable(event.place, f"has the DURATION {quoted(lasts.value)}, which is none") from None
    return duration


def _zone(prop: Property, when: date | datetime) -> str:
    return "UTC" if isinstance(when, datetime) and when.tzinfo else str(prop.params.get("TZID", ""))


def _from_days(place: str, start: date, end: date, notes: Notes) -> DaySpan:
    length = _length(place, start, end)
    if not length:
        notes.add(f"{place} ends on the day on which it begins; it was read as that one day")
    return DaySpan(start, length or 1)


def _from_instants(place: str, start: datetime, end: datetime, notes: Notes) -> DaySpan | str:
    first, last = start + _ahead(start), end + _ahead(start)
    to_the_last_minute = last.time() in LAST_MINUTE
    if to_the_last_minute:
        last = datetime.combine(last.date() + DAY, time(), last.tzinfo)
    length = _length(place, first, last)
    if first.time() != time() or last.time() != time() or not length:
        return f"it lasts from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} and not for whole days"
    if to_the_last_minute:
        notes.add(f"{place} ends a minute or less before midnight; it was read as lasting until midnight")
    if start.tzinfo:
        zone = f"UTC+{HOURS_AHEAD[start.hour]}" if start.hour else "UTC"
        notes.add(f"{place} is written in UTC; it was read as lasting from midnight to midnight in {zone}")
    return DaySpan(first.date(), length)


def _length(place: str, start: date, end: date) -> int:
    days = (end - start).days
    if days < 0:
        raise EndsBeforeItBegins(place, f"ends on {end}, before it begins on {start}")
    if days > MOST_AT_A_STRETCH:
        raise TooManyDays(place, f"lasts {days} days; {MOST_AT_A_STRETCH} is the most")
    return days


def _ahead(when: datetime) -> timedelta:
    """How far ahead of UTC the zone is in which a day begins at `when`, where that is in Indonesia."""
    begins = when.tzinfo and not (when.minute or when.second)
    return timedelta(hours=HOURS_AHEAD.get(when.hour, 0) if begins else 0)
