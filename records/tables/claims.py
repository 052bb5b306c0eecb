"""Who is at work on a report: said by themselves, or seen by the page that they have open. Neither binds
anybody."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import instant, text


class ClaimRow(SQLModel, table=True):
    """`account` says that they work on the report, in force until `expires_at`. A trigger deletes it when a
    decision of the account's on the report is recorded."""

    __tablename__ = "claims"

    report: str = text(primary_key=True)
    account: str = text(foreign_key="accounts.id")
    since: datetime = instant(server_default=now())
    expires_at: datetime = instant()


class ViewerRow(SQLModel, table=True):
    """`account` had the report's page open at `seen_at`."""

    __tablename__ = "viewers"
    __table_args__ = (Index("viewers_by_sight", "seen_at"),)

    report: str = text(primary_key=True)
    account: str = text(primary_key=True, foreign_key="accounts.id")
    seen_at: datetime = instant(server_default=now())
