"""Tasks, declined dispositions and lapses, written through `record_facts` only."""

from datetime import datetime
from typing import Any

from sqlalchemy import Computed, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, text


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
        Index(
            "tasks_open_of_staff",
            "due_order",
            "id",
            postgresql_where=sql("closed_at is null and owner_role <> 'reporter'"),
        ),
        Index("tasks_opened_of_agency", "agency", "opened_at"),
        Index(
            "tasks_done_of_agency",
            "agency",
            "closed_at",
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


class Decline(SQLModel, table=True):
    """Which agency declined a report at which fact, and the state then: so far it goes on reading it."""

    __tablename__ = "declines"
    __table_args__ = (Index("declines_by_submission", "agency", "submitted_at", "report"),)

    report: str = text(primary_key=True)
    agency: str = text(primary_key=True)
    fact: int
    state: dict[str, Any] = document()
    submitted_at: datetime = instant()


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
