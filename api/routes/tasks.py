"""Worklists."""

from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.answers.problems import not_allowed
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ServicesDep
from api.reports import listing, phone_calls
from api.schemas.tasks import Counts, Tasks
from records.reports.queries import objections
from records.reports.queries.phone_calls import count_phone_calls
from records.reports.queries.worklist import Scope, count_tasks
from records.reports.queries.worklist import list_tasks as query_tasks
from workflows.procedure.model.enums import Role

router = APIRouter(tags=["Tasks"])


@router.get("/v1/tasks", response_model=Tasks)
async def list_tasks(
    services: ServicesDep,
    reading: ReadingDep,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
    scope: Scope = Scope.MINE,
) -> JsonAnswer[Tasks]:
    """What is yours to do, the earliest due first, and how much there is of it. `calls`: reporters without an
    e-mail address whom you are to tell by telephone, fifty at most. `objections`: reporters who object to the
    merge of their report, for the national admin to `split`, fifty at most. With `scope=team` a supervisor is
    shown the open tasks of everybody in the agency, or in the centre.

    Tasks move in this list as their due instants do. `changed` says that since the first page was read one
    came to, or was changed at, a place before this page: read the list anew to be sure of having all."""
    actor = reading.actor
    if scope is Scope.TEAM and actor.role is not Role.SUPERVISOR:
        raise not_allowed("The tasks of a team are for its supervisor to see.")
    page = await query_tasks(services.pool, actor, limit=limit, after=after, scope=scope)
    found = await count_tasks(services.pool, actor, scope)
    counted: Counts = {
        "open": found.open,
        "overdue": found.overdue,
        "escalated": found.escalated,
        "postponed": found.postponed,
        "calls": await count_phone_calls(services.pool, actor),
        "objections": await objections.count_objections(services.pool, actor),
    }
    items = await listing.present_tasks(services, reading, page.items)
    to_call = await phone_calls.present_phone_calls(services, reading) if after is None else []
    to_judge = await listing.present_objections(services, reading) if after is None else []
    told: Tasks = {
        "items": items,
        "next": page.next,
        "counts": counted,
        "calls": to_call,
        "objections": to_judge,
        "changed": page.changed,
    }
    return JsonAnswer(told)
