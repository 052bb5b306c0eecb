"""What is sealed in the store, what is still to be, and what lay in its place."""

from datetime import datetime

from sqlalchemy import Index, PrimaryKeyConstraint
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import bigint, instant, integer, text


class Archived(SQLModel, table=True):
    """A finished report's `object` in the store: its hash and size, and how many facts it holds, up to which
    digest. `checked_at` is when the object was last seen to be the one that was sealed."""

    __tablename__ = "archived"
    __table_args__ = (
        PrimaryKeyConstraint("report", postgresql_include=["facts"]),
        Index("archived_by_check", "checked_at", "report"),
    )

    report: str = text(primary_key=True)
    object: str = text()
    sha256: str = text()
    bytes: int = bigint()
    facts: int
    digest: str = text()
    archived_at: datetime = instant(server_default=now())
    checked_at: datetime = instant(server_default=now())


class ArchiveGap(SQLModel, table=True):
    """A finished report that lacks a good object. `reason` is why the last of `attempts` failed, `due_at`
    when the next is made; the record gave cause to seal it `asked` times."""

    __tablename__ = "archive_gaps"
    __table_args__ = (Index("archive_gaps_due", "due_at", "report"),)

    report: str = text(primary_key=True)
    since: datetime = instant(server_default=now())
    due_at: datetime = instant(server_default=now())
    attempts: int = integer(server_default="0")
    reason: str | None = text()
    asked: int = integer(server_default="1")


class ArchiveAside(SQLModel, table=True):
    """What lay where a report's object had to go, kept as `object`, append-only."""

    __tablename__ = "archive_asides"

    report: str = text(primary_key=True)
    sha256: str = text(primary_key=True)
    object: str = text()
    found_at: datetime = instant(server_default=now())
