"""Decrees, and new calendars on their way to open reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import bigint, document, identity, instant, integer, text


class DecreeRow(SQLModel, table=True):
    """A decree as it was entered, `content` being a `calendars.Decree`; it is only ever withdrawn, once."""

    __tablename__ = "decrees"
    __table_args__ = (
        CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null)"
            " and (withdrawn_at is null) = (withdrawn_for is null)"
        ),
        Index("decrees_by_issue", "issued_on", "number"),
        Index(
            "decrees_superseded_once", "supersedes", unique=True, postgresql_where=sql("withdrawn_at is null")
        ),
    )

    number: str = text(primary_key=True)
    content: dict[str, Any] = document()
    region: str = text()
    agency: str | None = text(foreign_key="agencies.code")
    issued_on: date
    supersedes: str | None = text(foreign_key="decrees.number")
    entered_at: datetime = instant(server_default=now())
    entered_by: str = text()
    withdrawn_at: datetime | None = instant()
    withdrawn_by: str | None = text()
    withdrawn_for: str | None = text()


class Retiming(SQLModel, table=True):
    """New calendar `versions`, by code, that go to the open reports which they move."""

    __tablename__ = "retimings"
    __table_args__ = (
        Index("retimings_of_decree", "decree", "id"),
        Index("retimings_open", "id", postgresql_where=sql("finished_at is null")),
    )

    id: int | None = identity(always=True)
    act: str = text()
    decree: str | None = text()
    versions: dict[str, Any] = document()
    made_at: datetime = instant(server_default=now())
    begun_at: datetime | None = instant()
    cancelled_at: datetime | None = instant()
    finished_at: datetime | None = instant()
    attempts: int = integer(server_default="0")
    due_at: datetime = instant(server_default=now())
    since: datetime | None = instant()
    reason: str | None = text()


class Retimed(SQLModel, table=True):
    """A report that a re-timing would move, and when it was reached; or since when it can't be, for what
    `reason`, and when the next attempt is made."""

    __tablename__ = "retimed"
    __table_args__ = (
        Index("retimed_unreached", "retiming", "report", postgresql_where=sql("reached_at is null")),
    )

    retiming: int = bigint(primary_key=True, foreign_key="retimings.id")
    report: str = text(primary_key=True)
    code: str = text()
    agency: str | None = text()
    moves: list[dict[str, Any]] = document()
    reached_at: datetime | None = instant()
    moved: bool | None
    attempts: int = integer(server_default="0")
    due_at: datetime = instant(server_default=now())
    since: datetime | None = instant()
    reason: str | None = text()
