"""Whether this process is alive, and whether all it needs is there."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.answers.openapi import DeclaredRoute, file_answer
from api.dependencies import ServicesDep
from api.operation.readiness import read_readiness
from api.schemas.health import Alive, Ready
from runtime.release import COMMIT, VERSION

router = APIRouter(route_class=DeclaredRoute, tags=["Operating"])

FIGURES = "text/plain; version=0.0.4; charset=utf-8"
FIGURES_EXAMPLE = 'tuntas_decisions_total{kind="dispose",outcome="stands"} 3.0\n'


@router.get("/healthz", response_model=Alive)
async def check_liveness() -> JSONResponse:
    """Alive."""
    alive: Alive = {"status": "ok", "version": VERSION, "commit": COMMIT}
    return JSONResponse(alive)


@router.get(
    "/readyz",
    response_model=Ready,
    responses={503: {"model": Ready, "description": "Something is not there"}},
)
async def check_readiness(services: ServicesDep) -> JSONResponse:
    """Whether Temporal, its namespace and attributes, the database, the directory and a worker are there,
    and whether this process' clock is the engine's; `alarms` name what is to be seen to although all is well
    today: calendars that run out, finished reports that can't be archived, a ledger that does not verify,
    clocks that differ, work beside serving that does not get done, open tasks that nobody is left to do."""
    told = await read_readiness(services)
    return JSONResponse(told, 200 if told["ready"] else 503)


@router.get("/metrics", response_class=Response, responses=file_answer(FIGURES, "Figures", FIGURES_EXAMPLE))
async def read_metrics(services: ServicesDep) -> Response:
    """Figures for Prometheus."""
    return Response(services.metrics.shown(), media_type=FIGURES)
