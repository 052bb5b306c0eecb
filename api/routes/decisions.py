"""Deciding, for those who serve."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter

from api.answers.canonical import Json
from api.answers.openapi import accepted_answer, answer_of, body_of, decision_body
from api.dependencies import ActorDep, ReadingDep, ReportDep, ServicesDep
from api.reports import handle_decision, lookup, state_after, submit_decision, visible_facts
from api.reports.handle_decision import Decided
from api.reports.visible_facts import Visible
from api.schemas.decisions import Decided as DecidedAnswer
from api.schemas.decisions import OpenedIdentity
from evidence.accesses.access_log import Act
from workflows.procedure.model.decisions import StaffDecision

router = APIRouter(tags=["Decisions"])

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


@router.post(
    "/v1/reports/{tn}/decisions",
    responses=answer_of(DecidedAnswer, "The state just after it") | accepted_answer(),
    openapi_extra=decision_body(TypeAdapter(StaffDecision), EXAMPLE),
)
async def decide(services: ServicesDep, actor: ActorDep, report: ReportDep, request: Request) -> Json:
    """Decide on a task. With `Prefer: respond-async` the answer doesn't wait for what comes of it."""
    decided = await handle_decision.handle_decision(services, actor, report, request)
    if decided.answer is None:
        return handed_over(report, decided)
    state = await state_after.read_state_after(services, actor, report, decided.answer)
    shown = lookup.present_state(services, state, "live")
    return Json(shown, headers={"Idempotency-Key": decided.key})


def handed_over(report: str, decided: Decided) -> Json:
    """202: the report judges later, and a refusal will be one of its facts."""
    headers = {
        "Idempotency-Key": decided.key,
        "Preference-Applied": "respond-async",
        "Location": f"/v1/reports/{report}",
    }
    return Json({"tracking_number": report, "accepted": True}, 202, headers=headers)


REASON = {
    "type": "object",
    "required": ["reason"],
    "properties": {"reason": {"type": "string", "minLength": 10}},
}
WHY = {"reason": "Pelapor meminta perlindungan saksi, surat tanggal 5 Januari"}


def _opening(body: dict[str, Any]) -> dict[str, Any]:
    return {"task": None, "decision": {**body, "kind": "open_identity"}}


@router.post(
    "/v1/reports/{tn}/identity",
    responses=answer_of(OpenedIdentity) | accepted_answer(),
    openapi_extra=body_of(REASON, WHY, once=True),
)
async def open_identity(
    services: ServicesDep, actor: ActorDep, reading: ReadingDep, report: ReportDep, request: Request
) -> Json:
    """Open an anonymous reporter's identity (national admin). That, and why, becomes a fact."""
    decided = await handle_decision.handle_decision(services, actor, report, request, _opening)
    if decided.answer is None:
        return handed_over(report, decided)
    facts = await submit_decision.all_facts(services, report, until=1)
    key = await reading.key(report, Act.READ_IDENTITY)
    reading.reason = f"fact {decided.answer.fact}"  # which has the reason, sealed
    identity = visible_facts.open_identity(key, [Visible(fact, texts=True) for fact in facts])
    told = {"tracking_number": report, "fact": decided.answer.fact, "reporter": identity}
    return Json(told, headers={"Idempotency-Key": decided.key})
