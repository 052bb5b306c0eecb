"""Worklists."""

from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ServicesDep
from api.reports import worklist
from api.schemas.tasks import Tasks
from records.reports.queries.worklist import Scope

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
    return JsonAnswer(await worklist.read_worklist(services, reading, limit=limit, after=after, scope=scope))
