"""The entries behind a figure, one line each: exactly as many as it counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.database import A_LIST, Pool, rows
from records.figures.definitions import Figure
from records.figures.periods import Period
from records.figures.scopes import NOWHERE, Dimension, Scope, ScopeKind
from records.paging import Cursors, Page
from records.reports.queries.scope import readable_branches, scope_params
from workflows.procedure.model.facts import Actor

# In SQL: parts
LINES = """
select e.id, e.report, e.measure, e.day, e.until, e.value, e.agency, e.unit, e.province,
       e.class as report_class, e.category, e.channel, {readable} as readable
from figure_entries as e
where e.measure = any(%(measures)s) and {days} and {scope} and {breakdown}
  and (e.day, e.id) < (%(after_day)s, %(after_id)s)
order by e.day desc, e.id desc limit %(limit)s"""
WITHIN = "e.day >= %(first)s and e.day <= %(last)s"
LASTING = "e.day <= %(last)s and (e.until is null or e.until > %(last)s)"
IN_SCOPE: Mapping[ScopeKind, str] = {
    ScopeKind.NATION: "true",
    ScopeKind.PROVINCE: f"coalesce(e.province, '{NOWHERE}') = %(scope_province)s",
    ScopeKind.CENTRE: "e.agency is null",
    ScopeKind.AGENCY: "e.agency = %(scope_agency)s",
    ScopeKind.UNIT: "e.agency = %(scope_agency)s and e.unit = %(scope_unit)s",
}
LATEST, LARGEST = date.max, 2**63 - 1


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries: those of a figure in a scope and period, or of them those with `value` of a dimension,
    which is empty where the report had none yet."""

    figure: Figure
    scope: Scope
    period: Period
    by: Dimension | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """One entry of a figure. `readable` says whether the reader may read the report as it is now: what an
    agency held once may have gone to another one."""

    id: int
    report: str
    measure: str
    day: date
    until: date | None
    value: int | None
    agency: str | None
    unit: str | None
    province: str | None
    report_class: str
    category: str | None
    channel: str
    readable: bool


async def list_entries(
    pool: Pool, actor: Actor, asked: Asked, *, limit: int, after: str | None = None
) -> Page[Counted]:
    """The entries that the figure counts, the latest first; `actor` answers for the scope. Raises BadCursor,
    WrongCursor, or one of `SQL_AWAY`."""
    cursors = Cursors.of("figures", actor.role, actor.agency, actor.unit, *_told(asked))
    values = _values(asked) | scope_params(actor) | {"limit": limit + 1}
    if after is not None:
        ordinal, id_ = cursors.read(after, int, int)
        values |= {"after_day": date.fromordinal(min(max(ordinal, 1), LATEST.toordinal())), "after_id": id_}
    query = LINES.format(
        readable=_readable(actor),
        days=LASTING if asked.figure.is_of_a_day else WITHIN,
        scope=IN_SCOPE[asked.scope.kind],
        breakdown=f"coalesce(e.{asked.by.value}, '') = %(value)s" if asked.by else "true",
    )
    found = [Counted(**row) for row in await rows(pool, query, values, within=A_LIST)]
    return cursors.page(found, limit, lambda last: [last.day.toordinal(), last.id])


def _told(asked: Asked) -> list[Any]:
    period = asked.period
    return [asked.figure.code, asked.scope.code, period.first, period.last, asked.by, asked.value]


def _values(asked: Asked) -> dict[str, Any]:
    return {
        "measures": [each.value for each in asked.figure.measures],
        "first": asked.period.first,
        "last": asked.period.last,
        "scope_province": asked.scope.province,
        "scope_agency": asked.scope.agency,
        "scope_unit": asked.scope.unit,
        "value": asked.value,
        "after_day": LATEST,
        "after_id": LARGEST,
    }


def _readable(actor: Actor) -> str:
    """Whether `actor` may read the entry's report, as SQL."""
    branches = readable_branches(actor)
    if any(branch.condition == "true" for branch in branches):
        return "true"
    tests = [
        f"exists (select from {branch.source} where {branch.id} = e.report and {branch.condition})"
        for branch in branches
    ]
    return f"({' or '.join(tests)})" if tests else "false"
