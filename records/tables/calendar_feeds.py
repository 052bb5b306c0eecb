"""Calendar feeds of what is due."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import instant, text


class CalendarFeedRow(SQLModel, table=True):
    """The address of one feed of `account`: `secret` is the SHA-256 of what the address holds. A trigger
    deletes it when the account is disabled."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        CheckConstraint("scope in ('mine', 'team')"),
        CheckConstraint("language in ('id', 'en')"),
    )

    account: str = text(primary_key=True, foreign_key="accounts.id")
    scope: str = text(primary_key=True)
    secret: str = text(unique=True)
    language: str = text()
    made_at: datetime = instant(server_default=now())
