"""The access ledger as it is read: who looked at what, the latest first."""

from dataclasses import dataclass
from datetime import datetime

from evidence.accesses.access_log import Access
from records import paging
from records.database import Pool, rows
from records.paging import Cursors, Page
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role

COLUMNS = "index, at, actor, act, reports, reason, previous, digest"
FILTERS = {
    "report": "reports @> array[%(report)s]",
    "actor": "actor->>'id' = %(actor)s",
    "act": "act = %(act)s",
    "since": "at >= %(since)s",
    "before": "at < %(before)s",
}
BY_OTHERS = f"actor->>'role' <> '{Role.REPORTER}'"
EARLIER = "(at, index) < (%(after_at)s, %(after_index)s)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries to list; null means any. `actor` is an account's id; `before` is exclusive."""

    report: str | None = None
    actor: str | None = None
    act: str | None = None
    since: datetime | None = None
    before: datetime | None = None


async def list_accesses(
    pool: Pool, which: Filter, *, by_others: bool = False, limit: int = 50, after: str | None = None
) -> Page[Access]:
    """The entries of `which`, the latest first; with `by_others` none of reporters. Raises BadCursor or
    WrongCursor."""
    given = {name: value for name in Filter.__slots__ if (value := getattr(which, name)) is not None}
    conditions = ["true", *(FILTERS[name] for name in given), *([BY_OTHERS] if by_others else [])]
    cursors = Cursors.of("accesses", given, by_others)
    values = given | {"limit": limit + 1}
    if after is not None:
        at, values["after_index"] = cursors.read(after, str, int)
        values["after_at"] = paging.parse_instant(at)
        conditions.append(EARLIER)
    query = f"""select {COLUMNS} from accesses where {" and ".join(conditions)}
    order by at desc, index desc limit %(limit)s"""  # noqa: S608  # constants
    found = [Access(**row) for row in await rows(pool, query, values)]
    return cursors.page(found, limit, lambda last: [instants.format_instant(last.at), last.index])
