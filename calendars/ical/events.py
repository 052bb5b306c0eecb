"""What one event says: which days it makes working or non-working, and what they are called."""

import re
from dataclasses import dataclass
from datetime import date

from icalendar.parser import split_on_unescaped_comma

from calendars.ical.errors import Repeats, Unreadable, quoted
from calendars.ical.lines import Component
from calendars.ical.recurrence import Horizon, expand_repeats
from calendars.ical.spans import DAY, day_of, parse_moment, parse_span
from calendars.ical.text import UNNAMED, Notes, unescaped
from calendars.ical.warnings import find_warnings, observance

LONGEST_NAME = 200
CANCELLED = frozenset({"CANCELLED", "CANCELED"})
WORKING = frozenset({"hari kerja", "working day"})
"""The categories of working days; an event with none of them is a day off."""
_CLOCK_CHANGE = re.compile("daylight.saving|summer ?time|sommerzeit|winterzeit", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EventDays:
    """What an event comes to. `dates` are the first days of its stretches of `length` days; without any it
    was `ignored`, which says why. `doubts` are told of it. A series without an end was read
    `endless_within`."""

    name: str
    working: bool
    dates: tuple[date, ...] = ()
    length: int = 0
    ignored: str = ""
    doubts: tuple[str, ...] = ()
    endless_within: Horizon | None = None

    def days(self) -> list[date]:
        """Every day of it."""
        return [first + n * DAY for first in self.dates for n in range(self.length)]


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the file: `place` for messages, who it is (`uid`, of a series the `instance`), which
    revision, and what it says."""

    line: int
    place: str
    uid: str
    instance: date | None
    sequence: int
    said: EventDays


def parse_event(component: Component, within: Horizon, notes: Notes) -> Event:
    """The event behind the properties; one that repeats without an end does so `within`. Raises
    CalendarFileError."""
    uid, sequence = component.one("UID"), component.one("SEQUENCE")
    if sequence and not _NUMBER.fullmatch(sequence.value):
        raise Unreadable(component.place, f"has the SEQUENCE {quoted(sequence.value)}, which is no number")
    return Event(
        component.line,
        component.place,
        uid.value if uid else "",
        _instance(component),
        int(sequence.value) if sequence else 0,
        _said(component, within, notes),
    )


def _instance(component: Component) -> date | None:
    prop = component.one("RECURRENCE-ID")
    if prop is None:
        return None
    if "RANGE" in prop.params:
        raise Repeats(component.place, "changes all that follow in its series, which is not taken")
    return day_of(parse_moment(prop.value, component.place))


def _said(component: Component, within: Horizon, notes: Notes) -> EventDays:
    working, prop = _working(component), component.one("STATUS")
    status = prop.value.upper() if prop else ""
    if status in CANCELLED:
        return EventDays("", working, ignored="it is cancelled")
    covered = parse_span(component, notes)
    if isinstance(covered, str):
        return EventDays("", working, ignored=covered)
    name = _name(component, working, notes)
    if _CLOCK_CHANGE.search(name):
        return EventDays(name, working, ignored="it is about daylight saving")
    if not working and observance(component):
        return EventDays(name, working, ignored="it is an observance and no day off, as it says itself")
    days, endless = expand_repeats(component, covered, within, notes)
    return EventDays(
        name, working, days, covered.length, "", find_warnings(component), within if endless else None
    )


def _working(component: Component) -> bool:
    ours = component.one("X-TUNTAS-WORKING")
    categories = {
        unescaped(each).casefold()
        for prop in component.every("CATEGORIES")
        for each in split_on_unescaped_comma(prop.value)
    }
    return bool(ours and ours.value.upper() == "TRUE") or not WORKING.isdisjoint(categories)


def _name(component: Component, working: bool, notes: Notes) -> str:
    prop = component.one("SUMMARY")
    if prop and "ENCODING" in prop.params:
        raise Unreadable(component.place, "has a SUMMARY in an ENCODING of vCalendar 1.0, which is not taken")
    name = unescaped(prop.value) if prop else ""
    if not name:
        notes.add(f"{component.place} has no name; it was called {UNNAMED[working]!r}")
    return shortened(name or UNNAMED[working], component.place, notes)


def shortened(name: str, place: str, notes: Notes) -> str:
    """`name` as long as the name of a day may be."""
    if len(name) <= LONGEST_NAME:
        return name
    notes.add(f"{place} has a name of more than {LONGEST_NAME} characters; it was cut")
    return name[: LONGEST_NAME - 1] + "…"
