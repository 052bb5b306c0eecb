"""Reports and their facts, written by their workflows through `record_facts` only."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, text

CLOSING_CLOCK_DUE = (
    "(jsonb_path_query_first(timetable, "
    """'$."clocks"[*]?((@."name" == "completion" || @."name" == "reply")"""
    """ || @."name" == "reopening")."due_at"'::jsonpath) #>> '{}'::text[])"""
)
"""When the clock is due that closes or finishes the report: at most one of these runs at a time."""


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
        Index("facts_by_digest", sql('"left"(digest, 16)')),
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
        Index("reports_closed", "closed_at", postgresql_where=sql("closed_at is not null")),
        Index("reports_due", "next_due_at", "agency", postgresql_where=sql("next_due_at is not null")),
        Index(
            "reports_by_closing_clock", sql(CLOSING_CLOCK_DUE), postgresql_where=sql("timetable is not null")
        ),
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
