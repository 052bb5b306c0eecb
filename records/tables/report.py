"""What the reports' workflows write, always through `record_facts`."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Computed, Index, Text, UniqueConstraint, true
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import boolean, document, identity, instant, integer, text


class FactRow(SQLModel, table=True):
    """One fact, append-only: the database itself refuses UPDATE, DELETE and TRUNCATE.

    The view `facts` leaves out the superseded ones; read that one.
    """

    __tablename__ = "recorded_facts"
    __table_args__ = (
        CheckConstraint("number > 0"),
        Index(
            "facts_redirected",
            "at",
            postgresql_where=sql("kind = 'responded' and data->>'outcome' = 'redirected'"),
        ),
    )

    report: str = text(primary_key=True)
    number: int = Field(primary_key=True)
    at: datetime = instant()
    recorded_at: datetime = instant()
    kind: str = text()
    actor: dict[str, Any] = document()
    data: dict[str, Any] = document()
    previous: str = text()
    digest: str = text(primary_key=True)


class Superseded(SQLModel, table=True):
    """A fact that the engine discarded: recorded from a workflow task that it then carried out anew."""

    __tablename__ = "superseded"

    report: str = text(primary_key=True)
    number: int = Field(primary_key=True)
    digest: str = text(primary_key=True)
    superseded_at: datetime = instant(server_default=now())


class Report(SQLModel, table=True):
    """A report as it stands after `facts` facts; `region` is that of whoever holds it.

    `next_due_at` is the earliest due instant of its running staff clocks (overdue once it has passed),
    `sealed_at` the end of its workflow, `title` the sealed one as now corrected.
    """

    __tablename__ = "reports"
    __table_args__ = (
        Index("reports_by_submission", "submitted_at", "report"),
        Index(
            "reports_of_agency",
            "agency",
            "submitted_at",
            "report",
            postgresql_where=sql("agency is not null"),
        ),
        Index(
            "reports_of_unit",
            "agency",
            "unit",
            "submitted_at",
            "report",
            postgresql_where=sql("unit is not null"),
        ),
        Index(
            "reports_of_category",
            "category",
            "submitted_at",
            "report",
            postgresql_where=sql("category is not null"),
        ),
        Index("reports_open", "stage", "submitted_at", "report", postgresql_where=sql("stage <> 'closed'")),
        Index(
            "reports_open_of_agency",
            "agency",
            "stage",
            "submitted_at",
            "report",
            postgresql_where=sql("stage <> 'closed'"),
        ),
        Index(
            "reports_escalated",
            "escalation_level",
            "submitted_at",
            "report",
            postgresql_where=sql("escalation_level > 0"),
        ),
        Index("reports_due", "next_due_at", "agency", postgresql_where=sql("next_due_at is not null")),
        Index("reports_merged", "merged_into", postgresql_where=sql("merged_into is not null")),
        Index("reports_in_stage_merged", "report", postgresql_where=sql("stage = 'merged'")),
        Index("reports_by_calendar", "region", "report", postgresql_where=sql("sealed_at is null")),
        Index(
            "reports_finished",
            "report",
            postgresql_include=["facts"],
            postgresql_where=sql("sealed_at is not null"),
        ),
    )

    report: str = text(primary_key=True)
    facts: int
    region: str = text()
    state: dict[str, Any] = document()
    stage: str = text()
    report_class: str = Field(sa_column=Column("class", Text, nullable=False))
    supervisory: bool
    category: str | None = text()
    agency: str | None = text()
    unit: str | None = text()
    place_region: str | None = text()
    channel: str = text()
    anonymous: bool
    confidential: bool
    outcome: str | None = text()
    escalation_level: int
    highest_level: int
    hops: int
    submitted_at: datetime = instant()
    closed_at: datetime | None = instant()
    sealed_at: datetime | None = instant()
    next_due_at: datetime | None = instant()
    merged_into: str | None = text()
    asked_days: int
    redirected: int
    title: dict[str, Any] | None = document()
    timetable: dict[str, Any] | None = document()


class ReportText(SQLModel, table=True):
    """The words that a report is found by, each hashed under a key of the index' own and for one reader; null
    once the report's key is destroyed, and until it is indexed (`records.reports.search_index`).

    Apart from `reports`, so that the many updates there don't index the words again.
    """

    __tablename__ = "report_texts"
    __table_args__ = (
        Index("report_texts_search", "search", postgresql_using="gin"),
        Index("report_texts_unindexed", "report", postgresql_where=sql("search is null")),
    )

    report: str = text(primary_key=True)
    search: str | None = Field(sa_column=Column(TSVECTOR))


class Readiness(SQLModel, table=True):
    """The one row that `/readyz` writes, to know that the database takes writes."""

    __tablename__ = "readiness"
    __table_args__ = (CheckConstraint("sole"),)

    sole: bool = boolean(primary_key=True, server_default=true())
    at: datetime = instant()


class Decline(SQLModel, table=True):
    """Which agency declined a report at which fact, and the state then: so far it goes on reading it."""

    __tablename__ = "declines"
    __table_args__ = (Index("declines_by_submission", "agency", "submitted_at", "report"),)

    report: str = text(primary_key=True)
    agency: str = text(primary_key=True)
    fact: int
    state: dict[str, Any] = document()
    submitted_at: datetime = instant()


class Task(SQLModel, table=True):
    """One human task, as it stood after `facts` facts of its report.

    `closed_by` is the fact that closed it; `due_order` is `due_at`, at infinity where there is none.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("report", "sequence"),
        Index(
            "tasks_open",
            "owner_role",
            "agency",
            "unit",
            "due_order",
            "id",
            postgresql_include=["officer", "hidden_until", "level"],
            postgresql_where=sql("closed_at is null"),
        ),
        Index(
            "tasks_done",
            "closed_at",
            "agency",
            "unit",
            "stage",
            postgresql_include=["working_days"],
            postgresql_where=sql("closed_at is not null"),
        ),
    )

    id: str = text(primary_key=True)
    report: str = text()
    sequence: int
    facts: int
    stage: str = text()
    owner_role: str = text()
    agency: str | None = text()
    unit: str | None = text()
    officer: str | None = text()
    opened_at: datetime = instant()
    opened_by: int
    closed_at: datetime | None = instant()
    closed_by: int | None
    due_at: datetime | None = instant()
    due_order: datetime | None = instant(
        sa_column_args=[Computed("COALESCE(due_at, 'infinity'::timestamptz)", persisted=True)]
    )
    hidden_until: datetime | None = instant()
    level: int
    working_days: int | None


