"""What a team has to do."""

from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ActorDep, ServicesDep
from api.reports.team import read_team
from api.schemas.team import Team

router = APIRouter(route_class=DeclaredRoute, tags=["Tasks"])


@router.get("/v1/team", response_model=Team)
async def read_team_tasks(services: ServicesDep, actor: ActorDep) -> JsonAnswer[Team]:
    """For a supervisor and an agency's admin: how many tasks each unit and officer has, how many are overdue
    or due today, and where nobody is in office. `GET /v1/tasks?scope=team` lists them."""
    return JsonAnswer({"items": await read_team(services, actor)})
