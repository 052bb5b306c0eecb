"""Messages to send: written through `record_facts`, taken and marked by the delivery."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import SQLModel

from records.tables.columns import document, identity, instant, integer, text


class Message(SQLModel, table=True):
    """One message to send. `recipient` is an account's id or `reporter`; `dedup` is
    `report:fact:recipient:channel`; rows of one `batch` and `send_at` to one recipient leave as one message.

    `channel` is `email`, or `phone` where somebody has to call; `told_by` is the account that did. `dedup`
    names the channel that was meant at first. `leaves_at` is when it is due to leave, or, after a failure
    whose kind is `error`, to be tried again. `office_…` are the role, agency and unit that the recipient held
    when it was written; null for reporters. `report` and `fact` are null where a message tells of several
    reports, as a morning's.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index(
            "messages_leaving",
            "leaves_at",
            "id",
            postgresql_where=sql("sent_at is null and given_up_at is null"),
        ),
        Index(
            "messages_of_letter",
            "recipient",
            "batch",
            "channel",
            "send_at",
            "id",
            postgresql_where=sql("batch is not null"),
        ),
        CheckConstraint("(report is null) = (fact is null)"),
        Index("messages_of_report", "report", "id"),
        Index("messages_given_up", "given_up_at", postgresql_where=sql("given_up_at is not null")),
        Index(
            "messages_to_phone",
            "report",
            "id",
            postgresql_where=sql("channel = 'phone' and sent_at is null and given_up_at is null"),
        ),
    )

    id: int | None = identity()
    report: str | None = text()
    fact: int | None
    recipient: str = text()
    channel: str = text()
    dedup: str = text(unique=True)
    template: str = text()
    data: dict[str, Any] = document()
    batch: str | None = text()
    send_at: datetime = instant()
    sent_at: datetime | None = instant()
    attempts: int = integer(server_default="0")
    error: str | None = text()
    leaves_at: datetime = instant()
    given_up_at: datetime | None = instant()
    told_by: str | None = text()
    office_role: str | None = text()
    office_agency: str | None = text()
    office_unit: str | None = text()
