"""Deciding, for those who serve."""

from typing import Any

from fastapi import APIRouter, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import ACCEPTED, DeclaredRoute, body_of
from api.dependencies import (
    ActorDep,
    EitherReadingDep,
    PreviewQuery,
    ReaderDep,
    ReadingDep,
    ReportDep,
    ServicesDep,
)
from api.reports import (
    handle_decision,
    offered_decisions,
    preview,
    state_after,
    submit_decision,
    visible_facts,
)
from api.reports.seen_report import read_seen_report
from api.reports.visible_facts import Visible
from api.schemas.bodies import IdentityRequest, TaskDecision
from api.schemas.decisions import Accepted, Decided, OpenedIdentity
from api.schemas.offered import OfferedDecisions
from api.schemas.previews import PreviewedDecision
from evidence.accesses.access_log import AccessAct

router = APIRouter(route_class=DeclaredRoute, tags=["Decisions"])


EXAMPLE = {
    "task": "7K3M-9QXT-2VHW-5-1",
    "decision": {
        "kind": "forward",
        "agency": "pemprov-aceh",
        "class": "complaint",
        "supervisory": False,
        "category": "infrastruktur",
    },
}


@router.get("/v1/reports/{tn}/decisions", response_model=OfferedDecisions)
async def list_offered_decisions(
    services: ServicesDep, reader: ReaderDep, reading: EitherReadingDep
) -> JsonAnswer[OfferedDecisions]:
    """Which decisions you may make now, by bearer token or `Report-Pin`: each with its task, its fields with
    bounds, choices and names, and how often it may be made; and which ones a rule withholds, and why.

    Staff send a decision by `POST` here, reporters by `POST` to `replies`."""
    seen = await read_seen_report(services, reading, reader.report)
    return JsonAnswer(await offered_decisions.offer_decisions_to(services, reading, seen))


@router.post(
    "/v1/reports/{tn}/decisions",
    response_model=Decided | PreviewedDecision,
    response_description="The state just after it, or with `preview` what would come of it",
    responses=ACCEPTED,
    openapi_extra=body_of(TaskDecision, EXAMPLE, once=True),
)
async def decide(
    services: ServicesDep,
    actor: ActorDep,
    reading: ReadingDep,
    report: ReportDep,
    request: Request,
    is_preview: PreviewQuery = False,
) -> JsonAnswer[Decided] | JsonAnswer[PreviewedDecision] | JsonAnswer[Accepted]:
    """Decide on a task. With `Prefer: respond-async` the answer doesn't wait for what comes of it.

    With `preview=true` nothing is done: the answer is what would come of it, or the same refusal."""
    if is_preview:
        return JsonAnswer(await preview.preview_decision_in(services, reading, report, request))
    decided = await handle_decision.handle_decision(services, actor, report, request)
    if decided.answer is None:
        return handed_over(report, decided)
    state = await state_after.read_state_after(services, actor, report, decided.answer)
    return JsonAnswer(
        state_after.present_state_after(services, state), headers={"Idempotency-Key": decided.key}
    )


def handed_over(report: str, decided: handle_decision.Decided) -> JsonAnswer[Accepted]:
    """202: the report judges later, and a refusal will be one of its facts."""
    headers = {
        "Idempotency-Key": decided.key,
        "Preference-Applied": "respond-async",
        "Location": f"/v1/reports/{report}",
    }
    return JsonAnswer({"tracking_number": report, "accepted": True}, 202, headers=headers)


WHY = {"reason": "Pelapor meminta perlindungan saksi, surat tanggal 5 Januari"}


def _opening(body: dict[str, Any]) -> dict[str, Any]:
    return {"task": None, "decision": {**body, "kind": "open_identity"}}


@router.post(
    "/v1/reports/{tn}/identity",
    response_model=OpenedIdentity,
    responses=ACCEPTED,
    openapi_extra=body_of(IdentityRequest, WHY, once=True),
)
async def open_identity(
    services: ServicesDep, actor: ActorDep, reading: ReadingDep, report: ReportDep, request: Request
) -> JsonAnswer[OpenedIdentity] | JsonAnswer[Accepted]:
    """Open an anonymous reporter's identity (national admin). That, and why, becomes a fact."""
    decided = await handle_decision.handle_decision(services, actor, report, request, _opening)
    if decided.answer is None:
        return handed_over(report, decided)
    facts = await submit_decision.all_facts(services, report)
    key = await reading.key(report, AccessAct.READ_IDENTITY)
    reading.reason = f"fact {decided.answer.fact}"  # which has the reason, sealed
    identity = visible_facts.open_identity(key, [Visible(fact, texts=True) for fact in facts])
    told: OpenedIdentity = {
        "tracking_number": report,
        "fact": decided.answer.fact,
        "reporter": identity,
    }
    return JsonAnswer(told, headers={"Idempotency-Key": decided.key})
