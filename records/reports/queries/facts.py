"""A report's facts, oldest first."""

from collections.abc import Sequence

from psycopg.rows import DictRow

from records.database import POINT, Pool, rows
from records.paging import Cursors, Page
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Actor, Fact

LAST = 2**31 - 1  # no report ever has so many facts
# In SQL: function: the view `facts`
FACTS = """
select number, at, recorded_at, kind, actor, data, previous, digest from facts
where report = %(report)s and number > %(after)s and number <= %(until)s
order by number limit %(limit)s"""
OF_ALL = """
select report, number, at, recorded_at, kind, actor, data, previous, digest from facts
where report = any(%(reports)s) order by report, number"""


async def list_facts_of_all(pool: Pool, reports: Sequence[str]) -> dict[str, list[Fact]]:
    """All facts of several reports; of one that has none, nothing."""
    found: dict[str, list[Fact]] = {}
    for row in await rows(pool, OF_ALL, {"reports": list(reports)}):
        found.setdefault(row.pop("report"), []).append(fact_of(row))
    return found


async def list_facts(
    pool: Pool, report: str, *, until: int | None = None, limit: int = 200, after: str | None = None
) -> Page[Fact]:
    """The facts up to number `until` (null: all of them), as they were digested. Raises BadCursor or
    WrongCursor."""
    cursors = Cursors.of("facts", report)
    number = cursors.read(after, int)[0] if after is not None else 0
    values = {
        "report": report,
        "after": number,
        "until": until if until is not None else LAST,
        "limit": limit + 1,
    }
    found = [fact_of(row) for row in await rows(pool, FACTS, values, within=POINT)]
    return cursors.page(found, limit, lambda last: [last.number])


def fact_of(row: DictRow) -> Fact:
    """The fact of a row of the view `facts`."""
    actor = Actor(**{**row["actor"], "role": Role(row["actor"]["role"])})
    return Fact(**{**row, "actor": actor, "kind": FactKind(row["kind"])})