class Lapse(SQLModel, table=True):
    """A clock that lapsed, charged to whoever held the report at that instant."""

    __tablename__ = "lapses"
    __table_args__ = (Index("lapses_by_instant", "at", "agency", "unit", "stage"),)

    report: str = text(primary_key=True)
    fact: int = Field(primary_key=True)
    clock: str = text()
    instance: int
    agency: str | None = text()
    unit: str | None = text()
    stage: str = text()
    at: datetime = instant()


class Message(SQLModel, table=True):
    """One message to send. `recipient` is an account's id or `reporter`; `dedup` is
    `report:fact:recipient:channel`; rows of one `batch` and `send_at` to one recipient leave as one message.

    `channel` is `email`, or `phone` where somebody has to call; `told_by` is the account that did. `dedup`
    names the channel that was meant at first. `leaves_at` is when it is due to leave, or, after a failure
    whose kind is `error`, to be tried again. `office_…` are the role, agency and unit that the recipient held
    when it was written; null for reporters.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "messages_leaving",
            "leaves_at",
            "id",
            postgresql_where=sql("sent_at is null and given_up_at is null"),
        ),
        Index(
            "messages_of_letter",
            "recipient",
            "batch",
            "channel",
            "send_at",
            "id",
            postgresql_where=sql("batch is not null"),
        ),
        Index("messages_of_report", "report", "id"),
        Index(
            "messages_to_phone",
            "report",
            "id",
            postgresql_where=sql("channel = 'phone' and sent_at is null and given_up_at is null"),
        ),
    )

    id: int | None = identity()
    report: str = text()
    fact: int
    recipient: str = text()
    channel: str = text()
    dedup: str = text(unique=True)
    template: str = text()
    data: dict[str, Any] = document()
    batch: str | None = text()
    send_at: datetime = instant()
    sent_at: datetime | None = instant()
    attempts: int = integer(server_default="0")
    error: str | None = text()
    leaves_at: datetime = instant()
    given_up_at: datetime | None = instant()
    told_by: str | None = text()
    office_role: str | None = text()
    office_agency: str | None = text()
    office_unit: str | None = text()


class RecordGap(SQLModel, table=True):
    """A report that the record can't take in, for what `reason`; it lacks all facts from its next one up to
    `lacks_below`, excluded, where that is set."""

    __tablename__ = "record_gaps"
    __table_args__ = (
        Index("record_gaps_due", "due_at", "report", postgresql_where=sql("lacks_below is not null")),
    )

    report: str = text(primary_key=True)
    since: datetime = instant(server_default=now())
    due_at: datetime = instant(server_default=now())
    attempts: int = integer(server_default="0")
    reason: str = text()
    lacks_below: int | None
