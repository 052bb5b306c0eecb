"""A worklist as its reader is shown it: tasks, counts, calls, objections."""

from api.answers.problems import not_allowed
from api.reports import listing, phone_calls
from api.requests.access import Reading
from api.schemas.tasks import Counts, Tasks
from api.services import Services
from records.reports.queries import objections
from records.reports.queries.phone_calls import count_phone_calls
from records.reports.queries.worklist import Scope, count_tasks
from records.reports.queries.worklist import list_tasks as query_tasks
from workflows.procedure.model.enums import Role


async def read_worklist(
    services: Services, reading: Reading, *, limit: int, after: str | None, scope: Scope
) -> Tasks:
    """One page of the reader's tasks; calls and objections come with the first. Raises a 403 problem for the
    team of whoever is no supervisor, BadCursor or WrongCursor."""
    actor = reading.actor
    if scope is Scope.TEAM and actor.role is not Role.SUPERVISOR:
        raise not_allowed("The tasks of a team are for its supervisor to see.")
    page = await query_tasks(services.pool, actor, limit=limit, after=after, scope=scope)
    return {
        "items": await listing.present_tasks(services, reading, page.items),
        "next": page.next,
        "counts": await _count(services, reading, scope),
        "calls": await phone_calls.present_phone_calls(services, reading) if after is None else [],
        "objections": await listing.present_objections(services, reading) if after is None else [],
        "changed": page.changed,
    }


async def _count(services: Services, reading: Reading, scope: Scope) -> Counts:
    found = await count_tasks(services.pool, reading.actor, scope)
    return {
        "open": found.open,
        "overdue": found.overdue,
        "escalated": found.escalated,
        "postponed": found.postponed,
        "calls": await count_phone_calls(services.pool, reading.actor),
        "objections": await objections.count_objections(services.pool, reading.actor),
    }
