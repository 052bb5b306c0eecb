"""An iCalendar file (RFC 5545) as days off and working days.

What is malformed is refused, for a day lost is a deadline wrong. What is well-formed and no whole day (a
meeting, a task, an alarm) is ignored, and what was plainly meant otherwise than it stands is taken as meant;
a note tells of either.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from calendars.decrees import FIRST, LAST, NamedDay
from calendars.ical.errors import DayOfBothKinds, DayOutOfRange, NoDays, TooManyDays, UidTwice, quoted
from calendars.ical.events import Event, EventDays, parse_event, shortened
from calendars.ical.lines import FILE, parse_components
from calendars.ical.recurrence import Horizon
from calendars.ical.text import Notes
from fields.plurals import plural

MOST_DAYS = 4_000
"""Over all events, a day counted for each that covers it."""


@dataclass(frozen=True, slots=True)
class ReadDays:
    """The days of a file by date, and `notes` on what was read leniently or ignored, in plain words."""

    non_working: tuple[NamedDay, ...]
    working: tuple[NamedDay, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Day:
    working: bool
    place: str  # of the event that made it
    names: dict[str, None] = field(default_factory=dict)  # in the order in which the file has them


def parse_days(content: bytes, within: Horizon = (FIRST, LAST)) -> ReadDays:
    """The days of the file: non-working, or working if the event's CATEGORIES have `HARI KERJA` or `WORKING
    DAY` or its X-TUNTAS-WORKING is TRUE. Raises a CalendarFileError that says where the file is wrong.

    Takes time in proportion to the file, whatever is in it; one of more than a megabyte isn't looked into.
    What repeats without an end is read `within` these days: the horizon of calendars.
    """
    notes = Notes()
    events = _events(content, within, notes)
    days = _days(_series(_latest(events, notes), notes), notes)
    if not days:
        raise NoDays(FILE, f"has {plural(len(events), 'event')} and no whole day in force", notes.told())
    named = [NamedDay(date=day, name=_name(day, days[day], notes)) for day in sorted(days)]
    return ReadDays(
        non_working=tuple(day for day in named if not days[day.date].working),
        working=tuple(day for day in named if days[day.date].working),
        notes=notes.told(),
    )


def _events(content: bytes, within: Horizon, notes: Notes) -> list[Event]:
    events: list[Event] = []
    count = 0
    for component in parse_components(content, notes):
        events.append(parse_event(component, within, notes))
        count += len(events[-1].said.dates) * events[-1].said.length
        if count > MOST_DAYS:
            raise TooManyDays(FILE, f"has more than {MOST_DAYS:,} days")
    return events


def _latest(events: Iterable[Event], notes: Notes) -> list[Event]:
    """Of events with one UID (and RECURRENCE-ID) the one with the highest SEQUENCE. Raises UidTwice."""
    kept: dict[object, Event] = {}
    for event in sorted(events, key=lambda event: -event.sequence):
        who = (event.uid, event.instance) if event.uid else event.line
        latest = kept.setdefault(who, event)
        if latest is event:
            continue
        if event.sequence < latest.sequence:
            notes.add(f"{event.place} was replaced by a later revision, in line {latest.line}")
        elif event.said == latest.said:
            notes.add(f"{event.place} stands in line {latest.line} too; it was read once")
        else:
            raise UidTwice(event.place, f"is another than the one in line {latest.line}, of the same UID")
    return sorted(kept.values(), key=lambda event: event.line)


def _series(events: list[Event], notes: Notes) -> list[Event]:
    """The events, series without the days for which another event stands in."""
    of_series = {event.uid: event.said for event in events if event.uid and event.instance is None}
    instead: dict[str, set[date]] = {}
    for event in events:
        if event.instance is None or event.uid not in of_series:
            continue
        if _is_missing(event.instance, of_series[event.uid]):
            notes.add(f"{event.place} stands in for {event.instance}, on which there is none in its series")
        instead.setdefault(event.uid, set()).add(event.instance)
    return [
        event if event.instance is not None else _without(event, instead.get(event.uid, set()))
        for event in events
    ]


def _is_missing(day: date, series: EventDays) -> bool:
    """Whether the series has nothing on `day`, as far as it was read."""
    reach = series.endless_within
    return day not in series.dates and (reach is None or reach[0] <= day <= reach[1])


def _without(event: Event, days: set[date]) -> Event:
    left = tuple(day for day in event.said.dates if day not in days)
    return replace(event, said=replace(event.said, dates=left))


def _days(events: Iterable[Event], notes: Notes) -> dict[date, _Day]:
    """What the events make of each day. Raises DayOutOfRange, DayOfBothKinds."""
    days: dict[date, _Day] = {}
    for event in events:
        _note_doubts(event, notes)
        for day in event.said.days():
            if not FIRST <= day <= LAST:
                raise DayOutOfRange(event.place, f"is on {day}; days are from {FIRST} to {LAST}")
            known = days.setdefault(day, _Day(event.said.working, event.place))
            if known.working is not event.said.working:
                other = "non-working" if event.said.working else "working"
                raise DayOfBothKinds(event.place, f"is on {day}, which {known.place} makes {other}")
            known.names[event.said.name] = None
    return days


def _note_doubts(event: Event, notes: Notes) -> None:
    if event.said.ignored:
        notes.add(f"{event.place} was ignored: {event.said.ignored}")
    for doubt in event.said.doubts if event.said.dates else ():
        what = f"{quoted(event.said.name)} on {event.said.dates[0]}"
        notes.add(f"{event.place}, {what}, is {doubt}; it was read as a day")


def _name(day: date, found: _Day, notes: Notes) -> str:
    """Its name, or its names joined."""
    if len(found.names) == 1:
        return next(iter(found.names))
    joined = " / ".join(found.names)
    notes.add(f"{day} has {len(found.names)} names; they were joined: {quoted(joined)}")
    return shortened(joined, str(day), notes)
