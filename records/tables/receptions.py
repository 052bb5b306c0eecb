"""When something was first received whose sender could not be told what came of it."""

from datetime import datetime

from sqlmodel import SQLModel

from records.tables.columns import instant, text


class ReceptionRow(SQLModel, table=True):
    """The first reception of a decision or a report; `key`, empty for a report, and `content` are HMACs."""

    __tablename__ = "receptions"

    report: str = text(primary_key=True)
    key: str = text(primary_key=True)
    content: str = text(primary_key=True)
    received_at: datetime = instant()
