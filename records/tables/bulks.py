"""Bulk decisions: one decision upon an explicit list of tasks."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy import text as sql
from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import document, instant, integer, text


class BulkRow(SQLModel, table=True):
    """A list of tasks that `account` chose, and from `begun_at` on the decision of that `kind` upon them.

    `content` is the keyed hash of the request that made it, null where a page did. `chosen` has the
    decision's codes; its texts are in the items. `left_out` counts the reports chosen that have no open task;
    `has_more` says that the list it was made of went on.
    """

    __tablename__ = "bulks"
    __table_args__ = (Index("bulks_of_account", "account", "made_at"), Index("bulks_by_age", "made_at"))

    id: str = text(primary_key=True)
    account: str = text(foreign_key="accounts.id")
    content: str | None = text()
    kind: str | None = text()
    chosen: dict[str, Any] = document(server_default=sql("'{}'::jsonb"))
    has_more: bool
    left_out: int = integer()
    made_at: datetime = instant(server_default=now())
    begun_at: datetime | None = instant()
    stopped_at: datetime | None = instant()


class BulkItemRow(SQLModel, table=True):
    """One task of a bulk. `state` is listed, waiting, stands, refused or stopped.

    `content` is the whole decision, sealed under the report's key, for as long as it may have to be sent.
    A trigger empties it when that key is destroyed. `code` and `members` are those of the problem that the
    last try met.
    """

    __tablename__ = "bulk_items"
    __table_args__ = (
        Index("bulk_items_waiting", "due_at", postgresql_where=sql("state = 'waiting'")),
        Index("bulk_items_sealed", "report", postgresql_where=sql("content is not null")),
    )

    bulk: str = Field(
        sa_type=Text, primary_key=True, sa_column_args=[ForeignKey("bulks.id", ondelete="CASCADE")]
    )
    task: str = text(primary_key=True)
    report: str = text()
    position: int = integer()
    state: str = text(server_default="listed")
    content: dict[str, Any] | None = document()
    code: str | None = text()
    members: dict[str, Any] | None = document()
    attempts: int = integer(server_default="0")
    due_at: datetime = instant(server_default=now())
    done_at: datetime | None = instant()
