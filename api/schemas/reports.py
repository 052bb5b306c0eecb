"""Reports as those who serve are shown them: states, lists, what was written."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field

from api.schemas.claims import Claim
from api.schemas.common import Actor, CalendarVersion, Classified, Clock, NamedTask, OpenTask
from fields.answer_fields import (
    AgencyCode,
    AgencyName,
    Answer,
    Category,
    Day,
    Digest,
    Instant,
    Page,
    PersonName,
    PhoneNote,
    PlaceNames,
    RegionCode,
    Telephone,
    Title,
    TrackingNumber,
    UnitCode,
    UnitName,
    Words,
)
from workflows.procedure.model.enums import AnswerOutcome, Channel, Outcome, Stage

Source = Literal["live", "record"]
ToldBy = Literal["live", "record", "history", "archive"]


class PolicyVersion(Answer):
    """The limits and ladders that the report is under."""

    name: Annotated[str, Field(examples=["default"])]
    version: Annotated[str, Field(examples=["2018.2"])]


class StateCore(Classified, Answer):
    """Where a report stands, in codes and instants: what is the same in every view of a state."""

    tracking_number: TrackingNumber
    stage: Stage
    supervisory: bool
    category: Category | None
    agency: Annotated[AgencyCode | None, Field(description="Who holds it; null is the centre")]
    unit: UnitCode | None
    agency_name_then: NotRequired[
        Annotated[AgencyName, Field(description="What the agency was called when the report was sent there")]
    ]
    unit_name_then: NotRequired[UnitName]
    clocks: list[Clock]
    escalation_level: int
    highest_level: int
    hops: Annotated[int, Field(description="How many agencies have declined it")]
    outcome: Outcome | None
    channel: Channel
    anonymous: bool
    confidential: bool
    submitted_at: Instant
    closed_at: Instant | None
    postponed_until: Instant | None
    merged_into: TrackingNumber | None
    objection: NotRequired[
        Annotated[
            bool, Field(description="Whether its reporter objects to the merge, and nobody has judged that")
        ]
    ]
    ruling: Annotated[bool, Field(description="Whether the centre has ruled which agency it is for")]
    disputes: int
    policy: PolicyVersion
    calendar: CalendarVersion
    facts: Annotated[int, Field(description="How many facts lead to this state")]
    digest: Annotated[Digest, Field(description="That of the last of them")]


class State(StateCore):
    """A report's state just after one of its facts."""

    task: OpenTask | None


class NamedState(StateCore, PlaceNames):
    """A report's state with names beside the codes."""

    task: NamedTask | None


class StandingReport(NamedState):
    """The same, as of now."""

    source: Annotated[Source, Field(description="Whether the report itself told it, or the record")]


class ListedReport(StandingReport):
    """A line of the list of reports."""

    title: Title | None
    """Null where it is withheld or erased."""
    overdue: bool
    next_due_at: Instant | None
    until: int | None
    """The last fact that you may read; null for all."""
    claimed_by: Claim | None
    """Who says that they work on it; null also where you may not read all of it."""


class Reports(Page):
    """Reports, the latest submitted first."""

    items: list[ListedReport]


class Identity(Answer):
    """Who reported."""

    name: PersonName
    email: NotRequired[Annotated[str, Field(examples=["siti@contoh.invalid"])]]
    phone: NotRequired[Telephone]
    phone_note: NotRequired[PhoneNote]
    national_id: NotRequired[Annotated[str, Field(examples=["1234567890123456"])]]


class PlaceDetail(Answer):
    """Where exactly it happened."""

    address: NotRequired[Annotated[str, Field(examples=["Jalan Melati 3"])]]
    latitude: NotRequired[float]
    longitude: NotRequired[float]


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


class InternalNote(Answer):
    """What staff wrote for one another. The reporter and other agencies do not see it."""

    number: Annotated[int, Field(description="Its fact's")]
    at: Instant
    actor: Actor
    actor_name: PersonName | None
    agency: Annotated[
        AgencyCode | None,
        Field(description="Who held the report then, and whose staff reads it; null is the centre"),
    ]
    text: Annotated[Words | None, Field(description="Null once it was erased")]


class Texts(Answer):
    """What was written, as far as you may read it."""

    title: NotRequired[Title | None]
    text: NotRequired[Words | None]
    original_title: NotRequired[
        Annotated[Title | None, Field(description="As submitted, where that is another")]
    ]
    original_text: NotRequired[Words | None]


class FirstFact(Answer):
    """Who reported, and where and when it happened, as far as you may read that."""

    reporter: NotRequired[Identity | None]
    place: NotRequired[Whereabouts | None]
    occurred_on: NotRequired[Day | None]


class ReportTexts(Texts, FirstFact):
    """All that was written."""

    texts_available: Annotated[
        bool,
        Field(description="False while the record or the key is away: then what was written is absent"),
    ]
    answers: NotRequired[list[PublishedAnswer]]
    notes: NotRequired[
        Annotated[list[InternalNote], Field(description="Those that you may read, oldest first")]
    ]
    draft: NotRequired[Annotated[Words | None, Field(description="The answer that waits for approval")]]


class Report(NamedState, ReportTexts):
    """A report: its state, and its texts as far as you may read them."""

    source: ToldBy
    """What told it: with `at` a history, the archive or the record."""
    claimed_by: Claim | None
    """Who says that they work on it; null also with `at`, and where you may not read all of it."""
