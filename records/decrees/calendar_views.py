"""Calendars as they are asked for: by code and version, day by day, as feeds; and which of them run out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from calendars import REGIONS, Snapshot, due
from calendars.alarms import Alarm
from calendars.alarms import calendar_alarms as found_by
from calendars.calendar import Day, explain_day, widen_horizon
from records.database import Pool
from records.decrees import stored_calendars
from records.decrees.answers import CalendarDays, CalendarHead, CountedBy, DueDay
from records.directory.in_memory import Directory
from workflows.procedure.model import instants

MOST_DAYS = 3_700  # ten years and a little


class UnknownCalendar(LookupError):
    """Nothing that has a calendar goes by that code."""

    code: ClassVar[str] = "unknown_region"

    def __init__(self) -> None:
        super().__init__("there is no such region or agency")


class UnknownVersion(LookupError):
    """A version that the calendar never had."""

    code: ClassVar[str] = "unknown_version"

    def __init__(self) -> None:
        super().__init__("the calendar never had that version")


class BeyondHorizon(LookupError):
    """A version was asked about days beyond its horizon, of which it says nothing."""

    code: ClassVar[str] = "beyond_horizon"

    def __init__(self, calendar: Snapshot) -> None:
        super().__init__(
            f"version {calendar.version} of the calendar {calendar.region} covers {calendar.first} to "
            f"{calendar.last}, and the answer would reach beyond; without a version it is given by the "
            "decrees that stand"
        )


class BadSpan(ValueError):
    """A last day before the first, or too many days between them."""

    def __init__(self) -> None:
        super().__init__(f"must not be before from, nor more than {MOST_DAYS} days on")


@dataclass(frozen=True, slots=True)
class Asked:
    """A calendar to answer from: that of a version that was asked for, which answers within its `horizon`
    only, or the newest one with the years around its horizon."""

    calendar: Snapshot
    horizon: tuple[date, date]
    asked: bool

    def head(self, code: str, first: date, last: date) -> CountedBy:
        """What an answer that rests on the days `first` to `last` says of where it is from. `version` is null
        where these reach beyond the horizon: no version says so, but the decrees that stand now.

        Raises BeyondHorizon where a version was asked for."""
        within = self.horizon[0] <= first and last <= self.horizon[1]
        if self.asked and not within:
            raise BeyondHorizon(self.calendar)
        return {
            "region": code,
            "calendar": self.calendar.region,
            "zone": self.calendar.zone,
            "version": self.calendar.version if within else None,
        }


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar's feed (iCalendar, RFC 5545), and the `tag` that no other content has."""

    content: bytes
    tag: str


def newest_calendar(directory: Directory, code: str) -> Snapshot:
    """The newest calendar of a region or an agency; an agency's own where it has one, else its region's.

    Raises UnknownCalendar or DirectoryUnavailable.
    """
    if code not in REGIONS and directory.agency(code) is None:
        raise UnknownCalendar
    return directory.calendar(code)


async def find_calendar(pool: Pool, directory: Directory, code: str, version: int | None) -> Asked:
    """The calendar of that code and version; the newest one (null) with the years around its horizon.

    Raises UnknownCalendar, UnknownVersion, DirectoryUnavailable, or one of `SQL_AWAY`.
    """
    known = newest_calendar(directory, code)
    if version is not None:
        stored = await _stored(pool, known.region, version)
        return Asked(stored, (stored.first, stored.last), asked=True)
    agency = directory.agency(code)
    wide = widen_horizon(known, agency.region if agency else code, tuple(directory.decrees()))
    return Asked(wide, (known.first, known.last), asked=False)


async def make_feed(pool: Pool, directory: Directory, code: str, version: int | None) -> Feed:
    """The feed of a calendar over its horizon: each day off that has a name, and each working day at a
    weekend. Raises what `find_calendar` does."""
    known = newest_calendar(directory, code)
    if version is not None:
        known = await _stored(pool, known.region, version)
    (made,) = await stored_calendars.list_versions(pool, known.region, limit=1, before=known.version + 1)
    days = _days(known, known.first, known.last)
    from calendars.ical import (
        format_feed,  # here: who asks for no feed does without icalendar, which takes long
    )

    content = format_feed(known.region, calendar_name(directory, code), days, made.created_at, known.version)
    return Feed(content, f"{known.region}-{known.version}")


def list_days(found: Asked, code: str, first: date, last: date) -> CalendarDays:
    """Each day from `first` to `last`: whether it counts, and why. Raises BadSpan, BeyondHorizon."""
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadSpan
    head = found.head(code, first, last)
    return {**head, "days": [day.wire() for day in _days(found.calendar, first, last)]}


def due_on(found: Asked, code: str, start: date, working_days: int) -> DueDay:
    """The day at whose end a clock of that many `working_days`, begun on `start`, lapses. Raises
    BeyondHorizon."""
    on = due(found.calendar, start, working_days)
    return {
        **found.head(code, start + timedelta(days=1), on),
        "start": start.isoformat(),
        "days": working_days,
        "due_on": on.isoformat(),
        "due_at": instants.format_instant(found.calendar.end_of(on)),
    }


def calendar_head(directory: Directory, calendar: Snapshot) -> CalendarHead:
    """What a list tells of a calendar."""
    return {
        "code": calendar.region,
        "name": calendar_name(directory, calendar.region),
        "zone": calendar.zone,
        "version": calendar.version,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
    }


def calendar_name(directory: Directory, code: str) -> str:
    """What a region or an agency is called."""
    return REGIONS[code].name if code in REGIONS else directory.agency_name(code) or code


def calendar_alarms(directory: Directory) -> list[Alarm]:
    """What somebody has to see to before calendars run out. Raises DirectoryUnavailable."""
    return found_by(stored_calendars.today(), directory.calendars(), directory.decrees())


async def _stored(pool: Pool, code: str, version: int) -> Snapshot:
    if (found := await stored_calendars.read_calendar(pool, code, version)) is None:
        raise UnknownVersion
    return found


def _days(calendar: Snapshot, first: date, last: date) -> list[Day]:
    return [explain_day(calendar, first + timedelta(days=n)) for n in range((last - first).days + 1)]
