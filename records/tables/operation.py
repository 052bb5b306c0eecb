"""Whether the record takes writes, which reports it could not take in, and who serves from it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, true
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import boolean, document, instant, integer, text


class Readiness(SQLModel, table=True):
    """The one row that `/readyz` writes, to know that the database takes writes."""

    __tablename__ = "readiness"
    __table_args__ = (CheckConstraint("sole"),)

    sole: bool = boolean(primary_key=True, server_default=true())
    at: datetime = instant()


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


class ApiProcessRow(SQLModel, table=True):
    """An API process, when it last said that it serves, and which of its background tasks were late then."""

    __tablename__ = "api_processes"

    process: str = text(primary_key=True)
    version: str = text()
    commit: str | None = text()
    started_at: datetime = instant()
    seen_at: datetime = instant(server_default=now())
    late: list[str] = document(server_default="[]")
