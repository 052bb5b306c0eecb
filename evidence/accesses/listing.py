"""The access ledger as it is read: who looked at what, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, ColumnElement, DateTime, Text, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import array
from sqlmodel import col

from evidence.accesses.access_log import Access
from records import paging
from records.database import Pool, rows
from records.paging import Cursors, Page
from records.statements import compile_statement
from records.tables import AccessRow
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role

Row = AccessRow
FILTERS: dict[str, ColumnElement[bool]] = {
    "report": col(Row.reports).contains(array([bindparam("report", type_=Text)])),
    "actor": col(Row.actor)["id"].astext == bindparam("actor", type_=Text),
    "act": col(Row.act) == bindparam("act"),
    "reason": func.strpos(func.lower(col(Row.reason)), func.lower(bindparam("reason", type_=Text))) > 0,
    "since": col(Row.at) >= bindparam("since"),
    "before": col(Row.at) < bindparam("before"),
}
BY_OTHERS = col(Row.actor)["role"].astext != Role.REPORTER.value
EARLIER = tuple_(col(Row.at), col(Row.index)) < tuple_(
    bindparam("after_at", type_=DateTime(timezone=True)), bindparam("after_index", type_=BigInteger)
)
LATEST_FIRST = (col(Row.at).desc(), col(Row.index).desc())


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries to list; null means any. `actor` is an account's id; `reason` is
    part of one, in any case; `before` is exclusive."""

    report: str | None = None
    actor: str | None = None
    act: str | None = None
    reason: str | None = None
    since: datetime | None = None
    before: datetime | None = None


async def list_accesses(
    pool: Pool, which: Filter, *, by_others: bool = False, limit: int = 50, after: str | None = None
) -> Page[Access]:
    """The entries of `which`, the latest first; with `by_others` none of reporters. Raises BadCursor or
    WrongCursor."""
    given = {name: value for name in Filter.__slots__ if (value := getattr(which, name)) is not None}
    cursors = Cursors.of("accesses", given, by_others)
    values = given | {"limit": limit + 1}
    if after is not None:
        at, values["after_index"] = cursors.read(after, str, int)
        values["after_at"] = paging.parse_instant(at)
    query = _list_accesses(frozenset(given), by_others=by_others, is_first=after is None)
    found = [Access(**row) for row in await rows(pool, query, values)]
    return cursors.page(found, limit, lambda last: [instants.format_instant(last.at), last.index])


@cache
def _list_accesses(filters: frozenset[str], *, by_others: bool, is_first: bool) -> str:
    query = select(Row).where(*(condition for name, condition in FILTERS.items() if name in filters))
    query = query.where(BY_OTHERS) if by_others else query
    query = query if is_first else query.where(EARLIER)
    return compile_statement(query.order_by(*LATEST_FIRST).limit(bindparam("limit")))
