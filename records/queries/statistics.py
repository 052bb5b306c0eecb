"""Figures per agency, unit and stage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from records.queries.scope import mine, params
from workflows.procedure.facts import Actor

# Each part is grouped by itself, along an index of its own; the outer select lays them side by side.
FIGURES = """
select agency, unit, stage, sum(open)::integer as open, sum(overdue)::integer as overdue,
       sum(lapsed)::integer as lapsed, sum(asked_days)::integer as asked_days,
       sum(redirected)::integer as redirected, sum(done)::integer as done,
       round(max(median)::numeric, 1)::double precision as median_working_days,
       round(max(p90)::numeric, 1)::double precision as p90_working_days
from (
    select r.agency, r.unit, r.stage, count(*) as open,
           count(*) filter (where r.next_due_at <= now()) as overdue,
           0 as lapsed, 0 as asked_days, 0 as redirected, 0 as done,
           null::double precision as median, null::double precision as p90
    from reports as r where r.stage <> 'closed' and {reports}
    group by r.agency, r.unit, r.stage
    union all
    select r.agency, r.unit, r.stage, 0, 0, 0, sum(r.asked_days), sum(r.redirected), 0, null, null
    from reports as r where r.submitted_at >= %(since)s and r.submitted_at < %(before)s and {reports}
    group by r.agency, r.unit, r.stage
    union all
    select l.agency, l.unit, l.stage, 0, 0, count(*), 0, 0, 0, null, null
    from lapses as l where l.at >= %(since)s and l.at < %(before)s and {lapses}
    group by l.agency, l.unit, l.stage
    union all
    select t.agency, t.unit, t.stage, 0, 0, 0, 0, 0, count(*),
           percentile_cont(0.5) within group (order by t.working_days),
           percentile_cont(0.9) within group (order by t.working_days)
    from tasks as t where t.closed_at >= %(since)s and t.closed_at < %(before)s and {tasks}
    group by t.agency, t.unit, t.stage
) as figures
group by agency, unit, stage
order by agency nulls first, unit nulls first, stage"""


@dataclass(frozen=True, slots=True)
class Figures:
    """One agency's, unit's and stage's figures; agency and unit null for the centre and the agency itself.

    Open and overdue are of now, by where reports are. The rest is of the time asked for: lapses charged by
    when they happened, `done` tasks with the median and ninth decile of working days (to a tenth) by
    when they were closed, days spent asking and answers that only redirected by when reports were submitted.
    """

    agency: str | None
    unit: str | None
    stage: str
    open: int
    overdue: int
    lapsed: int
    asked_days: int
    redirected: int
    done: int
    median_working_days: float | None
    p90_working_days: float | None


async def statistics(pool: Pool, actor: Actor, since: datetime, before: datetime) -> list[Figures]:
    """The figures of what `actor` answers for, from `since` until just before `before`."""
    query = FIGURES.format(reports=mine(actor, "r"), lapses=mine(actor, "l"), tasks=mine(actor, "t"))
    values: dict[str, Any] = params(actor) | {"since": since, "before": before}
    return [Figures(**row) for row in await rows(pool, query, values)]
