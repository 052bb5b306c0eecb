"""Who is at work on a report."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ReadingDep, ReportDep, ServicesDep, SignedInDep
from api.reports import claims, lookup
from api.schemas.claims import Presence

router = APIRouter(route_class=DeclaredRoute, tags=["Claims"])


@router.get("/v1/reports/{tn}/presence", response_model=Presence)
async def read_presence(
    services: ServicesDep, who: SignedInDep, reading: ReadingDep, report: ReportDep
) -> JsonAnswer[Presence]:
    """Who has claimed the report, and who of your role, agency and unit has it open."""
    view = await lookup.view_report(services, reading, report)
    return JsonAnswer(await claims.read_presence(services, who, report, view))


@router.put("/v1/reports/{tn}/presence", response_model=Presence)
async def note_open(services: ServicesDep, who: SignedInDep, report: ReportDep) -> JsonAnswer[Presence]:
    """Say that you have the report open, once a minute while you do. It also lengthens your claim."""
    return JsonAnswer(await claims.note_open(services, who, report))


@router.put("/v1/reports/{tn}/claim", response_model=Presence)
async def claim_report(
    services: ServicesDep,
    who: SignedInDep,
    report: ReportDep,
    take_over: Annotated[bool, Query(description="Also where somebody else has claimed it")] = False,
) -> JsonAnswer[Presence]:
    """Say that you work on the report. It binds nobody, and ends 15 minutes after your last sign of life or
    with your decision. Where another has claimed it: 409 `claimed`, unless you take it over."""
    return JsonAnswer(await claims.claim_report(services, who, report, take_over=take_over))


@router.delete("/v1/reports/{tn}/claim", status_code=204)
async def release_claim(services: ServicesDep, who: SignedInDep, report: ReportDep) -> Response:
    """End your claim; without one it does nothing."""
    await claims.release_claim(services, who, report)
    return Response(status_code=204)
