"""Deciding on a report's page: the form, its preview, and the way on after it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import FORESEEN, Problem, problem_of
from api.dependencies import ServicesDep
from api.pages import drafts
from api.pages.decision_form import (
    TypedDecision,
    choose_key,
    explain_field_errors,
    make_body,
    parse_typed,
)
from api.pages.forms import first_values, read_form
from api.pages.insert_template import describe_templates, insert_template
from api.pages.language import language_of
from api.pages.list_address import (
    TASKS,
    ListInAddressDep,
    is_of_reports,
    make_address,
    safe_list,
    tasks_at,
)
from api.pages.rendering import render
from api.pages.report import ReportInPathDep, back_to
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import handle_decision, offered_decisions, preview, state_after, worklist
from api.reports.seen_report import SeenReport, read_seen_report
from api.reports.whole_report import open_texts_of
from api.schemas.drafts import KINDS as KINDS_OF_STAFF
from api.schemas.offered import OfferedKind
from api.schemas.previews import PreviewedDecision
from api.services import Services
from api.session_dependencies import CurrentSessionDep, own_form
from records.reports.queries.task_filter import TaskFilter
from records.reports.queries.worklist import Scope, find_following, list_tasks
from texts.decisions.kinds import KINDS
from texts.previews import describe_preview
from texts.problems import explain_problem
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.model.requests import Answer

router = APIRouter(include_in_schema=False)


@router.get("/laporan/{tn}/keputusan/{kind}")
async def show_decision(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    kind: str,
    origin: ListInAddressDep,
) -> Response:
    """The form of a decision. Where it can't be made now the page says why."""
    _require_kind(kind)
    return await _show(services, request, visit, report, kind, None, origin)


@router.post("/laporan/{tn}/keputusan/{kind}")
async def send_decision(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    kind: str,
    current: CurrentSessionDep,
) -> Response:
    """What the button `step` asks for: `preview` shows what would come of it, `edit` the form again, `send`
    carries it out, `draft` saves a draft, `discard` throws it away and `template` inserts one. Whatever goes
    wrong, the form comes back with what was typed."""
    _require_kind(kind)
    form = first_values(await read_form(request))
    typed, origin = parse_typed(kind, form), safe_list(form.get("from"))
    body, actor = make_body(kind, typed), visit.who.actor
    try:
        await own_form(services, request, current)
        if form.get("step") == "preview":
            asked = await handle_decision.read_form(services, actor, report, body, typed.key)
            previewed = await preview.preview_request(services, visit.reading, report, asked)
            return await _show(services, request, visit, report, kind, typed, origin, previewed=previewed)
        if form.get("step") == "template":
            typed = await insert_template(services, visit, report, kind, typed, form)
        if form.get("step") in {"draft", "discard"}:
            return await _keep(services, visit, report, kind, typed, origin, form["step"])
        if form.get("step") != "send":
            return await _show(services, request, visit, report, kind, typed, origin)
        following = await _find_following(services, visit, typed, origin)
        answer = await handle_decision.handle_form(services, actor, report, body, typed.key)
    except FORESEEN as error:
        return await _show(services, request, visit, report, kind, typed, origin, problem=problem_of(error))
    is_open = await _is_still_open(services, visit, report, typed, answer)
    if is_open:
        following = report
    elif following is None and not is_of_reports(origin):
        following = await _find_first(services, visit, report, origin)
    return RedirectResponse(_way_on(report, following, origin), 303)


def _require_kind(kind: str) -> None:
    if kind not in FIELDS:
        raise Problem(404, "no_such_page", "Not Found")


async def _keep(
    services: Services,
    visit: StaffVisit,
    report: str,
    kind: str,
    typed: TypedDecision,
    origin: str | None,
    step: str,
) -> Response:
    """Saves what was typed as a draft, or throws the draft away; and leads to the form again."""
    if kind not in KINDS_OF_STAFF:
        raise Problem(404, "no_such_page", "Not Found")
    if step == "draft":
        await drafts.save_draft(services, visit, report, kind, typed)
    else:
        await drafts.discard_draft(services, visit, report, kind)
    return RedirectResponse(make_address(f"/laporan/{report}/keputusan/{kind}", {"from": origin}), 303)


