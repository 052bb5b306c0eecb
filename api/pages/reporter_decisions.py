"""What a reporter decides on pages: a form for each decision that is offered, with what it would cause."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers.problems import FORESEEN, Problem, problem_of
from api.dependencies import NumberPath, ServicesDep
from api.pages.decision_form import (
    TypedDecision,
    choose_key,
    explain_field_errors,
    make_body,
    parse_typed,
)
from api.pages.forms import first_values, read_form
from api.pages.kept_decision import render_form, show_kept
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.track import PATHS, see_report
from api.reports import handle_decision, offered_decisions, parse_decision, preview
from api.reports.seen_report import SeenReport, read_seen_report
from api.requests import sessions
from api.requests.access import Reading, open_reading
from api.requests.sessions import CurrentSession
from api.schemas.offered import OfferedKind
from api.services import Services
from api.session_dependencies import CurrentSessionDep, SessionReporterDep, make_form_token, own_form
from texts.decisions.kinds import KINDS
from texts.formats import InBoth
from texts.previews import describe_preview
from texts.problems import explain_problem
from texts.timeline import describe_fact

router = APIRouter(include_in_schema=False)

KIND_OF = {path: kind for kind, path in PATHS.items()}


@router.get("/lacak/{tn}/{path}")
async def show_decision(
    services: ServicesDep, request: Request, current: CurrentSessionDep, _: SessionReporterDep, path: str
) -> Response:
    """The form of a decision, with what it would cause."""
    if path not in KIND_OF:
        raise Problem(404, "no_such_page", "Not Found")
    assert current is not None, "it is the reporter's"
    return await _show_form(services, request, current, KIND_OF[path], None)


@router.post("/lacak/{tn}/{path}")
async def send_decision(services: ServicesDep, request: Request, tn: NumberPath, path: str) -> Response:
    """Carries the decision out, and leads to the report. Whatever goes wrong, the form comes back with what
    was typed; without a session it asks for the PIN first."""
    if path not in KIND_OF:
        raise Problem(404, "no_such_page", "Not Found")
    kind, form = KIND_OF[path], first_values(await read_form(request))
    typed = parse_typed(kind, form)
    try:
        current = await sessions.find_current_session(services, request)
    except FORESEEN as error:
        return await show_kept(request, tn, kind, typed, problem_of(error))
    try:
        reporter = sessions.require_reporter(current, tn)
    except Problem as problem:
        if problem.code != "not_signed_in":
            raise
        return await _open_again(services, request, current, tn, kind, typed, form.get("pin"))
    assert current is not None
    if form.get("go") == "stay":  # in another language
        return await _show_form(services, request, current, kind, typed)
    try:
        await own_form(services, request, current)
        answer = await handle_decision.handle_form(
            services, reporter, reporter.id, make_body(kind, typed), typed.key
        )
    except FORESEEN as error:
        return await _show_form(services, request, current, kind, typed, problem_of(error))
    return see_report(reporter.id, answer.fact)


async def _open_again(
    services: Services,
    request: Request,
    current: CurrentSession | None,
    number: str,
    kind: str,
    typed: TypedDecision,
    pin: Any,
) -> Response:
    """The session is over: with the right PIN one is back in the same form, with the text there."""
    problem = None
    if isinstance(pin, str):
        try:
            await own_form(services, request, current)
            opened = await sessions.open_report(services, request, number, pin.strip())
        except Problem as refused:
            problem = refused
        else:
            response = await _show_form(services, request, opened, kind, typed)
            sessions.write_session(services, request, response, opened)
            return response
    token = make_form_token(services, request, current)
    context = {
        "number": number,
        "path": request.url.path,
        "typed": typed,
        "explanation": explain_problem(problem.code, problem.detail) if problem else None,
        "form_token": token.token,
    }
    response = render(request, "session_over.html", context, problem.status if problem else 401)
    token.write(response)
    return response


async def _show_form(
    services: Services,
    request: Request,
    current: CurrentSession,
    kind: str,
    typed: TypedDecision | None,
    problem: Problem | None = None,
) -> Response:
    number = current.session.report
    assert number is not None, "a reporter's session has its report"
    reporter = sessions.require_reporter(current, number)
    try:
        async with open_reading(services, reporter, request) as reading:
            seen = await read_seen_report(services, reading, number)
            offers = await offered_decisions.offer_decisions_to(services, reading, seen)
            offer = next((each for each in offers["decisions"] if each["kind"] == kind), None)
            effects = await _foresee(services, reading, seen, offer) if offer else []
    except FORESEEN as error:
        if typed is None:
            raise
        return await show_kept(request, number, kind, typed, problem or problem_of(error))
    if offer is None and typed is None:
        unavailable = next((each for each in offers["unavailable"] if each["kind"] == kind), None)
        return _show_unavailable(request, number, kind, unavailable["reason"] if unavailable else None)
    news = [
        {"at": fact.at, "text": text}
        for fact in seen.facts
        if problem is not None and typed is not None and fact.number > typed.seen
        if (text := describe_fact(fact, services.directory)) is not None
    ]
    token = make_form_token(services, request, current)
    errors = explain_field_errors(problem)
    context = {
        "number": number,
        "kind": kind,
        "label": KINDS[kind][0],
        "hint": KINDS[kind][1],
        "offer": offer,
        "fields": offer["fields"] if offer else [],
        "typed": dict(typed.values) if typed else {},
        "key": choose_key(typed, problem),
        "seen": seen.facts[-1].number,
        "errors": {name: text[language_of(request)] for name, text in errors.items()},
        "explanation": explain_problem(problem.code, problem.detail) if problem and not errors else None,
        "problem": problem,
        "news": news,
        "effects": effects,
        "form_token": token.token,
    }
    response = render_form(request, context, problem)
    token.write(response)
    return response


def _show_unavailable(request: Request, number: str, kind: str, reason: Any) -> Response:
    """That the decision can't be made now, and why where a rule says so."""
    context = {"number": number, "label": KINDS[kind][0], "reason": reason}
    return render(request, "decision_unavailable.html", context, 409)


async def _foresee(
    services: Services, reading: Reading, seen: SeenReport, offer: OfferedKind
) -> Sequence[InBoth]:
    """What the decision would cause. Whatever is written in it makes no difference to that."""
    asked = parse_decision.make_probe_of_kind(reading.actor, offer["task"], offer["kind"])
    try:
        previewed = await preview.preview_request(services, reading, seen.report, asked, seen)
    except Problem:  # changed within this moment: sending will tell
        return []
    return describe_preview(previewed)
