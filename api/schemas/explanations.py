"""Why a clock is due when it is."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import Field

from api.schemas.common import CalendarVersion, Clock, Phrase
from fields.answer_fields import (
    AccountId,
    AgencyCode,
    AgencyName,
    Answer,
    Day,
    DecreeNumber,
    Instant,
    PersonName,
    TrackingNumber,
    UnitCode,
    Zone,
)
from workflows.procedure.model.enums import FactKind, Role, Stage, Unit
from workflows.procedure.time.counting import Why


class Paused(Answer):
    """What a day was paused by."""

    fact: int
    kind: FactKind
    stage: Stage
    since: Instant
    until: Instant | None


class ExplainedDay(Answer):
    """One local day, and what it did to the clock."""

    date: Day
    counts: bool
    count: int
    """How many days have counted up to and including it."""
    why: Why
    agency: AgencyCode | None
    agency_name: AgencyName | None
    calendar: CalendarVersion
    name: Annotated[str, Field(examples=["Tahun Baru"])] | None
    decree: DecreeNumber | None
    paused: Paused | None
    extended_by: int | None
    """The fact without which the day would not be in time."""
    text: Phrase


class Cause(Answer):
    """A fact that made a clock stand still."""

    at: Instant
    fact: int
    kind: FactKind
    stage: Stage


class ExplainedPause(Answer):
    """A time in which the clock stood still."""

    since: Instant
    until: Instant | None
    causes: list[Cause]
    ended_by: int | None
    text: Phrase


class Change(Answer):
    """From when to when a due instant moved."""

    fact: int
    at: Instant
    old_due_at: Instant
    old_due_on: Day
    new_due_at: Instant
    new_due_on: Day
    text: Phrase


class Extender(Answer):
    """Who extended the clock; a reporter is shown role and agency."""

    role: Role
    id: NotRequired[AccountId]
    agency: NotRequired[AgencyCode]
    unit: NotRequired[UnitCode]


class NamedExtender(Answer):
    """Who extended the clock, with names."""

    actor: Extender
    agency_name: AgencyName | None
    actor_name: NotRequired[Annotated[PersonName | None, Field(description="For those who serve")]]


class ExplainedExtension(Change, NamedExtender):
    """An extension."""

    days: int
    unit: Unit


class DecreeAct(Answer):
    """What was done with a decree."""

    number: DecreeNumber
    act: Literal["enacted", "withdrawn"]


class ExplainedMove(Change):
    """A move by another calendar or holder."""

    cause: Annotated[str, Field(examples=["calendar"])]
    calendar: dict[str, Any] | None
    decrees: list[DecreeAct]


class ExplainedFloor(Answer):
    """What keeps the clock from being due when its count is full."""

    fact: int
    at: Instant
    not_before: Instant
    counted_on: Day
    text: Phrase


class ExplainedClock(Answer):
    """Each day from the clock's start to its due day, and why it counted or not."""

    tracking_number: TrackingNumber
    clock: Clock
    due_at: Instant
    due_on: Day
    zone: Zone
    budget: int
    extension: int
    unit: Unit
    counted_as_of: int
    facts: int
    days: list[ExplainedDay]
    pauses: list[ExplainedPause]
    standing_still: ExplainedPause | None
    extensions: list[ExplainedExtension]
    moves: list[ExplainedMove]
    floor: ExplainedFloor | None
    summary: Phrase