async def _find_following(
    services: Services, visit: StaffVisit, typed: TypedDecision, origin: str | None
) -> str | None:
    """The report of the task after this one in the worklist, asked for while this one is still in it."""
    if typed.task is None or is_of_reports(origin):
        return None
    scope, which = _list_at(services, visit, origin)
    return await find_following(services.pool, visit.who.actor, typed.task, scope, which)


async def _find_first(services: Services, visit: StaffVisit, report: str, origin: str | None) -> str | None:
    """The first report of the worklist but for `report`, whose decision the list may not know of yet."""
    scope, which = _list_at(services, visit, origin)
    waiting = await list_tasks(services.pool, visit.who.actor, limit=2, scope=scope, which=which)
    return next((each.report for each in waiting.items if each.report != report), None)


def _list_at(services: Services, visit: StaffVisit, origin: str | None) -> tuple[Scope, TaskFilter]:
    """The worklist at that address, as far as it is the reader's."""
    actor, asked = visit.who.actor, tasks_at(origin)
    scope = asked.scope if asked.scope in worklist.list_scopes(actor) else Scope.MINE
    return scope, worklist.make_filter(services, actor, asked)


async def _is_still_open(
    services: Services, visit: StaffVisit, report: str, typed: TypedDecision, answer: Answer
) -> bool:
    """Whether the task that was decided on goes on after the decision."""
    state = await state_after.read_state_after(services, visit.who.actor, report, answer)
    task = state["task"]
    return typed.task is None or (task is not None and task["id"] == typed.task)


def _way_on(report: str, following: str | None, origin: str | None) -> str:
    """After a decision on `report`: the `following` report, else the list that it was opened from, at its
    line."""
    if following is not None:
        return make_address(f"/laporan/{following}", {"done": report, "from": origin})
    line = f"#{report}" if is_of_reports(origin) else ""
    return make_address(origin or TASKS, {"done": report}) + line


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    report: str,
    kind: str,
    typed: TypedDecision | None,
    origin: str | None,
    *,
    previewed: PreviewedDecision | None = None,
    problem: Problem | None = None,
) -> Response:
    seen = await read_seen_report(services, visit.reading, report)
    offers = await offered_decisions.offer_decisions_to(services, visit.reading, seen)
    offer = next((each for each in offers["decisions"] if each["kind"] == kind), None)
    withheld = next((each for each in offers["unavailable"] if each["kind"] == kind), None)
    draft = await drafts.find_draft(services, visit, report, kind) if typed is None else None
    language = language_of(request)
    errors = {name: text[language] for name, text in explain_field_errors(problem).items()}
    label, hint = KINDS[kind]
    context = {
        "number": report,
        "kind": kind,
        "label": label,
        "hint": hint,
        "offer": offer,
        "withheld": withheld["reason"] if withheld else None,
        "task": _task(offer, typed),
        "key": choose_key(typed, problem),
        "seen": seen.facts[-1].number,
        "values": _values(offer, typed) | (drafts.values_of(draft) if draft else {}),
        "draft": draft,
        "facts": seen.view.state["facts"],
        "errors": errors,
        "problem": problem,
        "explanation": explain_problem(problem.code, problem.detail) if problem and not errors else None,
        "effects": describe_preview(previewed) if previewed else None,
        "previewed": previewed,
        "zone": visit.zone,
        "report": await _open_texts(services, visit, seen),
        **await describe_templates(services, visit, kind, seen.view.state["category"]),
        **back_to(visit, origin),
    }
    status = problem.status if problem else 200 if offer else 409
    page = render(request, "staff/decision.html", context, status)
    if problem is not None and (wait := (problem.headers or {}).get("Retry-After")):
        page.headers["Retry-After"] = wait
    return page


async def _open_texts(services: Services, visit: StaffVisit, seen: SeenReport) -> Mapping[str, Any]:
    """What the report says and what was answered, to be read while one writes."""
    texts = await open_texts_of(services, visit.reading, seen)
    return {"title": None, "text": None, "answers": [], "draft": None, **texts}


def _task(offer: OfferedKind | None, typed: TypedDecision | None) -> str | None:
    """The task that the form names: the one it was opened for, so that a decision is never taken for
    another."""
    if typed is not None:
        return typed.task
    return offer["task"] if offer else None


def _values(offer: OfferedKind | None, typed: TypedDecision | None) -> dict[str, Any]:
    if typed is not None:
        return dict(typed.values)
    fields = offer["fields"] if offer else []
    return {each["name"]: each["default"] for each in fields if each["default"] is not None}
