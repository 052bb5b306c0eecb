"""Reports: the list with its filters, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import DictRow

from records import paging
from records.database import POINT, Pool, rows
from records.paging import Cursors, Page
from records.reports.queries.scope import Branch, readable_branches, scope_params
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Actor

SHOWN = """r.state, r.title, r.merged_into, r.next_due_at,
coalesce(r.next_due_at <= now(), false) as overdue, r.submitted_at"""

# What each filter means; `r` is the report, as it stands or as its decliner left it.
FILTERS = {
    "stage": "r.stage = %(stage)s",
    "agency": "r.agency = %(agency)s",
    "unit": "r.unit = %(unit)s",
    "report_class": "r.class = %(report_class)s",
    "category": "r.category = %(category)s",
    "level": "r.escalation_level = %(level)s",
    "due_before": "r.next_due_at < %(due_before)s",
    "submitted_from": "r.submitted_at >= %(submitted_from)s",
    "submitted_before": "r.submitted_at < %(submitted_before)s",
}
OVERDUE = {True: "r.next_due_at <= now()", False: "(r.next_due_at <= now()) is not true"}
FOUND_BY_WORDS = """{report} in (select t.report from report_texts as t
where t.search @@ %(words)s::tsquery)"""

# In SQL: hot
RECORDED = """
select r.report, r.state, r.title, r.agency, r.unit, r.facts, r.sealed_at,
       coalesce((select jsonb_agg(jsonb_build_object('agency', d.agency, 'fact', d.fact, 'state', d.state))
                 from declines as d where d.report = r.report), '[]') as declined
from reports as r where r.report = any(%(reports)s)"""
CONFIDENTIAL = "select report from reports where report = any(%s) and confidential order by report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which reports to list; null means any. `level` is the escalation level now, `words` the
    `SearchIndex.query` of what to search for in title and text; `submitted_before` and `due_before` are
    exclusive."""

    stage: str | None = None
    agency: str | None = None
    unit: str | None = None
    report_class: str | None = None
    category: str | None = None
    overdue: bool | None = None
    level: int | None = None
    due_before: datetime | None = None
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    words: str | None = None


ANY = Filter()


@dataclass(frozen=True, slots=True)
class Listed:
    """A report in a list. `state` is what its reader may see of it; `until` the last fact they may read,
    null for all; `title` is sealed, and null where only an old state may be seen."""

    report: str
    state: dict[str, Any]
    title: dict[str, Any] | None
    merged_into: str | None
    next_due_at: datetime | None
    overdue: bool
    submitted_at: datetime
    until: int | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """One report as recorded, with what decides who may read it: `declined` lists `{agency, fact, state}`."""

    report: str
    state: dict[str, Any]
    title: dict[str, Any] | None
    agency: str | None
    unit: str | None
    facts: int
    sealed_at: datetime | None
    declined: list[dict[str, Any]]


async def read_report(pool: Pool, report: str) -> Recorded | None:
    """The report as recorded, for whomever; null if there is none."""
    return (await read_reports(pool, [report])).get(report)


async def read_reports(pool: Pool, reports: Sequence[str]) -> dict[str, Recorded]:
    """Those of the reports that there are, as recorded, for whomever."""
    found = await rows(pool, RECORDED, {"reports": list(reports)}, within=POINT)
    return {row["report"]: Recorded(**row) for row in found}


async def confidential_among(pool: Pool, reports: Sequence[str]) -> list[str]:
    """Those of the reports that are confidential, by number."""
    return [row["report"] for row in await rows(pool, CONFIDENTIAL, [list(reports)], within=POINT)]


async def list_reports(
    pool: Pool, actor: Actor, which: Filter = ANY, *, limit: int = 50, after: str | None = None
) -> Page[Listed]:
    """What `actor` may read of `which`, the latest submitted first. Raises BadCursor or
    WrongCursor."""
    query, values = query_for(actor, which, limit, after)
    found: list[DictRow] = await rows(pool, query, values) if query else []
    return cursors_of(actor, which).page(
        [Listed(**row) for row in found],
        limit,
        lambda last: [instants.format_instant(last.submitted_at), last.report],
    )


def cursors_of(actor: Actor, which: Filter) -> Cursors:
    """The cursors of that list of reports: what there is in it depends on the reader's place."""
    return Cursors.of("reports", actor.role, actor.agency, actor.unit, _given(which))


def _given(which: Filter) -> dict[str, Any]:
    return {name: value for name in Filter.__slots__ if (value := getattr(which, name)) is not None}


def query_for(actor: Actor, which: Filter, limit: int, after: str | None) -> tuple[str, dict[str, Any]]:
    """The statement behind `list_reports` with its values; empty for who may list nothing.

    Each reason for reading is a search of its own, in the order of an index, and stops at the page's end.
    """
    given = _given(which)
    values = scope_params(actor) | given | {"limit": limit + 1}
    if after is not None:
        at, report = cursors_of(actor, which).read(after, str, str)
        values |= {"after_at": paging.parse_instant(at), "after_report": report}
    parts = [_part(branch, given, paged=after is not None) for branch in readable_branches(actor)]
    if len(parts) < 2:
        return "".join(parts), values
    whole = " union all ".join(f"({part})" for part in parts)
    ordered = "order by submitted_at desc, report desc limit %(limit)s"
    # In SQL: hot
    return f"select * from ({whole}) as found {ordered}", values  # noqa: S608  # constants


def _part(branch: Branch, given: dict[str, Any], *, paged: bool) -> str:
    conditions = [branch.condition, *(condition for name, condition in FILTERS.items() if name in given)]
    if "overdue" in given:
        conditions.append(OVERDUE[given["overdue"]])
    if "words" in given:
        conditions.append(FOUND_BY_WORDS.format(report=branch.id))
    if paged:
        conditions.append(f"({branch.submitted_at}, {branch.id}) < (%(after_at)s, %(after_report)s)")
    # In SQL: hot
    return f"""select {branch.id} as report, {SHOWN}, {branch.until} as until
    from {branch.source} where {" and ".join(conditions)}
    order by {branch.submitted_at} desc, {branch.id} desc limit %(limit)s"""  # noqa: S608  # constants
