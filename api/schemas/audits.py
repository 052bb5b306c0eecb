"""Audits of many reports, and what an auditor finds by what they have in hand."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.schemas.audit import Finding
from api.schemas.bodies import Body
from api.schemas.common import Phrase
from evidence.ledger.heads import Head
from evidence.replay.findings import Kind, Source
from evidence.replay.kept_audits import State
from fields.answer_fields import (
    AgencyCode,
    AgencyName,
    Answer,
    Day,
    Digest,
    Instant,
    Page,
    PersonName,
    TrackingNumber,
)
from fields.errors import WrittenDay
from fields.reasons import clean_reason
from workflows.procedure.model.decisions import Code

LARGEST_SAMPLE = 100_000
AuditId = Annotated[str, Field(examples=["9c41f0b2d6e84a7f8f3b5a1c0de27a64"])]


class NewAudit(Body):
    """Which reports to replay: those that are, or were last, at an agency (null: all), submitted from one
    local day of the centre to another, and of these a sample, drawn by lot (null: all). The reason goes into
    the access ledger with your name."""

    agency: Code | None = None
    submitted_from: Annotated[date, WrittenDay] | None = None
    submitted_to: Annotated[date, WrittenDay] | None = None
    sample: Annotated[int, Field(ge=1, le=LARGEST_SAMPLE, strict=True)] | None = None
    reason: Annotated[str, AfterValidator(clean_reason)]


class Audit(Answer):
    """An audit, and how far it has come. `total` reports are to be replayed: so many are `waiting`, so many
    were `replayed`, and so many `failed`: they could not be judged. Of those replayed some are `identical`
    and others `different`: how many by each verdict is in `differing`."""

    id: AuditId
    agency: AgencyCode | None
    agency_name: AgencyName | None
    submitted_from: Day | None
    submitted_to: Day | None
    sample: int | None
    begun_by_name: PersonName | None
    reason: Annotated[str, Field(examples=["Pemeriksaan triwulan III"])] | None
    withheld: list[str]
    """`reason`, where it is not yours to read."""
    state: State
    """`listing`: its reports are still being listed."""
    stop_code: Annotated[str, Field(examples=["author_changed"])] | None
    """Why it was stopped where nobody did."""
    made_at: Instant
    listed_at: Instant | None
    stopped_at: Instant | None
    done_at: Instant | None
    """The last verdict."""
    total: int
    waiting: int
    replayed: int
    identical: int
    different: int
    failed: int
    differing: dict[str, int]
    may_stop: bool
    """Whether you may stop and resume it, and it can be stopped."""
    may_resume: bool


class Audits(Page):
    """Audits, the newest first, whoever began them."""

    items: list[Audit]


class AuditedReport(Answer):
    """What came of one report. `verdict` is null where it could not be judged: `away` says why.
    `code_version` and `code_commit` are of the program that judged."""

    report: TrackingNumber
    verdict: Literal["identical"] | Kind | None
    name: Phrase | None
    """The verdict in two or three words."""
    source: Source | None
    facts: int
    events: int
    differences: int
    first: Finding | None
    away: Annotated[str, Field(examples=["engine_unavailable"])] | None
    code_version: str | None
    code_commit: str | None
    done_at: Instant | None


class AuditedReports(Page):
    """What came of an audit's reports, by their numbers."""

    items: list[AuditedReport]


class FoundFact(Answer):
    """A fact that fits. `kind` and `at` are null where only the ledger still has its digest, `leaf` where the
    ledger does not have it. A superseded fact is none of its report's: a workflow task that was discarded had
    written it."""

    report: TrackingNumber
    number: int
    digest: Digest
    kind: Annotated[str, Field(examples=["forwarded"])] | None
    at: Instant | None
    leaf: int | None
    superseded: bool


class Understood(Answer):
    """What `q` may mean; null for what it can't."""

    report: TrackingNumber | None
    fact: int | None
    """A number in `report`."""
    size: int | None
    """Of a head: over how many facts it is."""
    prefix: (
        Annotated[str, Field(description="The beginning of a digest or root", examples=["0b7f3c21"])] | None
    )
    mistyped: bool
    """It looks like a tracking number whose last character is wrong."""


class Found(Answer):
    """Everything that fits. `report` is null where nobody knows of it: neither the record nor the engine, the
    archive or the ledger."""

    understood: Understood
    report: TrackingNumber | None
    facts: list[FoundFact]
    heads: list[Head]
    next_head: Head | None
    """The first head over more facts than asked for, where none is over exactly so many."""
    more: bool
    """More facts or heads fit than are told: type more of the digest."""
