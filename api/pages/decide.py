"""Deciding on a report's page: the form, its preview, and the way on after it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import FORESEEN, Problem, problem_of
from api.dependencies import ServicesDep
from api.pages.decision_form import (
    TypedDecision,
    explain_field_errors,
    make_body,
    parse_typed,
)
from api.pages.forms import first_values, new_key, read_form
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.report import ReportInPathDep
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import handle_decision, offered_decisions, preview, state_after
from api.schemas.offered import OfferedKind
from api.schemas.previews import PreviewedDecision
from api.services import Services
from api.session_dependencies import OwnFormDep
from records.reports.queries.worklist import list_tasks
from texts.decisions.kinds import KINDS
from texts.previews import describe_preview
from texts.problems import explain_problem
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.model.requests import Answer

router = APIRouter(include_in_schema=False)

Shown = Mapping[str, Any]
"""What the form's template is given."""


@router.get("/laporan/{tn}/keputusan/{kind}")
async def show_decision(
    services: ServicesDep, request: Request, visit: StaffVisitDep, report: ReportInPathDep, kind: str
) -> Response:
    """The form of a decision. Where it can't be made now the page says why."""
    _require_kind(kind)
    return await _show(services, request, visit, report, kind)


@router.post("/laporan/{tn}/keputusan/{kind}")
async def send_decision(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    kind: str,
    _own: OwnFormDep,
) -> Response:
    """What the button `step` asks for: `preview` shows what would come of it, `edit` the form again, `send`
    carries it out. Whatever goes wrong, the form comes back with what was typed."""
    _require_kind(kind)
    form = first_values(await read_form(request))
    typed = parse_typed(kind, form)
    body, actor = make_body(kind, typed), visit.who.actor
    try:
        if form.get("step") == "preview":
            asked = await handle_decision.read_form(services, actor, report, body, typed.key)
            previewed = await preview.preview_request(services, visit.reading, report, asked)
            return await _show(services, request, visit, report, kind, typed, previewed=previewed)
        if form.get("step") != "send":
            return await _show(services, request, visit, report, kind, typed)
        answer = await handle_decision.handle_form(services, actor, report, body, typed.key)
    except FORESEEN as error:
        return await _show(services, request, visit, report, kind, typed, problem=problem_of(error))
    return RedirectResponse(await _way_on(services, visit, report, typed, answer), 303)


def _require_kind(kind: str) -> None:
    if kind not in FIELDS:
        raise Problem(404, "no_such_page", "Not Found")


async def _way_on(
    services: Services, visit: StaffVisit, report: str, typed: TypedDecision, answer: Answer
) -> str:
    """The report again while its task is still open; else the next task of the worklist, or the list."""
    state = await state_after.read_state_after(services, visit.who.actor, report, answer)
    task, done = state["task"], urlencode({"done": report})
    if typed.task is None or (task is not None and task["id"] == typed.task):
        return f"/laporan/{report}?{done}"
    waiting = await list_tasks(services.pool, visit.who.actor, limit=2)
    following = next((each.report for each in waiting.items if each.report != report), None)
    return f"/laporan/{following}?{done}" if following else f"/tugas?{done}"


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    report: str,
    kind: str,
    typed: TypedDecision | None = None,
    *,
    previewed: PreviewedDecision | None = None,
    problem: Problem | None = None,
) -> Response:
    offers = await offered_decisions.offer_decisions_to(services, visit.reading, report)
    offer = next((each for each in offers["decisions"] if each["kind"] == kind), None)
    withheld = next((each for each in offers["unavailable"] if each["kind"] == kind), None)
    language = language_of(request)
    errors = {name: text[language] for name, text in explain_field_errors(problem).items()}
    is_key_spent = problem is not None and problem.code == "idempotency_key_reused"
    label, hint = KINDS[kind]
    context = {
        "number": report,
        "kind": kind,
        "label": label,
        "hint": hint,
        "offer": offer,
        "withheld": withheld["reason"] if withheld else None,
        "task": _task(offer, typed),
        "key": typed.key if typed and not is_key_spent else new_key(),
        "values": _values(offer, typed),
        "errors": errors,
        "problem": problem,
        "explanation": explain_problem(problem.code, problem.detail) if problem and not errors else None,
        "effects": describe_preview(previewed) if previewed else None,
        "previewed": previewed,
        "zone": visit.zone,
    }
    status = problem.status if problem else 200 if offer else 409
    page = render(request, "staff/decision.html", context, status)
    if problem is not None and (wait := (problem.headers or {}).get("Retry-After")):
        page.headers["Retry-After"] = wait
    return page


def _task(offer: OfferedKind | None, typed: TypedDecision | None) -> str | None:
    """The task that the form names: the one it was opened for, so that a decision is never taken for
    another."""
    if typed is not None:
        return typed.task
    return offer["task"] if offer else None


def _values(offer: OfferedKind | None, typed: TypedDecision | None) -> Mapping[str, Any]:
    if typed is not None:
        return typed.values
    fields = offer["fields"] if offer else []
    return {each["name"]: each["default"] for each in fields if each["default"] is not None}
