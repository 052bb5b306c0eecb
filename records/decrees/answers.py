"""Calendars and decrees as they are told: JSON objects, field by field, for the API and for commands."""

from typing import Annotated, Literal

from pydantic import Field

from calendars.calendar import CalendarDay
from fields.answer_fields import (
    AgencyCode,
    AgencyName,
    Answer,
    Day,
    DecreeNumber,
    Instant,
    Page,
    RegionCode,
    TrackingNumber,
    Zone,
)
from records.decrees.stored_calendars import Act
from workflows.procedure.model.enums import ClockName

RetimingState = Literal["waiting", "running", "cancelled", "finished"]
DayName = Annotated[str, Field(examples=["Cuti Bersama Idul Fitri"])]


class CalendarHead(Answer):
    """The newest calendar of a region, or of an agency that has days of its own."""

    code: RegionCode
    name: Annotated[str, Field(examples=["Aceh"])]
    zone: Zone
    version: int
    first: Day
    last: Day


class CountedBy(Answer):
    """Which calendar was asked."""

    region: Annotated[RegionCode, Field(description="What was asked for")]
    calendar: Annotated[RegionCode, Field(description="Whose calendar counts there")]
    zone: Zone
    version: Annotated[
        int | None,
        Field(
            description="Null for days beyond the horizon, which are counted by the decrees that stand now"
        ),
    ]


class DueDay(CountedBy):
    """The day at whose end a clock lapses."""

    start: Day
    days: int
    due_on: Day
    due_at: Instant


class CalendarDays(CountedBy):
    """Each day of a span."""

    days: list[CalendarDay]


class RetimingProgress(Answer):
    """How far new calendars have come on their way to the open reports."""

    id: int
    act: Act
    decree: DecreeNumber | None
    state: RetimingState
    versions: dict[str, int]
    """The version of each calendar that it brings, by the calendar's code."""
    total: int
    reached: int
    moved: int
    failing: int
    """How many could not be reached yet, and are tried again."""
    made_at: Instant
    begun_at: Instant | None
    cancelled_at: Instant | None
    finished_at: Instant | None


class ClockMove(Answer):
    """From when to when a clock moves."""

    clock: ClockName
    instance: int
    old_due_at: Instant
    old_due_on: Day
    new_due_at: Instant
    new_due_on: Day


class Moved(Answer):
    """A report with the clocks that move."""

    tracking_number: TrackingNumber
    agency: AgencyCode | None
    agency_name: AgencyName | None
    moves: list[ClockMove]


class RetimedReport(Moved):
    """A report of a re-timing, with its moves as they were foreseen."""

    reached_at: Instant | None
    moved: bool | None
    attempts: int
    """How often it could not be reached."""
    reason: Annotated[str, Field(examples=["not_followed"])] | None
    """Why not; null where nothing went wrong."""
    due_at: Instant | None
    """When it is tried again."""


class DecreedDay(Answer):
    """A day, and what it is called."""

    date: Day
    name: DayName


class DecreedSixDayWeek(Answer):
    """A time in which Saturdays are working days; until further notice where `until` is null."""

    since: Day
    until: Day | None


class ShownDecree(Answer):
    """A decree on record."""

    number: DecreeNumber
    title: Annotated[str, Field(examples=["Cuti bersama tambahan"])]
    issued_on: Day
    region: RegionCode
    agency: AgencyCode | None
    non_working: list[DecreedDay]
    working: list[DecreedDay]
    six_day_week: DecreedSixDayWeek | None
    settles: int | None
    """The year whose national days it lists in full."""
    supersedes: DecreeNumber | None
    stands: bool
    entered_at: Instant
    withdrawn_at: Instant | None
    withdrawn_for: Annotated[str, Field(examples=["Dicabut dengan SKB 13/2026"])] | None
    superseded_by: DecreeNumber | None
    retiming: RetimingProgress | None
    """Its newest."""


class ChangedDay(Answer):
    """A day that would count otherwise."""

    date: Day
    working: bool
    name: DayName | None


class ChangedCalendar(Answer):
    """A calendar that would be made."""

    code: RegionCode
    version: int
    days: list[ChangedDay]


class MovedTotal(Answer):
    """How many open reports and clocks would move."""

    reports: int
    clocks: int
    earlier: int
    """Of the clocks: due earlier than before. The others are due later."""


class AgencyTotal(MovedTotal):
    """The same at an agency; null is the centre."""

    agency: AgencyCode | None
    agency_name: AgencyName | None
    first_before: Day
    """The earliest due day of what moves, as it is."""
    first_after: Day
    """The earliest one as it would be."""


class DecreeTotals(MovedTotal):
    """How many reports and clocks would move, together and by agency."""

    agencies: list[AgencyTotal]


class DecreePreview(Page):
    """What would move."""

    items: list[Moved]
    preview: Literal[True]
    calendars: list[ChangedCalendar]
    totals: DecreeTotals | None
    """Only with the first page."""
