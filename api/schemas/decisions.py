"""What a decision is answered with, and what a report that was sent in."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.common import CalendarVersion, Classified, Clock, NamedTask, OpenTask, Phrase
from api.schemas.reports import Identity, PolicyVersion
from fields.answer_fields import (
    AgencyCode,
    AgencyName,
    Answer,
    Category,
    Day,
    Digest,
    Instant,
    PlaceNames,
    TrackingNumber,
    UnitCode,
    UnitName,
)
from workflows.procedure.model.enums import Channel, Outcome, ReportClass, Stage

_PerhapsClassified = TypedDict("_PerhapsClassified", {"class": NotRequired[ReportClass]})


class StateAfterCore(_PerhapsClassified, Answer):
    """What is told of a state just after a decision, but for its task."""

    agency: AgencyCode | None
    unit: UnitCode | None
    stage: Stage
    clocks: list[Clock]
    escalation_level: int
    facts: int
    digest: Digest | None
    agency_name_then: NotRequired[AgencyName]
    unit_name_then: NotRequired[UnitName]
    objection: NotRequired[bool]
    tracking_number: NotRequired[TrackingNumber]
    supervisory: NotRequired[bool]
    category: NotRequired[Category | None]
    highest_level: NotRequired[int]
    hops: NotRequired[int]
    outcome: NotRequired[Outcome | None]
    channel: NotRequired[Channel]
    anonymous: NotRequired[bool]
    confidential: NotRequired[bool]
    submitted_at: NotRequired[Instant]
    closed_at: NotRequired[Instant | None]
    postponed_until: NotRequired[Instant | None]
    merged_into: NotRequired[TrackingNumber | None]
    ruling: NotRequired[bool]
    disputes: NotRequired[int]
    policy: NotRequired[PolicyVersion]
    calendar: NotRequired[CalendarVersion]


class StateAfter(StateAfterCore):
    """A report's state just after a decision, as far as it can be told."""

    task: OpenTask | None


class Decided(StateAfterCore, PlaceNames):
    """The state just after a decision. Where neither the record nor the report itself can be asked, only the
    fields that are always there."""

    task: NamedTask | None
    source: Literal["live"]


class Accepted(Answer):
    """The report judges the decision later (`Prefer: respond-async`)."""

    tracking_number: TrackingNumber
    accepted: Literal[True]


class OpenedIdentity(Answer):
    """Who reported anonymously, with the fact that says who asked, and why."""

    tracking_number: TrackingNumber
    fact: int
    reporter: Identity | None


class SubmittedReport(Classified, Answer):
    """What the reporter keeps. Neither number nor PIN is ever told again."""

    tracking_number: TrackingNumber
    pin: Annotated[str, Field(examples=["774022"])]
    stage: Stage
    category: Category | None
    channel: Channel
    anonymous: bool
    confidential: bool
    submitted_at: Instant
    due_at: Instant
    due_on: Day
    task: OpenTask | None
    informed_by: Literal["email", "phone"]
    """How the reporter will hear of the report."""
    notice: Phrase | None
    """What to show the reporter about that."""
