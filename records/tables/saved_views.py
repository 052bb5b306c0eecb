"""Filters of lists that people keep under a name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import SQLModel

from records.tables.columns import boolean, identity, instant, integer, text


class SavedViewRow(SQLModel, table=True):
    """The filters of a list as the query of its address. It is one person's, `account`, or else an office's:
    that of `agency` and `unit`, both null for the centre."""

    __tablename__ = "saved_views"
    __table_args__ = (
        CheckConstraint("account is null or (agency is null and unit is null)"),
        Index(
            "saved_views_named",
            sql("coalesce(account, '')"),
            sql("coalesce(agency, '')"),
            sql("coalesce(unit, '')"),
            "of",
            "name",
            unique=True,
        ),
    )

    id: int | None = identity(always=True)
    account: str | None = text(foreign_key="accounts.id")
    agency: str | None = text()
    unit: str | None = text()
    of: str = text()
    name: str = text()
    query: str = text()
    pinned: bool = boolean()
    position: int = integer(server_default="0")
    created_by: str = text(foreign_key="accounts.id")
    changed_at: datetime = instant(server_default=now())
