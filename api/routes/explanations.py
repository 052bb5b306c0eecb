"""Why clocks are due when they are: every day counted or skipped, from the recorded facts alone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import EitherReadingDep, ReaderDep, ServicesDep
from api.reports import explain_clock as explaining
from api.schemas.explanations import ExplainedClock
from texts.explanations import LANGUAGES
from workflows.procedure.model.enums import ClockName

router = APIRouter(route_class=DeclaredRoute, tags=["Reports"])


@router.get("/v1/reports/{tn}/clocks/{name}/explanation", response_model=ExplainedClock)
async def explain_clock(
    services: ServicesDep,
    reader: ReaderDep,
    reading: EitherReadingDep,
    name: ClockName,
    instance: Annotated[int | None, Query(ge=1, description="Which start of the clock; the newest")] = None,
    lang: Annotated[Literal["id", "en"] | None, Query(description="Only this language")] = None,
) -> JsonAnswer[ExplainedClock]:
    """Each day from the start of a clock to its due day, and why it counted or not: for whoever reads the
    report, by bearer token or `Report-Pin`."""
    languages = [lang] if lang else list(LANGUAGES)
    return JsonAnswer(await explaining.explain_clock(services, reading, reader, name, instance, languages))
