"""Reports as those who serve are shown them: states, lists, facts, timelines, histories."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.schemas.common import (
    ABSENT,
    Actor,
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
    Page,
    PersonName,
    PhoneNote,
    Place,
    RegionCode,
    Telephone,
    Title,
    TrackingNumber,
    UnitCode,
    UnitName,
    Words,
)
from workflows.procedure.model.enums import (
    AnswerOutcome,
    Channel,
    FactKind,
    Outcome,
    ReportClass,
    Stage,
)


class PolicyVersion(Answer):
    """The limits and ladders that the report is under."""

    name: Annotated[str, Field(examples=["default"])]
    version: Annotated[str, Field(examples=["2018.2"])]


class StateCore(Answer):
    """Where a report stands, in codes and instants: what is the same in every view of a state."""

    tracking_number: TrackingNumber
    stage: Stage
    report_class: Annotated[ReportClass, Field(alias="class")]
    supervisory: bool
    category: Category | None
    agency: AgencyCode | None
    """Who holds it; null is the centre."""
    unit: UnitCode | None
    agency_name_then: AgencyName = ABSENT
    """What the agency was called when the report was sent there."""
    unit_name_then: UnitName = ABSENT
    clocks: list[Clock]
    escalation_level: int
    highest_level: int
    hops: int
    """How many agencies have declined it."""
    outcome: Outcome | None
    channel: Channel
    anonymous: bool
    confidential: bool
    submitted_at: Instant
    closed_at: Instant | None
    postponed_until: Instant | None
    merged_into: TrackingNumber | None
    objection: bool = ABSENT
    """Whether its reporter objects to the merge, and nobody has judged that."""
    ruling: bool
    """Whether the centre has ruled which agency it is for."""
    disputes: int
    policy: PolicyVersion
    calendar: CalendarVersion
    facts: int
    """How many facts lead to this state."""
    digest: Digest
    """That of the last of them."""


class State(StateCore):
    """A report's state just after one of its facts."""

    task: OpenTask | None


class NamedState(StateCore, Place):
    """A report's state with names beside the codes."""

    task: NamedTask | None
    source: Literal["live", "record"]
    """Whether the report itself told it, or the record."""


class ListedReport(NamedState):
    """A line of the list of reports."""

    title: Title | None
    """Null where it is withheld or erased."""
    overdue: bool
    next_due_at: Instant | None
    until: int | None
    """The last fact that you may read; null for all."""


class Reports(Page[ListedReport]):
    """Reports, the latest submitted first."""


class Identity(Answer):
    """Who reported."""

    name: PersonName
    email: Annotated[str, Field(examples=["siti@contoh.invalid"])] = ABSENT
    phone: Telephone = ABSENT
    phone_note: PhoneNote = ABSENT
    national_id: Annotated[str, Field(examples=["1234567890123456"])] = ABSENT


class PlaceDetail(Answer):
    """Where exactly it happened."""

    address: Annotated[str, Field(examples=["Jalan Melati 3"])] = ABSENT
    latitude: float = ABSENT
    longitude: float = ABSENT


class Whereabouts(Answer):
    """Where it happened."""

    region: RegionCode | None
    detail: PlaceDetail | None
    """Null where it is withheld or erased."""


class PublishedAnswer(Answer):
    """An answer that the reporter was given."""

    at: Instant
    final: bool
    outcome: AnswerOutcome | None
    text: Words | None
    evidence: list[Words | None]
    withheld: list[str]
    """What of it is null because it is not yours to read."""


class Texts(Answer):
    """What was written, as far as you may read it."""

    title: Title | None = ABSENT
    text: Words | None = ABSENT
    original_title: Title | None = ABSENT
    """As submitted, where that is another."""
    original_text: Words | None = ABSENT


class Report(NamedState, Texts):
    """A report: its state, and its texts as far as you may read them."""

    source: Literal["live", "record", "history", "archive"]  # type: ignore[assignment]
    """What told it: with `at` a history, the archive or the record."""
    texts_available: bool
    """False while the record or the key is away: then the fields of what was written are absent."""
    reporter: Identity | None = ABSENT
    place: Whereabouts | None = ABSENT
    occurred_on: Day | None = ABSENT
    answers: list[PublishedAnswer] = ABSENT
    draft: Words | None = ABSENT
    """The answer that waits for approval."""


class SealedFact(Answer):
    """A fact as its digest covers it: each text is only `{commitment, length}`."""

    number: int
    at: Instant
    """When it counts."""
    recorded_at: Instant
    """When it was written down."""
    actor: Actor
    kind: FactKind
    data: dict[str, Any]
    """What it says; each kind has its own fields."""
    previous: Digest
    digest: Digest


class OpenedFact(SealedFact):
    """A fact with its texts opened as far as you may read them."""

    actor_name: PersonName | None
    withheld: list[str]
    """Paths in `data` that are null because they are not yours to read."""
    erased: list[str]
    """Paths in `data` that are null because their key was destroyed."""


class Facts(Page[OpenedFact | SealedFact]):
    """A report's facts, oldest first; `?form=sealed` gives them sealed."""


class TimelineEntry(Answer):
    """A fact by its outside, with the report's state just after it."""

    number: int
    at: Instant
    recorded_at: Instant
    actor: Actor
    actor_name: PersonName | None
    kind: FactKind
    digest: Digest
    state: State


class Timeline(Page[TimelineEntry]):
    """Every fact that you may read, oldest first."""

    source: Literal["history", "archive", "record"]


class History(Answer):
    """The engine's own events of all runs, oldest first."""

    events: list[dict[str, Any]]
    """As Temporal writes them in JSON, each with its `runId`."""
    source: Literal["history", "archive"]
