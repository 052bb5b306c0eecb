"""How much came in and was done over some weeks by a team, and in how many working days.

Each count is of reports, as their list shows them under the filters `opened` and `done`: what one may no
longer read is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from records.reports.queries.scope import (
    readable_condition,
    scope_params,
    team_condition,
)
from workflows.procedure.model.facts import Actor

# In SQL: parts
OF_TEAM = """
select 'opened' as what, t.report, t.opened_at as at, null::integer as working_days from tasks as t
where {team} and t.opened_at >= %(first)s and t.opened_at < %(before)s and {readable}
union all
select 'done', t.report, t.closed_at, t.working_days from tasks as t
where {team} and t.closed_at >= %(first)s and t.closed_at < %(before)s and {readable}"""
# In SQL: parts
BY_WEEK = """
select what, week, count(distinct report collate "C")::integer as reports,
       percentile_cont(0.5) within group (order by working_days) as median
from (select *, width_bucket(at, %(weeks)s::timestamptz[]) - 1 as week from ({worked}) as worked) as placed
group by grouping sets ((what, week), (what))"""
# In SQL: parts
BY_OFFICER = """
select f.actor->>'id' as account, count(distinct t.report)::integer as reports,
       percentile_cont(0.5) within group (order by t.working_days) as median, max(t.closed_at) as last_at
from tasks as t join facts as f on f.report = t.report and f.number = t.closed_by
where {team} and t.closed_at >= %(since)s and t.closed_at < %(before)s and {readable}
  and f.actor->>'id' is not null
group by 1"""
# In SQL: hot: along an index of tasks that are done
BY_AGENCY = """
select t.agency, percentile_cont(0.5) within group (order by t.working_days) as median
from tasks as t where t.agency = any(%(agencies)s) and t.owner_role <> 'reporter'
  and t.closed_at >= %(since)s and t.closed_at < %(before)s
group by t.agency"""


@dataclass(frozen=True, slots=True)
class Worked:
    """Reports that were `opened` or `done` in a week, counted from 0, or (null) in all of the time. `median`
    is of working days by task, null where unknown."""

    what: str
    week: int | None
    reports: int
    median: float | None


@dataclass(frozen=True, slots=True)
class DoneByOfficer:
    """How many reports an account did a task of, in how many working days by task, and when last."""

    account: str
    reports: int
    median: float | None
    last_at: datetime


async def count_weeks(pool: Pool, actor: Actor, weeks: Sequence[datetime], before: datetime) -> list[Worked]:
    """By week, of which `weeks` are the beginnings, and together, until just before `before`."""
    told = {"weeks": list(weeks), "first": weeks[0], "before": before}
    query = BY_WEEK.format(worked=OF_TEAM.format(**_conditions(actor)))
    return [Worked(**row) for row in await rows(pool, query, scope_params(actor) | told)]


async def count_done_by_officer(
    pool: Pool, actor: Actor, since: datetime, before: datetime
) -> dict[str, DoneByOfficer]:
    """By the id of whoever decided."""
    told = scope_params(actor) | {"since": since, "before": before}
    found = await rows(pool, BY_OFFICER.format(**_conditions(actor)), told)
    return {row["account"]: DoneByOfficer(**row) for row in found}


async def find_medians(
    pool: Pool, agencies: Sequence[str], since: datetime, before: datetime
) -> dict[str, float]:
    """The median working days of the tasks that each agency did; those that did none are left out."""
    told: dict[str, Any] = {"agencies": list(agencies), "since": since, "before": before}
    return {row["agency"]: row["median"] for row in await rows(pool, BY_AGENCY, told)}


def _conditions(actor: Actor) -> dict[str, str]:
    return {"team": team_condition(actor, "t"), "readable": readable_condition(actor, "t.report")}
