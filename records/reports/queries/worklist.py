"""Worklists: the open tasks that are somebody's to do, the earliest due first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from records import paging
from records.database import Pool, rows
from records.paging import Cursors, Page
from records.reports.queries.scope import scope_params
from records.reports.queries.task_filter import ANY_TASK, TaskFilter
from workflows.procedure.model import instants
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

MOST_COUNTED = 10_000
"""Counting ends here, so that a long list costs no more to count than a short one."""

NEVER = "infinity"  # as PostgreSQL writes the instant after all others
LATEST = 2**40
"""Seconds since 1970 that are after all others, and that PostgreSQL takes."""
NOT_POSTPONED = "(t.hidden_until is null or t.hidden_until <= now())"
POSTPONED = "t.hidden_until > now()"
OPEN_OF_STAFF = "t.closed_at is null and t.owner_role <> 'reporter'"
# What is null or equal for all rows changes no order, but only so named PostgreSQL reads the index in order.
IN_INDEX_ORDER = "t.owner_role, t.agency, t.unit, t.due_order, t.id"
LATER = "(t.due_order, t.id) > (%(after_due)s::timestamptz, %(after_id)s)"
EARLIER = "(t.due_order, t.id) <= (%(after_due)s::timestamptz, %(after_id)s)"
# Transactions are numbered modulo 2^32 in `xmin`; half of the circle is older, half is younger.
CHANGED_SINCE = """((t.xmin::text::bigint - %(transaction)s) & 4294967295) < 2147483648
    or t.hidden_until > to_timestamp(%(begun)s)"""
BEGUN = """pg_snapshot_xmin(pg_current_snapshot())::text::bigint as transaction,
    floor(extract(epoch from now()))::bigint as begun"""


class Scope(StrEnum):
    """Whose tasks: one's own to do; for supervisors those of everybody of the agency (or the centre); for who
    reads every report those of everybody in the nation."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


ORDER = {Scope.MINE: IN_INDEX_ORDER, Scope.TEAM: "t.due_order, t.id", Scope.ALL: "t.due_order, t.id"}


