"""What a supervisor's board counts: open tasks by stage, age, due time, escalation and place.

Each count is of the tasks that the worklist of the same scope shows under the same filters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from records.database import Pool, rows
from records.reports.queries.scope import scope_params
from records.reports.queries.task_filter import IS_LEFT
from records.reports.queries.worklist import CONDITIONS, NOT_POSTPONED, OPEN_OF_STAFF, POSTPONED, Scope
from workflows.procedure.model.facts import Actor

BY_OFFICER = "(agency, owner_role, unit, officer, is_left, due)"
BY_AGENCY = "(agency, officer, is_left, due), (owner_role, agency, unit)"
# In SQL: parts
OPEN = """
with grouped as (
    select t.agency, t.owner_role, t.unit, {officer} as officer, {is_left} as is_left, t.stage, t.level,
           case when t.due_order <= now() then 'overdue' when t.due_order <= %(today)s then 'today'
                when t.due_order <= %(week)s then 'week' else 'after' end as due,
           width_bucket(t.opened_at, %(ages)s::timestamptz[]) as age, count(*) as tasks
    from tasks as t where {condition} and {not_postponed}
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
)
select case when grouping(stage) = 0 then 'stage' when grouping(level) = 0 then 'level'
            when grouping(due) = 0 then 'place' else 'office' end as part,
       agency, owner_role, unit, officer, coalesce(is_left, false) as is_left, stage, age, due, level,
       sum(tasks)::integer as tasks
from grouped group by grouping sets ((stage, age), (due, level), {places})"""
# In SQL: parts
COUNT_POSTPONED = "select count(*) as tasks from tasks as t where {condition} and {postponed}"
# In SQL: parts
OPEN_BY_AGENCY = """
select agency, count(*)::integer as open, (count(*) filter (where due_order <= now()))::integer as overdue
from tasks as t where {condition} and {not_postponed} and agency is not null group by agency"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Instants that part open tasks: `today` and `week` end those days, inclusive. `ages` ascend; a task that
    was opened before the first of them is of age 0 here, the oldest."""

    today: datetime
    week: datetime
    ages: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """How many tasks, of one `part`: by `stage` and `age`; by `due` (overdue, today, week or after) and
    `level`; by `place`: owner's role, unit and officer of a team, or agency of the nation, each with `due`;
    or by `office` of the nation. What a part does not tell is null. `officer` may be one who `is_left`."""

    part: str
    agency: str | None
    owner_role: str | None
    unit: str | None
    officer: str | None
    is_left: bool
    stage: str | None
    age: int | None
    due: str | None
    level: int | None
    tasks: int


@dataclass(frozen=True, slots=True)
class AgencyOpen:
    """An agency's open tasks, and how many of them are overdue."""

    agency: str
    open: int
    overdue: int


async def count_open(pool: Pool, actor: Actor, scope: Scope, bounds: Bounds) -> list[OpenTasks]:
    """The open tasks of that scope, without postponed ones, by all parts."""
    is_team = scope is Scope.TEAM
    query = OPEN.format(
        officer="t.officer" if is_team else "null::text",
        is_left=IS_LEFT if is_team else "false",
        condition=CONDITIONS[scope](actor),
        not_postponed=NOT_POSTPONED,
        places=BY_OFFICER if is_team else BY_AGENCY,
    )
    told: dict[str, Any] = {"today": bounds.today, "week": bounds.week, "ages": list(bounds.ages)}
    return [OpenTasks(**row) for row in await rows(pool, query, scope_params(actor) | told)]


async def count_postponed(pool: Pool, actor: Actor, scope: Scope) -> int:
    """How many tasks of that scope are postponed."""
    query = COUNT_POSTPONED.format(condition=CONDITIONS[scope](actor), postponed=POSTPONED)
    (found,) = await rows(pool, query, scope_params(actor))
    return int(found["tasks"])


async def count_open_by_agency(pool: Pool) -> list[AgencyOpen]:
    """Of every agency that has any."""
    query = OPEN_BY_AGENCY.format(condition=OPEN_OF_STAFF, not_postponed=NOT_POSTPONED)
    return [AgencyOpen(**row) for row in await rows(pool, query)]
