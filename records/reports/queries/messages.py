"""Messages sent and to be sent, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from records.paging import Cursors, Page

COLUMNS = "id, report, fact, recipient, channel, template, data, batch, send_at, sent_at, attempts, error"
OF_REPORT = "report = %(report)s"
EARLIER = "id < %(before)s"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message; `recipient` is an account's id or `reporter`, `error` the kind of the last failure."""

    id: int
    report: str
    fact: int
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
    conditions = ["true", *([OF_REPORT] if report else []), *([EARLIER] if after is not None else [])]
    before = cursors.read(after, int)[0] if after is not None else None
    values = {"report": report, "before": before, "limit": limit + 1}
    query = f"""select {COLUMNS} from messages where {" and ".join(conditions)}
    order by id desc limit %(limit)s"""  # noqa: S608  # constants
    found = [Outgoing(**row) for row in await rows(pool, query, values)]
    return cursors.page(found, limit, lambda last: [last.id])
