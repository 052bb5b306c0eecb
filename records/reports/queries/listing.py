"""Reports: the list with its filters, and one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.rows import DictRow

from records import paging
from records.database import POINT, Pool, rows
from records.paging import Cursors, Page
from records.reports.queries.conditions import filter_conditions, filter_params
from records.reports.queries.scope import (
    Branch,
    readable_branches,
    scope_params,
    team_condition,
)
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Actor

MOST_COUNTED = 1000
"""Counting ends here: a filter that finds more is counted no further."""
SHOWN = """r.state, r.title, r.merged_into, r.next_due_at,
coalesce(r.next_due_at <= now(), false) as overdue, r.submitted_at"""

# What each filter means; `r` is the report, as it stands or as its decliner left it.
ONE_OF = {
    "stage": "r.stage",
    "agency": "r.agency",
    "unit": "r.unit",
    "report_class": "r.class",
    "category": "r.category",
    "level": "r.escalation_level",
}
FILTERS = {
    "due_before": "r.next_due_at < %(due_before)s",
    "due_after": "r.next_due_at > %(due_after)s",
    "due_by": "r.next_due_at <= %(due_by)s",
    "submitted_from": "r.submitted_at >= %(submitted_from)s",
    "submitted_before": "r.submitted_at < %(submitted_before)s",
    "closed_from": "r.closed_at >= %(closed_from)s",
    "closed_before": "r.closed_at < %(closed_before)s",
}
# In SQL: hot: a part of the lists
DECIDED = "select from facts as f where f.report = t.report and f.number = t.closed_by"

OPENED = {
    "opened_from": "t.opened_at >= %(opened_from)s",
    "opened_before": "t.opened_at < %(opened_before)s",
}
DONE = {
    "done_from": "t.closed_at >= %(done_from)s",
    "done_before": "t.closed_at < %(done_before)s",
    "done_by": f"exists ({DECIDED} and f.actor->>'id' = %(done_by)s)",
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
    """Which reports to list; null and empty mean any, several values one of them. `level` is the escalation
    level now, `words` the `SearchIndex.query` of what to search for in title and text; `due_by` is inclusive,
    `due_after` and what ends in `before` exclusive. `opened` and `done` ask for reports in which those of the
    reader's agency were given a task then, or did one; `done_by` is the id of who decided."""

    stage: Sequence[str] = ()
    agency: Sequence[str] = ()
    unit: Sequence[str] = ()
    report_class: Sequence[str] = ()
    category: Sequence[str] = ()
    overdue: bool | None = None
    level: Sequence[int] = ()
    due_before: datetime | None = None
    due_after: datetime | None = None
    due_by: datetime | None = None
    submitted_from: datetime | None = None
    submitted_before: datetime | None = None
    closed_from: datetime | None = None
    closed_before: datetime | None = None
    opened_from: datetime | None = None
    opened_before: datetime | None = None
    done_from: datetime | None = None
    done_before: datetime | None = None
    done_by: str | None = None
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
    """What is asked for by name; in psycopg a list is an array, and a tuple is none."""
    told = {name: getattr(which, name) for name in Filter.__slots__}
    told |= {name: sorted(set(told[name])) for name in ONE_OF}
    return {name: value for name, value in told.items() if value is not None and value != []}


def query_for(actor: Actor, which: Filter, limit: int, after: str | None) -> tuple[str, dict[str, Any]]:
    """The statement behind `list_reports` with its values; empty for who may list nothing.

    Each reason for reading is a search of its own, in the order of an index, and stops at the page's end.
    """
    given = _given(which)
    values = scope_params(actor) | filter_params(given, ONE_OF) | {"limit": limit + 1}
    if after is not None:
        at, report = cursors_of(actor, which).read(after, str, str)
        values |= {"after_at": paging.parse_instant(at), "after_report": report}
    parts = [_part(actor, branch, given, paged=after is not None) for branch in readable_branches(actor)]
    if len(parts) < 2:
        return "".join(parts), values
    whole = " union all ".join(f"({part})" for part in parts)
    ordered = "order by submitted_at desc, report desc limit %(limit)s"
    # In SQL: hot
    return f"select * from ({whole}) as found {ordered}", values  # noqa: S608  # constants


async def count_reports(pool: Pool, actor: Actor, which: Filter = ANY) -> int:
    """How many reports `actor` may read of `which`, up to MOST_COUNTED."""
    given = _given(which)
    parts = [
        f"(select 1 from {branch.source} where {_where(actor, branch, given)} limit %(most)s)"  # noqa: S608
        for branch in readable_branches(actor)
    ]
    if not parts:
        return 0
    # In SQL: hot
    query = f"select count(*) as found from ({' union all '.join(parts)}) as found"  # noqa: S608  # constants
    values = scope_params(actor) | filter_params(given, ONE_OF) | {"most": MOST_COUNTED}
    found = await rows(pool, query, values, within=POINT)
    return min(int(found[0]["found"]), MOST_COUNTED)


def _where(actor: Actor, branch: Branch, given: dict[str, Any]) -> str:
    return " and ".join(_conditions(actor, branch, given))


def _conditions(actor: Actor, branch: Branch, given: dict[str, Any]) -> list[str]:
    conditions = [branch.condition, *filter_conditions(given, ONE_OF)]
    conditions += [condition for name, condition in FILTERS.items() if name in given]
    if "overdue" in given:
        conditions.append(OVERDUE[given["overdue"]])
    if "words" in given:
        conditions.append(FOUND_BY_WORDS.format(report=branch.id))
    for worked in (OPENED, DONE):
        if of_tasks := [condition for name, condition in worked.items() if name in given]:
            found = " and ".join([team_condition(actor, "t"), *of_tasks])
            # In SQL: hot: a part of the lists
            given_to = f"select t.report from tasks as t where {found}"  # noqa: S608
            conditions.append(f"{branch.id} in ({given_to})")
    return conditions


def _part(actor: Actor, branch: Branch, given: dict[str, Any], *, paged: bool) -> str:
    conditions = _conditions(actor, branch, given)
    if paged:
        conditions.append(f"({branch.submitted_at}, {branch.id}) < (%(after_at)s, %(after_report)s)")
    # In SQL: hot
    return f"""select {branch.id} as report, {SHOWN}, {branch.until} as until
    from {branch.source} where {" and ".join(conditions)}
    order by {branch.submitted_at} desc, {branch.id} desc limit %(limit)s"""  # noqa: S608  # constants
