"""The reporter's own view of a report, and what they decide. Number and PIN open it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from api.answers.canonical import Json
from api.answers.openapi import accepted_answer, answer_of, decision_body
from api.dependencies import ReporterDep, ReporterReadingDep, ServicesDep
from api.reports import handle_decision, reporter_view
from api.routes.decisions import handed_over
from api.schemas.reporter import TrackedReport
from workflows.procedure.model.decisions import ReporterDecision

router = APIRouter(tags=["Reporters"])

EXAMPLE: Mapping[str, Any] = {"decision": {"kind": "confirm", "rating": 5}}


@router.get("/v1/reports/{tn}/track", responses=answer_of(TrackedReport))
async def track(services: ServicesDep, reading: ReporterReadingDep) -> Json:
    """Where the report stands, what was answered or asked, and by when something is to happen."""
    return Json(await reporter_view.track_report(services, reading))


@router.post(
    "/v1/reports/{tn}/replies",
    responses=answer_of(TrackedReport, "The view just after it") | accepted_answer(),
    openapi_extra=decision_body(TypeAdapter(ReporterDecision), EXAMPLE),
)
async def reply(
    services: ServicesDep, reporter: ReporterDep, reading: ReporterReadingDep, request: Request
) -> Json:
    """Complete, confirm, reply, dispute, withdraw, remark, reopen. Without a task the open one is meant."""
    report = reporter.id
    decided = await handle_decision.handle_decision(services, reporter, report, request)
    if decided.answer is None:
        return handed_over(report, decided)
    view = await reporter_view.view_after_decision(services, reading, decided.answer)
    return Json(view, headers={"Idempotency-Key": decided.key})
