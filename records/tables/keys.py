"""Secrets around a report: its key, and how often its PIN was guessed."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from records.tables.columns import instant, text


class ReportKeyRow(SQLModel, table=True):
    """A report's key under the master key; `wrapped` is null once destroyed."""

    __tablename__ = "report_keys"

    report: str = text(primary_key=True)
    key_id: str = text(unique=True)
    wrapped: bytes | None = Field(sa_type=LargeBinary)
    created_at: datetime = instant()
    destroyed_at: datetime | None = instant()


class PinFailures(SQLModel, table=True):
    """Wrong PINs for a report since the last right one."""

    __tablename__ = "pin_failures"

    report: str = text(primary_key=True)
    failures: int
    last_at: datetime = instant()
