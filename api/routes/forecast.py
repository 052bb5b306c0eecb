"""What lapses by when."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ActorDep, ServicesDep
from api.forecasts.due_days import ForecastQuery, make_forecast
from api.schemas.forecast import Forecast

router = APIRouter(route_class=DeclaredRoute, tags=["Tasks"])


@router.get("/v1/forecast", response_model=Forecast)
async def read_forecast(
    services: ServicesDep, actor: ActorDep, which: Annotated[ForecastQuery, Query()]
) -> JsonAnswer[Forecast]:
    """How many open reports lapse on which day if nothing happens, by who holds them. A report that is
    overdue is counted as `overdue` only, also where another of its deadlines is still to come. `nation` and
    `agency` are for the national admin, the centre's supervisor and auditors; `team` for supervisors and
    agencies' admins; `mine` for everybody who has tasks."""
    return JsonAnswer(await make_forecast(services, actor, which))
