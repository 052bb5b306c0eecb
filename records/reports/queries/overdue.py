"""Which reports were overdue with staff at an instant, the longest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from records.database import A_STATISTIC, Pool, rows
from records.figures.scopes import NOWHERE, Scope, ScopeKind
from records.reports.queries.scope import readable_condition, scope_params
from workflows.procedure.model.facts import Actor

# In SQL: parts
OVERDUE = """
select h.report, h.agency, h.stage, h.due_at, {readable} as readable, count(*) over () as total
from due_history as h
where h.due_at <= %(at)s and h.since < %(at)s and (h.until is null or h.until >= %(at)s) and {scope}
order by h.due_at, h.report limit %(limit)s"""
IN_PROVINCE = f"""exists (select from reports as p where p.report = h.report
    and coalesce(p.place_region, '{NOWHERE}') = %(scope_province)s)"""  # a constant
IN_SCOPE: Mapping[ScopeKind, str] = {
    ScopeKind.NATION: "true",
    ScopeKind.PROVINCE: IN_PROVINCE,
    ScopeKind.AGENCY: "h.agency = %(scope_agency)s",
}


@dataclass(frozen=True, slots=True)
class OverdueReport:
    """A report that waited for staff in that stage, and was due at `due_at`. `agency` null is the centre;
    `report` null means that the reader may not read it any more."""

    report: str | None
    agency: str | None
    stage: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OverdueReports:
    """The first of the reports that were overdue, and how many there were."""

    items: Sequence[OverdueReport]
    total: int


async def list_overdue(
    pool: Pool, reader: Actor | None, scope: Scope, at: datetime, *, limit: int
) -> OverdueReports:
    """The reports of a nation, province or agency that were overdue at that instant, those due earliest
    first; without a `reader` all may be read. What was over long before is forgotten
    (`due_history.forget_old_deadlines`). Raises one of `SQL_AWAY`."""
    query = OVERDUE.format(
        readable=readable_condition(reader, "h.report") if reader else "true", scope=IN_SCOPE[scope.kind]
    )
    values = {"at": at, "limit": limit, "scope_province": scope.province, "scope_agency": scope.agency}
    values |= scope_params(reader) if reader else {}
    found = await rows(pool, query, values, within=A_STATISTIC)
    items = [
        OverdueReport(row["report"] if row["readable"] else None, row["agency"], row["stage"], row["due_at"])
        for row in found
    ]
    return OverdueReports(items, found[0]["total"] if found else 0)
