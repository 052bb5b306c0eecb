"""Morning messages of what lapses."""

from datetime import date, datetime

from sqlalchemy.sql.functions import now
from sqlmodel import Field, SQLModel

from records.tables.columns import bigint, instant, text


class MorningMessageRow(SQLModel, table=True):
    """`account` was looked at on the morning of `day`; `message` is what was written, null where there was
    nothing to tell."""

    __tablename__ = "morning_messages"

    account: str = text(primary_key=True, foreign_key="accounts.id")
    day: date = Field(primary_key=True)
    message: int | None = bigint()
    written_at: datetime = instant(server_default=now())


class MorningMessageOffRow(SQLModel, table=True):
    """`account` wants no morning messages."""

    __tablename__ = "morning_messages_off"

    account: str = text(primary_key=True, foreign_key="accounts.id")
    since: datetime = instant(server_default=now())
