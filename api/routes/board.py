"""A supervisor's board."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ActorDep, ServicesDep
from api.reports.board import read_board
from api.reports.filters import Code
from api.schemas.board import Board

router = APIRouter(tags=["Tasks"], route_class=DeclaredRoute)


@router.get("/v1/board", response_model=Board)
async def read_board_figures(
    services: ServicesDep,
    actor: ActorDep,
    weeks: Annotated[int, Query(ge=1, le=26, description="Of the pace, the current one included")] = 8,
    agency: Annotated[
        Code | None, Query(description="For the centre and auditors; the nation if left out")
    ] = None,
) -> JsonAnswer[Board]:
    """For a supervisor and an agency's admin: what is open in the agency by stage and age, what is overdue or
    due, who holds it, who is away, and the pace of the last weeks beside that of the weeks before and of
    agencies like it. For the centre and auditors the same of the nation, by agency, or of one `agency`.

    Each count of open tasks is what `GET /v1/tasks` finds with `scope=team` (for the centre `scope=all`) and
    the same `stage`, `age_from`, `age_to`, `overdue`, `due_within`, `escalation_level`, `role`, `unit`,
    `officer` or `agency`. Each count of the pace is what `GET /v1/reports` finds with `task_opened_from` and
    `_to` or `task_done_from` and `_to`; for the centre what `GET /v1/figures/counted` lists of `received` (of
    an agency `forwardings`), `closings` and `answer_median`."""
    return JsonAnswer(await read_board(services, actor, weeks, agency))
