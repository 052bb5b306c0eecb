"""Acts by which agencies and units are merged or abolished, on their way to open reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import bigint, document, identity, instant, integer, text


class SuccessionRow(SQLModel, table=True):
    """An act: what `agency`, or its `unit`, holds goes to `successor`, null for the centre, and there to the
    units that `units` gives by the predecessor's, null for none. With `new_name` it only renames: `successor`
    is the agency itself, and no report moves."""

    __tablename__ = "successions"
    __table_args__ = (
        ForeignKeyConstraint(["agency", "unit"], ["units.agency", "units.code"]),
        CheckConstraint("(old_name is null) = (new_name is null)"),
        Index("successions_of_agency", "agency", "id"),
        Index("successions_open", "id", postgresql_where=sql("finished_at is null")),
    )

    id: int | None = identity(always=True)
    number: str = text(unique=True)
    agency: str = text(foreign_key="agencies.code")
    unit: str | None = text()
    successor: str | None = text(foreign_key="agencies.code")
    units: dict[str, Any] = document()
    effective_on: date
    author: str | None = text()
    made_at: datetime = instant(server_default=now())
    begun_at: datetime | None = instant()
    finished_at: datetime | None = instant()
    attempts: int = integer(server_default="0")
    due_at: datetime = instant(server_default=now())
    since: datetime | None = instant()
    reason: str | None = text()
    old_name: str | None = text()
    new_name: str | None = text()


class TransferRow(SQLModel, table=True):
    """A report that an act moves, found when it had `facts` facts, and when it was reached; or since when it
    can't be, for what `reason`, and when the next attempt is made."""

    __tablename__ = "transfers"
    __table_args__ = (
        Index("transfers_unreached", "succession", "report", postgresql_where=sql("reached_at is null")),
    )

    succession: int = bigint(primary_key=True, foreign_key="successions.id")
    report: str = text(primary_key=True)
    facts: int = integer()
    reached_at: datetime | None = instant()
    transferred: bool | None
    attempts: int = integer(server_default="0")
    due_at: datetime = instant(server_default=now())
    since: datetime | None = instant()
    reason: str | None = text()
