"""A worklist as its reader is shown it: tasks, counts, calls, objections."""

from api.answers.problems import not_allowed
from api.reports import listing, phone_calls
from api.reports.filters import DayBounds, TaskFilter
from api.requests.access import Reading
from api.schemas.tasks import Counts, Tasks
from api.services import Services
from records.reports.queries import objections
from records.reports.queries.phone_calls import count_phone_calls
from records.reports.queries.scope import NATIONAL
from records.reports.queries.task_filter import TaskFilter as QueriedTasks
from records.reports.queries.worklist import Counts as Counted
from records.reports.queries.worklist import Scope, count_tasks
from records.reports.queries.worklist import list_tasks as query_tasks
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

TEAM_ROLES = {Role.SUPERVISOR, Role.AGENCY_ADMIN}
"""Who is shown the tasks of everybody of their agency, or of the centre."""
BOARD_ROLES = {*TEAM_ROLES, *NATIONAL}
"""Who is shown a board: of their agency, or of the nation."""


async def read_worklist(services: Services, reading: Reading, which: TaskFilter) -> Tasks:
    """One page of the reader's tasks; calls and objections come with the first. Raises a 403 problem for the
    team of whoever has none, BadCursor or WrongCursor."""
    actor, after, scope = reading.actor, which.after, which.scope
    require_scope(actor, scope)
    asked = make_filter(services, actor, which)
    page = await query_tasks(services.pool, actor, limit=which.limit, after=after, scope=scope, which=asked)
    return {
        "items": await listing.present_tasks(services, reading, page.items),
        "next": page.next,
        "counts": await _count(services, reading, await count_tasks(services.pool, actor, scope, asked)),
        "calls": await phone_calls.present_phone_calls(services, reading) if after is None else [],
        "objections": await listing.present_objections(services, reading) if after is None else [],
        "changed": page.changed,
    }


def list_scopes(actor: Actor) -> list[Scope]:
    """Whose tasks `actor` is shown. Auditors and operators have none of their own."""
    judged = {
        Scope.MINE: actor.role not in {Role.AUDITOR, Role.OPERATOR},
        Scope.TEAM: actor.role in TEAM_ROLES,
        Scope.ALL: watches_all(actor),
    }
    return [scope for scope, is_shown in judged.items() if is_shown]


def require_scope(actor: Actor, scope: Scope) -> None:
    """Raises a 403 problem for the team of whoever has none, and for everybody's of who may not read all."""
    if scope is Scope.TEAM and scope not in list_scopes(actor):
        raise not_allowed("The tasks of a team are for its supervisor and the agency's admin to see.")
    if scope is Scope.ALL and scope not in list_scopes(actor):
        raise not_allowed("The tasks of all agencies are for the centre and auditors to see.")


def make_filter(services: Services, actor: Actor, which: TaskFilter) -> QueriedTasks:
    """What is asked for, as the query takes it: days are those of `actor`'s office."""
    profile = services.directory.profile(actor.agency) if actor.agency else None
    return which.filter(DayBounds((profile or services.directory.centre()).calendar))


async def count_found(services: Services, actor: Actor, which: TaskFilter) -> int:
    """How many tasks `read_worklist` finds. Raises the same 403 problem."""
    require_scope(actor, which.scope)
    asked = make_filter(services, actor, which)
    return (await count_tasks(services.pool, actor, which.scope, asked)).open


async def _count(services: Services, reading: Reading, found: Counted) -> Counts:
    return {
        "open": found.open,
        "overdue": found.overdue,
        "escalated": found.escalated,
        "postponed": found.postponed,
        "calls": await count_phone_calls(services.pool, reading.actor),
        "objections": await objections.count_objections(services.pool, reading.actor),
    }
