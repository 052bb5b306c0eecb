"""Worklists."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ReadingDep, ServicesDep
from api.reports import worklist
from api.reports.filters import TaskFilter
from api.schemas.tasks import Tasks

router = APIRouter(route_class=DeclaredRoute, tags=["Tasks"])


@router.get("/v1/tasks", response_model=Tasks)
async def list_tasks(
    services: ServicesDep, reading: ReadingDep, which: Annotated[TaskFilter, Query()]
) -> JsonAnswer[Tasks]:
    """What is yours to do, the earliest due first, and how much there is of it. `calls`: reporters without an
    e-mail address whom you are to tell by telephone, fifty at most. `objections`: reporters who object to the
    merge of their report, for the national admin to `split`, fifty at most. With `scope=team` a supervisor,
    or an agency's admin, is shown the open tasks of everybody in the agency, or in the centre. The counts are
    of what the filters find; calls and objections are all of them.

    Tasks move in this list as their due instants do. `changed` says that since the first page was read one
    came to, or was changed at, a place before this page: read the list anew to be sure of having all."""
    return JsonAnswer(await worklist.read_worklist(services, reading, which))
