"""When an Idempotency-Key was first received, where its sender could not be told whether the decision stands.

A repeat counts at that instant. Rows are written in trouble only; two minutes after it, nothing is read any
more for reports that have none.
"""

import logging
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import DictRow
from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from records.database import POINT, SQL_AWAY, Params, Pool, rows
from records.statements import compile_statement
from records.tables import ReceptionRow

FEW = 1000
"""Of how many reports with rows the numbers are kept in memory."""
RECEIVED_AT = col(ReceptionRow.received_at)
IS_ONE = (
    col(ReceptionRow.report) == bindparam("report"),
    col(ReceptionRow.key) == bindparam("key"),
    col(ReceptionRow.content) == bindparam("content"),
)
NEW = insert(ReceptionRow)
# What was received first holds, whichever process writes last.
KEEP = compile_statement(
    NEW.on_conflict_do_update(
        index_elements=["report", "key", "content"],
        set_={"received_at": func.least(RECEIVED_AT, NEW.excluded.received_at)},
    ),
    *("report", "key", "content", "received_at"),
)
READ = compile_statement(
    select(RECEIVED_AT).where(*IS_ONE, func.now() - text("interval '24 hours'") < RECEIVED_AT)
)
FORGET = compile_statement(delete(ReceptionRow).where(*IS_ONE))
# In SQL: parts
LOOK = f"""
with old as (delete from receptions where received_at < now() - interval '24 hours')
select exists (select from receptions where received_at > now() - interval '2 minutes') as is_trouble,
       array(select distinct report from receptions limit {FEW + 1}) as reports"""  # noqa: S608  # a constant

MOST = 10_000
"""How many are kept in memory."""
LONGEST = timedelta(hours=24)
"""How long such an instant holds; as the statements have it."""
EVERY = 2.0
"""Seconds between two looks for what other processes wrote: well within those before a 503."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """What is sent: a decision for `report` under the HMAC `key`, with the HMAC `content`."""

    report: str
    key: str
    content: str

    def wire(self) -> dict[str, str]:
        """The same as a statement takes it."""
        return {"report": self.report, "key": self.key, "content": self.content}


class ReceivedTimes:
    """When requests were first received: by this process in memory, by all of them in the table
    `receptions`. Nothing here fails a decision: with SQL away they are as this process knows them."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known: OrderedDict[ReceivedRequest, datetime] = OrderedDict()
        self._kept: set[ReceivedRequest] = set()
        self._reports: frozenset[str] | None = None
        """Those that have rows; null where others may: in trouble, with too many, and until SQL was asked."""

    async def first(self, request: ReceivedRequest, now: datetime) -> datetime:
        """The instant at which it was first received; `now` if never before."""
        first = self._known[request] = self._earliest(request, now)  # a repeat may come while SQL is asked
        if self._reports is None or request.report in self._reports:
            for row in await self._asked(READ, request.wire()):
                self._kept.add(request)
                first = min(first, row["received_at"])
            first = min(first, self._earliest(request, now))
        self._known[request] = first
        self._known.move_to_end(request)
        while len(self._known) > MOST:
            self._kept.discard(self._known.popitem(last=False)[0])
        return first

    def _earliest(self, request: ReceivedRequest, now: datetime) -> datetime:
        """As this process knows it; `now` if it knows none that still holds."""
        known = self._known.get(request, now)
        return known if now - LONGEST < known < now else now

    async def keep(self, request: ReceivedRequest) -> None:
        """Writes the instant down where it survives this process."""
        if request in self._known:
            self._kept.add(request)
            self._reports = None
            await self._asked(KEEP, {**request.wire(), "received_at": self._known[request]})

    async def forget(self, request: ReceivedRequest) -> None:
        """What came of it is known: the report knows its key, or has refused it."""
        self._known.pop(request, None)
        if request in self._kept:
            self._kept.discard(request)
            await self._asked(FORGET, request.wire())

    async def refresh(self) -> None:
        """Looks for rows, and deletes those that are a day old. Raises one of `SQL_AWAY`."""
        (row,) = await rows(self._pool, LOOK, within=POINT)
        all_known = not row["is_trouble"] and len(row["reports"]) <= FEW
        self._reports = frozenset(row["reports"]) if all_known else None

    async def _asked(self, query: str, params: Params = ()) -> list[DictRow]:
        try:
            return await rows(self._pool, query, params, within=POINT)
        except SQL_AWAY as error:
            log.info("first receptions can't be reached: %s", type(error).__name__)
            return []
