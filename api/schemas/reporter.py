"""A report as its reporter is shown it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from api.schemas.common import Clock, Phrase, Place
from api.schemas.reports import PublishedAnswer, Texts
from fields.answer_fields import (
    AgencyCode,
    Answer,
    Category,
    Day,
    Instant,
    TaskId,
    TrackingNumber,
    Words,
)
from workflows.procedure.model.enums import Channel, ClockName, FactKind, Outcome, ReportClass, Role, Stage


class ReportersTask(Answer):
    """What the report waits for the reporter to do."""

    id: TaskId
    owner_role: Role
    opened_at: Instant


class LapsedClock(Answer):
    """A time limit that was not kept."""

    name: ClockName
    due_on: Day
    started_at: Instant


_PerhapsClassified = TypedDict("_PerhapsClassified", {"class": ReportClass | None})


class Referral(_PerhapsClassified, Answer):
    """Where the reporter may turn, and what a complaint there has to say."""

    to: Annotated[str, Field(examples=["Ombudsman Republik Indonesia"])]
    page: Annotated[str, Field(examples=["https://ombudsman.go.id"])]
    phone: Annotated[str, Field(examples=["137"])]
    tracking_number: TrackingNumber
    submitted_at: Instant | None
    agency: AgencyCode | None
    stage: Stage
    lapsed: list[LapsedClock]


class Line(Answer):
    """Something that happened, in plain Indonesian."""

    at: Instant
    kind: FactKind
    by: Role
    text: Annotated[str, Field(examples=["Laporan diteruskan ke Pemerintah Provinsi Aceh."])]


class OriginalReport(Answer):
    """The report that this one was merged into. Its number is not told."""

    stage: Stage
    answered: bool


class TrackedReport(Place, Texts, _PerhapsClassified):
    """The reporter's own view. Fields that only the state tells are null where it can't be asked just now."""

    tracking_number: TrackingNumber
    stage: Stage
    supervisory: bool | None
    category: Category | None
    escalation_level: int
    highest_level: int | None
    outcome: Outcome | None
    channel: Channel | None
    anonymous: bool | None
    confidential: bool | None
    submitted_at: Instant | None
    closed_at: Instant | None
    disputes: int | None
    facts: int
    merged: bool
    original: OriginalReport | None
    """Null without a merge, or while the record is away."""
    task: ReportersTask | None
    clocks: list[Clock]
    due_on: Day | None
    """By when the report is to be settled, or else what comes before that."""
    act_until: Instant | None
    """By when the reporter may act."""
    question: Words | None
    answers: list[PublishedAnswer]
    referral: Referral | None
    timeline: list[Line]
    source: Literal["live", "record"]


class NewPinAsked(Answer):
    """What is answered to whoever asks for a new PIN, whether or not there is such a report."""

    notice: Phrase
