"""Which reports an audit takes. The record is what is audited, so it is not believed alone: the engine, the
archive's rows and the ledger's leaves know of reports, too.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime

from temporalio.client import Client

from evidence.archive.report_histories import PER_REQUEST
from evidence.ledger.anchors import ACCESSES
from evidence.replay.known_reports import REPORT, unrecorded
from evidence.replay.selection import Selection
from records.database import Pool, rows

PAGE = 1000
# In SQL: import
ELSEWHERE = """
with known as (
    (select distinct report from recorded_facts where report > %(after)s order by report limit %(page)s)
    union
    (select report from archived where report > %(after)s order by report limit %(page)s)
    union
    (select distinct report from ledger_leaves where report > %(after)s order by report limit %(page)s)
    order by report limit %(page)s
)
select report, exists (select from reports as r where r.report = known.report) as is_listed
from known order by report"""
"""Reports of which there are facts, objects or leaves, and whether the record's list has them."""
EARLIEST, LATEST = date(1970, 1, 2), date(2200, 1, 1)
"""Between what days the engine can be asked."""


async def choose_reports(
    selection: Selection, pool: Pool, connected: Callable[[], Awaitable[Client]]
) -> AsyncIterator[list[str]]:
    """The numbers of all reports that are meant, by pages: those that the record's list says, then those that
    only others know of. Each comes once.

    Raises what `connected` does, RPCError for an engine that can't be asked, and one of `SQL_AWAY`.
    """
    async for page in selection.pages(pool):
        yield page
    if selection.only:
        return
    if selection.is_all:
        async for page in _unlisted(pool):
            yield page
    told: set[str] = set()
    async for page in _of_engine(await connected(), visibility_query(selection)):
        others = unrecorded(pool, page) if selection.is_all else selection.others(pool, page)
        new = [number for number in await others if number not in told]
        told.update(new)
        if new:
            yield new


async def _unlisted(pool: Pool) -> AsyncIterator[list[str]]:
    after = ""
    while page := await rows(pool, ELSEWHERE, {"after": after, "page": PAGE}):
        found = [row["report"] for row in page if not row["is_listed"] and row["report"] != ACCESSES]
        if found:
            yield found
        after = page[-1]["report"]


async def _of_engine(client: Client, query: str) -> AsyncIterator[list[str]]:
    """What the engine lists, each number once a page."""
    page: dict[str, None] = {}
    async for execution in client.list_workflows(query, page_size=PAGE, rpc_timeout=PER_REQUEST):
        page[execution.id] = None
        if len(page) == PAGE:
            yield list(page)
            page.clear()
    yield list(page)


def visibility_query(selection: Selection) -> str:
    """What the engine is asked for: the reports that are at the agency, or whose first run or a later one was
    begun on these days. A report's earlier runs keep the agency that it was at when they ended."""
    parts = [f"WorkflowType = '{REPORT}'"]
    if selection.agency:
        agency = selection.agency.replace("'", "''")
        parts.append(f"Agency = '{agency}'")
    since, before = selection.since, selection.before
    if since:
        parts.append(f"StartTime >= '{_asked(since)}'")
    if before:
        parts.append(f"StartTime < '{_asked(before)}'")
    if not since and not before:
        parts.append("ExecutionStatus != 'ContinuedAsNew'")
    return " and ".join(parts)


def _asked(at: datetime) -> str:
    """An instant, or the nearest that the engine can be asked for."""
    day = min(max(at.date(), EARLIEST), LATEST)
    return (at if day == at.date() else datetime(day.year, day.month, day.day, tzinfo=UTC)).isoformat()
