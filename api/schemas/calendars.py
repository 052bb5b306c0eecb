"""Calendars."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, Day, DecreeNumber, Instant, Page, RegionCode, Zone
from calendars.calendar import Reason
from records.decrees.stored_calendars import Act


class CalendarHead(Answer):
    """The newest calendar of a region, or of an agency that has days of its own."""

    code: RegionCode
    name: Annotated[str, Field(examples=["Aceh"])]
    zone: Zone
    version: int
    first: Day
    last: Day


class Calendars(Page[CalendarHead]):
    """All of them, on one page."""


class CountedBy(Answer):
    """Which calendar was asked."""

    region: RegionCode
    """What was asked for."""
    calendar: RegionCode
    """Whose calendar counts there."""
    zone: Zone
    version: int | None
    """Null where the days reach beyond the horizon: the decrees that stand now say so, and no version."""


class DueDay(CountedBy):
    """The day at whose end a clock lapses."""

    start: Day
    days: int
    due_on: Day
    due_at: Instant


class CalendarDay(Answer):
    """A day, and whether it is a working day."""

    date: Day
    working: bool
    reason: Reason
    name: Annotated[str, Field(examples=["Tahun Baru"])] | None
    decree: DecreeNumber | None


class CalendarDays(CountedBy):
    """Each day of a span."""

    days: list[CalendarDay]


class CalendarVersionMade(Answer):
    """One version of a calendar, and what made it."""

    region: RegionCode
    version: int
    created_at: Instant
    act: Act
    decree: DecreeNumber | None
    first: Day


class CalendarVersions(Page[CalendarVersionMade]):
    """Every version, the newest first."""
