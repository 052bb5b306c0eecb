"""Decrees, what they would move, and re-timings."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import (
    AgencyCode,
    AgencyName,
    Answer,
    Day,
    DecreeNumber,
    Instant,
    Page,
    RegionCode,
    TrackingNumber,
)
from records.decrees.retimings import State
from records.decrees.stored_calendars import Act
from workflows.procedure.model.enums import ClockName

DayName = Annotated[str, Field(examples=["Cuti Bersama Idul Fitri"])]


class RetimingProgress(Answer):
    """How far new calendars have come on their way to the open reports."""

    id: int
    act: Act
    decree: DecreeNumber | None
    state: State
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


class Retimings(Page[RetimingProgress]):
    """Re-timings, the newest first."""


class Move(Answer):
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
    moves: list[Move]


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


class RetimedReports(Page[RetimedReport]):
    """Reports of a re-timing, by number."""


class DecreedDay(Answer):
    """A day, and what it is called."""

    date: Day
    name: DayName


class SixDayWeek(Answer):
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
    six_day_week: SixDayWeek | None
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


class Decrees(Page[ShownDecree]):
    """Decrees, the last issued first."""


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


class AgencyTotal(Answer):
    """How many reports and clocks would move at an agency; null is the centre."""

    agency: AgencyCode | None
    agency_name: AgencyName | None
    reports: int
    clocks: int


class Totals(Answer):
    """How many reports and clocks would move."""

    reports: int
    clocks: int
    agencies: list[AgencyTotal]


class DecreePreview(Page[Moved]):
    """What would move."""

    preview: Literal[True]
    calendars: list[ChangedCalendar]
    totals: Totals | None
    """Only with the first page."""


class ReadCalendarFile(Answer):
    """An iCalendar file as the lists that a decree takes."""

    non_working: list[DecreedDay]
    working: list[DecreedDay]
    notes: list[Annotated[str, Field(examples=["line 12: a time of day was ignored"])]]
