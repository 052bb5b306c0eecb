"""What people have begun to write and not sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, text


class DraftRow(SQLModel, table=True):
    """What `account` typed into the form of one kind of decision on a report. `content` is sealed under the
    report's key. `task` is the one that it was written for. Triggers delete it when the account's decision is
    recorded as a fact of one of the kinds `ended_by`, and when the report's key is destroyed."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("drafts_of_report", "report"),
        Index("drafts_by_saving", "saved_at"),
    )

    account: str = text(primary_key=True, foreign_key="accounts.id")
    report: str = text(primary_key=True)
    kind: str = text(primary_key=True)
    task: str | None = text()
    content: dict[str, Any] = document()
    ended_by: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    saved_at: datetime = instant(server_default=now())
