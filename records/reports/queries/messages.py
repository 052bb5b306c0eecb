"""Messages sent and to be sent, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import col

from records.database import Pool, rows
from records.paging import Cursors, Page
from records.statements import columns, compile_statement
from records.tables import Message

COLUMNS = columns(
    Message.id,
    Message.report,
    Message.fact,
    Message.recipient,
    Message.channel,
    Message.template,
    Message.data,
    Message.batch,
    Message.send_at,
    Message.sent_at,
    Message.attempts,
    Message.error,
)


@cache
def _list_messages(*, of_report: bool, is_first: bool) -> str:
    query = select(*COLUMNS).order_by(col(Message.id).desc()).limit(bindparam("limit"))
    if of_report:
        query = query.where(col(Message.report) == bindparam("report"))
    return compile_statement(query if is_first else query.where(col(Message.id) < bindparam("before")))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message. `report` and `fact` are null where it tells of several reports;
    `recipient` is an account's id or `reporter`, `error` the kind of the last failure."""

    id: int
    report: str | None
    fact: int | None
    recipient: str
    channel: str
    template: str
    data: dict[str, Any]
    batch: str | None
    send_at: datetime
    sent_at: datetime | None
    attempts: int
    error: str | None


async def list_messages(
    pool: Pool, *, report: str | None = None, limit: int = 50, after: str | None = None
) -> Page[Outgoing]:
    """All messages, or those of one report. Raises BadCursor or WrongCursor."""
    cursors = Cursors.of("messages", report)
    before = cursors.read(after, int)[0] if after is not None else None
    values = {"report": report, "before": before, "limit": limit + 1}
    query = _list_messages(of_report=bool(report), is_first=after is None)
    found = [Outgoing(**row) for row in await rows(pool, query, values)]
    return cursors.page(found, limit, lambda last: [last.id])
