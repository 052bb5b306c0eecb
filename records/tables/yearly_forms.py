"""What agencies tell of themselves once a year."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import document, instant, integer, text


class YearlyFormRow(SQLModel, table=True):
    """One version of an agency's form for a year, counted from 1; the highest is the one in force. Rows are
    added, and never changed. `reason` says why the form was corrected after its closing day."""

    __tablename__ = "yearly_forms"
    __table_args__ = (
        CheckConstraint("version > 0"),
        Index("yearly_forms_of_year", "year", "agency", "version"),
    )

    agency: str = text(primary_key=True, foreign_key="agencies.code")
    year: int = integer(primary_key=True)
    version: int = integer(primary_key=True)
    content: dict[str, Any] = document()
    reason: str | None = text()
    written_by: str = text(foreign_key="accounts.id")
    written_at: datetime = instant(server_default=now())