@dataclass(frozen=True, slots=True)
class Todo:
    """An open task with its report's state and sealed title."""

    id: str
    report: str
    sequence: int
    stage: str
    owner_role: str
    agency: str | None
    unit: str | None
    officer: str | None
    opened_at: datetime
    due_at: datetime | None
    hidden_until: datetime | None
    level: int
    overdue: bool
    state: dict[str, Any]
    title: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Worklist(Page[Todo]):
    """A page of tasks. `changed` says that a task which belongs before this page came there, or was changed
    there, after the first page was read: it may be on no page."""

    changed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tasks are open, those postponed apart; of the open ones, how many are overdue and escalated.

    Up to MOST_COUNTED tasks are looked at.
    """

    open: int
    overdue: int
    escalated: int
    postponed: int


async def list_tasks(
    pool: Pool,
    actor: Actor,
    *,
    limit: int = 50,
    after: str | None = None,
    scope: Scope = Scope.MINE,
    which: TaskFilter = ANY_TASK,
) -> Worklist:
    """The open tasks of that scope, without postponed ones. Raises BadCursor or WrongCursor."""
    query, values = query_for(actor, limit, after, scope, which)
    found, begun = [], list[int]()
    for row in await rows(pool, query, values):
        begun = [row.pop("transaction"), row.pop("begun")]
        found.append(Todo(**row))
    page = cursors_of(actor, scope, which).page(found, limit, lambda last: [*_place(last), *begun])
    # Only now: what moves while the page is read is either on it or seen here.
    changed = after is not None and await _has_changed(pool, actor, values, scope, which)
    return Worklist(page.items, page.next, changed)


async def find_following(
    pool: Pool, actor: Actor, task: str, scope: Scope = Scope.MINE, which: TaskFilter = ANY_TASK
) -> str | None:
    """The report of the task that comes after `task` in that scope, postponed ones left out. Null after the
    last one, and where `task` is not open."""
    # In SQL: hot
    query = f"""
    select t.report from tasks as t
    where {_open_tasks(actor, scope, which)} and (t.due_order, t.id) > (
        (select place.due_order from tasks as place where place.id = %(task)s and place.closed_at is null),
        %(task)s)
    order by {ORDER[scope]} limit 1"""  # noqa: S608  # constants
    found = await rows(pool, query, scope_params(actor) | which.params() | {"task": task})
    return str(found[0]["report"]) if found else None


def _open_tasks(actor: Actor, scope: Scope, which: TaskFilter) -> str:
    """The condition of the tasks `t` of that scope and filter, which are not postponed unless asked for."""
    return " and ".join([CONDITIONS[scope](actor), _seen(which), *which.conditions()])


def _seen(which: TaskFilter) -> str:
    return POSTPONED if which.postponed else NOT_POSTPONED


def cursors_of(actor: Actor, scope: Scope = Scope.MINE, which: TaskFilter = ANY_TASK) -> Cursors:
    """The cursors of that worklist of `actor`."""
    asked = [which.given()] if which.given() else []
    return Cursors.of("tasks", scope, actor.role, actor.agency, actor.unit, actor.id, *asked)


def _place(todo: Todo) -> tuple[str, str]:
    return instants.format_instant(todo.due_at) if todo.due_at else NEVER, todo.id


def _read(actor: Actor, after: str, scope: Scope, which: TaskFilter) -> dict[str, Any]:
    due, id_, transaction, begun = cursors_of(actor, scope, which).read(after, str, str, int, int)
    place = {"after_due": due if due == NEVER else paging.parse_instant(due), "after_id": id_}
    return {**place, "transaction": transaction, "begun": min(begun, LATEST)}


async def _has_changed(
    pool: Pool, actor: Actor, values: dict[str, Any], scope: Scope, which: TaskFilter
) -> bool:
    # In SQL: hot
    query = f"""
    select exists (select from tasks as t where {_open_tasks(actor, scope, which)} and {EARLIER}
                   and ({CHANGED_SINCE})) as changed"""  # noqa: S608  # constants
    found = await rows(pool, query, values)
    return bool(found[0]["changed"])


async def count_tasks(
    pool: Pool, actor: Actor, scope: Scope = Scope.MINE, which: TaskFilter = ANY_TASK
) -> Counts:
    """How much there is to do in that scope; with `postponed` the open ones are those that wait."""
    conditions = " and ".join([CONDITIONS[scope](actor), *which.conditions()])
    # In SQL: hot
    query = f"""
    select count(*) filter (where seen) as open,
           count(*) filter (where seen and due_order <= now()) as overdue,
           count(*) filter (where seen and level > 0) as escalated,
           count(*) filter (where postponed) as postponed
    from (select {_seen(which)} as seen, {POSTPONED} as postponed, t.due_order, t.level from tasks as t
          where {conditions} limit {MOST_COUNTED}) as mine"""  # noqa: S608  # constants
    return Counts(**(await rows(pool, query, scope_params(actor) | which.params()))[0])


def query_for(
    actor: Actor,
    limit: int,
    after: str | None,
    scope: Scope = Scope.MINE,
    which: TaskFilter = ANY_TASK,
) -> tuple[str, dict[str, Any]]:
    """The statement behind `list_tasks`, with its values."""
    values: dict[str, Any] = scope_params(actor) | which.params() | {"limit": limit + 1}
    conditions = [_open_tasks(actor, scope, which)]
    if after is not None:
        values |= _read(actor, after, scope, which)
        conditions.append(LATER)
    begun = BEGUN if after is None else "%(transaction)s as transaction, %(begun)s as begun"
    # In SQL: hot
    query = f"""
    select t.id, t.report, t.sequence, t.stage, t.owner_role, t.agency, t.unit, t.officer, t.opened_at,
           t.due_at, t.hidden_until, t.level, t.due_order <= now() as overdue, r.state, r.title, {begun}
    from (select * from tasks as t where {" and ".join(conditions)}
          order by {ORDER[scope]} limit %(limit)s) as t
    join reports as r using (report)
    order by t.due_order, t.id"""  # noqa: S608  # constants
    return query, values


def _mine(actor: Actor) -> str:
    """`is null`, not `is not distinct from`: only that is looked up in an index."""
    agency = "is null" if actor.agency is None else "= %(my_agency)s"
    unit = "is null" if actor.unit is None else "= %(my_unit)s"
    return f"""t.closed_at is null and t.owner_role = %(my_role)s and t.agency {agency} and t.unit {unit}
    and (t.officer is null or t.officer = %(me)s
         or not in_office(t.officer, t.owner_role, t.agency, t.unit))"""


def _teams(actor: Actor) -> str:
    agency = "is null" if actor.agency is None else "= %(my_agency)s"
    return f"{OPEN_OF_STAFF} and t.agency {agency}"


def _all(actor: Actor) -> str:
    return OPEN_OF_STAFF if watches_all(actor) else "false"


CONDITIONS: Mapping[Scope, Callable[[Actor], str]] = {
    Scope.MINE: _mine,
    Scope.TEAM: _teams,
    Scope.ALL: _all,
}
"""Which of the tasks `t` are of each scope."""
