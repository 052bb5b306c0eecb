"""Who looked at what."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from records.tables.columns import bigint, document, instant, text


class AccessRow(SQLModel, table=True):
    """One look at personal data, a confidential report, an audit or an export; chained, and never changed."""

    __tablename__ = "accesses"
    __table_args__ = (
        CheckConstraint("index > 0"),
        Index("accesses_by_instant", "at", "index"),
        Index("accesses_by_act", "act", "at", "index"),
        Index("accesses_of_actor", sql("(actor->>'id')"), "at", "index"),
        Index("accesses_of_report", "reports", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    index: int = bigint(primary_key=True)
    at: datetime = instant()
    actor: dict[str, Any] = document()
    act: str = text()
    reports: list[str] = Field(sa_type=ARRAY(Text))
    reason: str | None = text()
    previous: str = text()
    digest: str = text()
