"""How many open reports or tasks are due on which day, by who holds them: what lapses if nothing happens."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from records.database import Pool, rows
from records.reports.queries.scope import scope_params
from records.reports.queries.task_filter import HELD_BY_NAME
from records.reports.queries.worklist import CONDITIONS, NOT_POSTPONED, Scope
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.facts import Actor

STAFF_STAGES = (Stage.CENTRAL_VERIFICATION, Stage.AGENCY_VERIFICATION, Stage.FOLLOW_UP, Stage.APPROVAL)
"""The stages in which staff have to act. In the others a clock that has not lapsed stands still."""
STAGES_OF_AGENCIES = STAFF_STAGES[1:]

# The end of a day belongs to it: what is due at its 24:00 is due on it.
DAY = """case when {due} > now() then
    ((({due} at time zone %(zone)s) - interval '1 microsecond')::date) end"""
# In SQL: hot
OF_REPORTS = f"""
select case when r.stage <> 'central_verification' then r.agency end as agency,
       case when r.stage = 'follow_up' then r.unit end as unit, null as owner_role, null as officer,
       r.stage, {DAY.format(due="r.next_due_at")} as day, count(*) as reports
from reports as r
where r.next_due_at <= %(until)s and r.stage = any(%(stages)s)
  and (%(agency)s::text is null or r.agency = %(agency)s)
group by 1, 2, 5, 6"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class DueCount:
    """So many reports, or tasks, of one holder and stage are due on `day`; null: they are overdue.

    `agency` null is the centre. Of reports, `unit` is told in the stage `follow_up` only, and `owner_role`
    and `officer` never. Of tasks, `officer` is null where the task names nobody who is in office.
    """

    agency: str | None
    unit: str | None
    owner_role: str | None
    officer: str | None
    stage: str
    day: date | None
    reports: int


async def count_due_reports(pool: Pool, *, agency: str | None, until: datetime, zone: str) -> list[DueCount]:
    """All reports that wait for staff and are due by `until`, or those of one agency. Days are those of
    `zone`."""
    stages = list(STAGES_OF_AGENCIES if agency else STAFF_STAGES)
    values: dict[str, Any] = {"until": until, "zone": zone, "agency": agency, "stages": stages}
    return [DueCount(**row) for row in await rows(pool, OF_REPORTS, values)]


async def count_due_tasks(
    pool: Pool, actor: Actor, scope: Scope, *, until: datetime, zone: str
) -> list[DueCount]:
    """The tasks of `actor`'s worklist of that scope, postponed ones left out, that are due by `until`."""
    # In SQL: hot
    query = f"""
    select t.agency, t.unit, t.owner_role, case when {HELD_BY_NAME} then t.officer end as officer, t.stage,
           {DAY.format(due="t.due_at")} as day, count(*) as reports
    from tasks as t
    where {CONDITIONS[scope](actor)} and {NOT_POSTPONED} and t.due_order <= %(until)s
    group by 1, 2, 3, 4, 5, 6"""  # noqa: S608  # constants
    found = await rows(pool, query, scope_params(actor) | {"until": until, "zone": zone})
    return [DueCount(**row) for row in found]
