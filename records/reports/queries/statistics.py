"""Figures per agency, unit and stage."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from records.reports.queries.scope import charged_condition, scope_params
from workflows.procedure.model.facts import Actor

# Each part is grouped by itself, along an index of its own; the outer select lays them side by side.
# In SQL: parts
FIGURES = """
select agency, unit, stage, sum(open)::integer as open, sum(overdue)::integer as overdue,
       sum(lapsed)::integer as lapsed, sum(asked_days)::integer as asked_days,
       sum(asked_working_days)::integer as asked_working_days,
       sum(redirected)::integer as redirected, sum(done)::integer as done,
       round(max(median)::numeric, 1)::double precision as median_working_days,
       round(max(p90)::numeric, 1)::double precision as p90_working_days
from (
    select r.agency, r.unit, r.stage, count(*) as open,
           count(*) filter (where r.next_due_at <= now()) as overdue,
           0 as lapsed, 0 as asked_days, 0 as asked_working_days, 0 as redirected, 0 as done,
           null::double precision as median, null::double precision as p90
    from reports as r where r.stage <> 'closed' and {reports}
    group by r.agency, r.unit, r.stage
    union all
    -- Whose question it was: the task just before the reporter's. Days are local ones where it was asked.
    select a.agency, a.unit, a.stage, 0, 0, 0,
           sum((w.closed_at at time zone z.zone)::date - (w.opened_at at time zone z.zone)::date),
           sum(w.working_days), 0, 0, null, null
    from tasks as w
    join tasks as a on a.report = w.report and a.sequence = w.sequence - 1
    left join agencies as g on g.code = a.agency
    cross join lateral (select coalesce((
        select c.snapshot->>'zone' from calendars as c
        where c.region = calendar_of(a.agency, g.region) order by c.version desc limit 1
    ), 'Asia/Jakarta') as zone) as z
    where w.stage = 'awaiting_reporter' and w.closed_at >= %(since)s and w.closed_at < %(before)s and {asking}
    group by a.agency, a.unit, a.stage
    union all
    -- Who answered: the desk that the answer left, also where a supervisor approved it.
    select a.agency, a.unit, a.stage, 0, 0, 0, 0, 0, count(*), 0, null, null
    from facts as f
    cross join lateral (
        select t.agency, t.unit, t.stage from tasks as t
        where t.report = f.report and t.closed_by <= f.number
          and t.stage in ('agency_verification', 'follow_up')
        order by t.sequence desc limit 1
    ) as a
    where f.kind = 'responded' and f.data->>'outcome' = 'redirected' and (f.data->>'final')::boolean
      and f.at >= %(since)s and f.at < %(before)s and {asking}
    group by a.agency, a.unit, a.stage
    union all
    select l.agency, l.unit, l.stage, 0, 0, count(*), 0, 0, 0, 0, null, null
    from lapses as l where l.at >= %(since)s and l.at < %(before)s and {lapses}
    group by l.agency, l.unit, l.stage
    union all
    select t.agency, t.unit, t.stage, 0, 0, 0, 0, 0, 0, count(*),
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
    when they were closed, answers that only redirected by when they were given, and days spent asking, in
    calendar days and in working days, by when the asking ended. Asking and redirecting is charged to whoever
    did it, wherever the report is now.
    """

    agency: str | None
    unit: str | None
    stage: str
    open: int
    overdue: int
    lapsed: int
    asked_days: int
    asked_working_days: int
    redirected: int
    done: int
    median_working_days: float | None
    p90_working_days: float | None


async def count_statistics(pool: Pool, actor: Actor, since: datetime, before: datetime) -> list[Figures]:
    """The figures of what `actor` answers for, from `since` until just before `before`."""
    query = FIGURES.format(
        reports=charged_condition(actor, "r"),
        lapses=charged_condition(actor, "l"),
        tasks=charged_condition(actor, "t"),
        asking=charged_condition(actor, "a"),
    )
    values: dict[str, Any] = scope_params(actor) | {"since": since, "before": before}
    return [Figures(**row) for row in await rows(pool, query, values)]
