"""Who looked at what."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Text
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, text


class AccessRow(SQLModel, table=True):
    """One look at personal data, a confidential report, an audit or an export; chained, and never changed."""

    __tablename__ = "accesses"

    index: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = instant()
    actor: dict[str, Any] = document()
    act: str = text()
    reports: list[str] = Field(sa_type=ARRAY(Text))
    reason: str | None = text()
    previous: str = text()
    digest: str = text()
