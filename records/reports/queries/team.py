"""What a team has to do: the open tasks of an agency, or of the centre, by office and named officer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from records.database import Pool, rows
from records.reports.queries.scope import scope_params
from records.reports.queries.task_filter import HELD_BY_NAME
from records.reports.queries.worklist import CONDITIONS, MOST_COUNTED, NOT_POSTPONED, Scope
from workflows.procedure.model.facts import Actor

# In SQL: arrays
CLAIMS = """
select account, count(*) as claims from claims
where account = any(%(accounts)s) and expires_at > now() group by account"""


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """The open tasks of one role and unit that name `officer`, null for those that name nobody in office.
    Postponed ones are counted apart; `due_today` leaves out what is overdue."""

    owner_role: str
    unit: str | None
    officer: str | None
    open: int
    overdue: int
    due_today: int
    escalated: int
    postponed: int


async def count_team(pool: Pool, actor: Actor, end_of_today: datetime) -> list[TeamFigures]:
    """The figures of `actor`'s agency, or of the centre; up to MOST_COUNTED tasks are looked at."""
    # In SQL: hot
    query = f"""
    select owner_role, unit, officer, count(*) filter (where seen) as open,
           count(*) filter (where seen and due_order <= now()) as overdue,
           count(*) filter (where seen and due_order > now() and due_order <= %(today)s) as due_today,
           count(*) filter (where seen and level > 0) as escalated,
           count(*) filter (where not seen) as postponed
    from (select t.owner_role, t.unit, case when {HELD_BY_NAME} then t.officer end as officer,
                 {NOT_POSTPONED} as seen, t.due_order, t.level
          from tasks as t where {CONDITIONS[Scope.TEAM](actor)} limit {MOST_COUNTED}) as teams
    group by owner_role, unit, officer"""  # noqa: S608  # constants
    found = await rows(pool, query, scope_params(actor) | {"today": end_of_today})
    return [TeamFigures(**row) for row in found]


async def count_claims(pool: Pool, accounts: Sequence[str]) -> dict[str, int]:
    """On how many reports each account says that they work now; accounts with none are left out."""
    found = await rows(pool, CLAIMS, {"accounts": list(accounts)})
    return {row["account"]: row["claims"] for row in found}
