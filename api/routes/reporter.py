"""The reporter's own view of a report, and what they decide. Number and PIN open it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from api.answers.canonical import Json
from api.answers.openapi import accepted, answers, decision_of
from api.dependencies import HouseDep, ReporterDep, ReporterReadingDep
from api.reports import handle_decision, reporter_view
from api.routes.decisions import handed_over
from api.schemas.reporter import TrackedReport
from workflows.procedure.model.decisions import ReporterDecision

router = APIRouter(tags=["Reporters"])

EXAMPLE: Mapping[str, Any] = {"decision": {"kind": "confirm", "rating": 5}}


@router.get("/v1/reports/{tn}/track", responses=answers(TrackedReport))
async def track(house: HouseDep, reading: ReporterReadingDep) -> Json:
    """Where the report stands, what was answered or asked, and by when something is to happen."""
    return Json(await reporter_view.tracked(house, reading))


@router.post(
    "/v1/reports/{tn}/replies",
    responses=answers(TrackedReport, "The view just after it") | accepted(),
    openapi_extra=decision_of(TypeAdapter(ReporterDecision), EXAMPLE),
)
async def reply(
    house: HouseDep, reporter: ReporterDep, reading: ReporterReadingDep, request: Request
) -> Json:
    """Complete, confirm, reply, dispute, withdraw, remark, reopen. Without a task the open one is meant."""
    report = reporter.id
    decided = await handle_decision.decide(house, reporter, report, request)
    if decided.answer is None:
        return handed_over(report, decided)
    view = await reporter_view.after(house, reading, decided.answer)
    return Json(view, headers={"Idempotency-Key": decided.key})
