"""What a decision is answered with, and what a report that was sent in."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.common import (
    ABSENT,
    AgencyCode,
    AgencyName,
    Answer,
    CalendarVersion,
    Category,
    Clock,
    Day,
    Digest,
    Instant,
    NamedTask,
    OpenTask,
    Phrase,
    TrackingNumber,
    UnitCode,
    UnitName,
    drop_default,
)
from api.schemas.reports import Identity, PolicyVersion
from workflows.procedure.model.enums import Channel, Outcome, ReportClass, Stage

ABSENT_CLASS: Any = Field(default=None, alias="class", json_schema_extra=drop_default)


class Decided(Answer):
    """The state just after a decision. Where neither the record nor the report itself can be asked, only the
    fields that are always there."""

    agency: AgencyCode | None
    agency_name: AgencyName | None
    unit: UnitCode | None
    unit_name: UnitName | None
    stage: Stage
    task: NamedTask | None
    clocks: list[Clock]
    escalation_level: int
    facts: int
    digest: Digest | None
    source: Literal["live"]
    agency_name_then: AgencyName = ABSENT
    unit_name_then: UnitName = ABSENT
    objection: bool = ABSENT
    tracking_number: TrackingNumber = ABSENT
    report_class: ReportClass = ABSENT_CLASS
    supervisory: bool = ABSENT
    category: Category | None = ABSENT
    highest_level: int = ABSENT
    hops: int = ABSENT
    outcome: Outcome | None = ABSENT
    channel: Channel = ABSENT
    anonymous: bool = ABSENT
    confidential: bool = ABSENT
    submitted_at: Instant = ABSENT
    closed_at: Instant | None = ABSENT
    postponed_until: Instant | None = ABSENT
    merged_into: TrackingNumber | None = ABSENT
    ruling: bool = ABSENT
    disputes: int = ABSENT
    policy: PolicyVersion = ABSENT
    calendar: CalendarVersion = ABSENT


class Accepted(Answer):
    """The report judges the decision later (`Prefer: respond-async`)."""

    tracking_number: TrackingNumber
    accepted: Literal[True]


class OpenedIdentity(Answer):
    """Who reported anonymously, with the fact that says who asked, and why."""

    tracking_number: TrackingNumber
    fact: int
    reporter: Identity | None


class SubmittedReport(Answer):
    """What the reporter keeps. Neither number nor PIN is ever told again."""

    tracking_number: TrackingNumber
    pin: Annotated[str, Field(examples=["774022"])]
    stage: Stage
    report_class: Annotated[ReportClass, Field(alias="class")]
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
