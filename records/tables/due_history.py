"""Which due instant each report had when."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from records.tables.columns import identity, instant, text


class DueHistoryRow(SQLModel, table=True):
    """From `since` until `until` the report waited for staff in that stage and was due at `due_at`; `until`
    null is now. A trigger on `reports` writes it, with the instants of facts. `agency` null is the centre."""

    __tablename__ = "due_history"
    __table_args__ = (
        Index("due_history_now", "report", unique=True, postgresql_where=sql("until is null")),
        Index("due_history_by_due", "due_at"),
    )

    id: int | None = identity(always=True)
    report: str = text()
    stage: str = text()
    agency: str | None = text()
    due_at: datetime = instant()
    since: datetime = instant()
    until: datetime | None = instant()
