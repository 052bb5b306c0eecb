"""Decrees, and new calendars on their way to open reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, text


class DecreeRow(SQLModel, table=True):
    """A decree as it was entered, `content` being a `calendars.Decree`; it is only ever withdrawn, once."""

    __tablename__ = "decrees"

    number: str = text(primary_key=True)
    content: dict[str, Any] = document()
    region: str = text()
    agency: str | None = text()
    issued_on: date
    supersedes: str | None = text()
    entered_at: datetime = instant()
    entered_by: str = text()
    withdrawn_at: datetime | None = instant()
    withdrawn_by: str | None = text()
    withdrawn_for: str | None = text()


class Retiming(SQLModel, table=True):
    """New calendar `versions`, by code, that go to the open reports which they move."""

    __tablename__ = "retimings"

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger)
    act: str = text()
    decree: str | None = text()
    versions: dict[str, Any] = document()
    made_at: datetime = instant()
    begun_at: datetime | None = instant()
    cancelled_at: datetime | None = instant()
    finished_at: datetime | None = instant()
    attempts: int
    due_at: datetime = instant()
    since: datetime | None = instant()
    reason: str | None = text()


class Retimed(SQLModel, table=True):
    """A report that a re-timing would move, and when it was reached; or since when it can't be, for what
    `reason`, and when the next attempt is made."""

    __tablename__ = "retimed"

    retiming: int = Field(primary_key=True, sa_type=BigInteger)
    report: str = text(primary_key=True)
    code: str = text()
    agency: str | None = text()
    moves: list[dict[str, Any]] = document()
    reached_at: datetime | None = instant()
    moved: bool | None
    attempts: int
    due_at: datetime = instant()
    since: datetime | None = instant()
    reason: str | None = text()
