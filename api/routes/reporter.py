"""The reporter's own view of a report, and what they decide. Number and PIN open it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import ACCEPTED, DeclaredRoute, body_of
from api.dependencies import AddressDep, PreviewQuery, ReporterDep, ReporterReadingDep, ServicesDep
from api.reports import handle_decision, new_pin, preview, reporter_view
from api.requests.bodies import read_object
from api.routes.decisions import handed_over
from api.schemas.bodies import LostPin, ReporterReply
from api.schemas.decisions import Accepted
from api.schemas.previews import PreviewedDecision
from api.schemas.reporter import NewPinAsked, TrackedReport

router = APIRouter(route_class=DeclaredRoute, tags=["Reporters"])


LOST_PIN: Mapping[str, Any] = {"email": "warga@contoh.invalid"}


@router.post(
    "/v1/pins",
    status_code=202,
    response_model=NewPinAsked,
    response_description="Asked for: the same whether or not there is such a report",
    openapi_extra=body_of(LostPin, LOST_PIN),
)
async def ask_new_pin(
    services: ServicesDep, address: AddressDep, request: Request
) -> JsonAnswer[NewPinAsked]:
    """Have number and a new PIN sent to the contact on record, for the five latest reports with that `email`
    or `phone`, or for the one of that `tracking_number`.

    The former PIN opens the report until somebody uses the new one."""
    return JsonAnswer(await new_pin.ask_new_pin(services, address, await read_object(request)), 202)


EXAMPLE: Mapping[str, Any] = {"decision": {"kind": "confirm", "rating": 5}}


@router.get("/v1/reports/{tn}/track", response_model=TrackedReport)
async def track_report(services: ServicesDep, reading: ReporterReadingDep) -> JsonAnswer[TrackedReport]:
    """Where the report stands, what was answered or asked, and by when something is to happen."""
    return JsonAnswer((await reporter_view.track_report(services, reading)).view)


@router.post(
    "/v1/reports/{tn}/replies",
    response_model=TrackedReport | PreviewedDecision,
    response_description="The view just after it, or with `preview` what would come of it",
    responses=ACCEPTED,
    openapi_extra=body_of(ReporterReply, EXAMPLE, once=True),
)
async def reply(
    services: ServicesDep,
    reporter: ReporterDep,
    reading: ReporterReadingDep,
    request: Request,
    is_preview: PreviewQuery = False,
) -> JsonAnswer[TrackedReport] | JsonAnswer[PreviewedDecision] | JsonAnswer[Accepted]:
    """Complete, confirm, reply, dispute, withdraw, remark, reopen. Without a task the open one is meant.

    With `preview=true` nothing is done: the answer is what would come of it, or the same refusal."""
    report = reporter.id
    if is_preview:
        return JsonAnswer(await preview.preview_decision_in(services, reading, report, request))
    decided = await handle_decision.handle_decision(services, reporter, report, request)
    if decided.answer is None:
        return handed_over(report, decided)
    view = await reporter_view.view_after_decision(services, reading, decided.answer)
    return JsonAnswer(view, headers={"Idempotency-Key": decided.key})
