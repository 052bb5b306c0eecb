"""Tracking a report: number and PIN open a session, and the reporter's view is shown in it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem
from api.dependencies import NumberPath, Reader, ServicesDep
from api.pages.rendering import render
from api.pages.tracked_report import parse_fact_number, tracked_context
from api.reports.explain_clock import explain_clock
from api.requests import sessions
from api.requests.access import open_reading
from api.requests.bodies import read_form_fields
from api.services import Services
from api.session_dependencies import (
    CurrentSessionDep,
    SessionReporterDep,
    make_form_token,
    own_form,
    own_sign_in_form,
)
from texts.problems import explain_problem
from texts.procedure_names import name_clock
from workflows.procedure.model.enums import ClockName

router = APIRouter(include_in_schema=False)

PATHS: Mapping[str, str] = {
    "complete": "lengkapi",
    "confirm": "setujui",
    "reply": "balas",
    "dispute": "keberatan",
    "remark": "keterangan",
    "correct_contact": "kontak",
    "withdraw": "cabut",
    "reopen": "buka-kembali",
}
"""The last part of the address of a reporter's decision, by its kind."""
AT_FIELD = {"pin_missing": "pin", "wrong_pin": "pin", "tracking_number_check": "nomor"}
"""The field at which a problem is told, by its code."""


@router.get("/lacak")
async def ask_number(
    services: ServicesDep, request: Request, nomor: Annotated[str, Query()] = ""
) -> Response:
    """The form for number and PIN. The number may come in the address, the PIN never."""
    return show_number_form(services, request, nomor)


@router.post("/lacak")
async def open_report(services: ServicesDep, request: Request) -> Response:
    """Opens the report in a session, and leads to it."""
    form = await read_form_fields(request)
    number, pin = (str(form.get(name) or "").strip() for name in ("nomor", "pin"))
    try:
        await own_sign_in_form(services, request)
        opened = await sessions.open_report(services, request, number, pin)
    except Problem as problem:
        return show_number_form(services, request, number, problem)
    response = see_report(opened.session.report or number)
    sessions.write_session(services, request, response, opened)
    return response


@router.get("/lacak/{tn}")
async def show_report(
    services: ServicesDep,
    request: Request,
    current: CurrentSessionDep,
    reporter: SessionReporterDep,
    fakta: Annotated[str | None, Query()] = None,
) -> Response:
    """Where the report stands, and what can be done. `fakta` is the fact that a decision just ended with."""
    async with open_reading(services, reporter, request) as reading:
        context = await tracked_context(services, reading, parse_fact_number(fakta))
    token = make_form_token(services, request, current)
    context |= {"form_token": token.token, "paths": PATHS, "clock_name": name_clock}
    response = render(request, "tracked_report.html", context)
    token.write(response)
    return response


@router.get("/lacak/{tn}/tenggat/{clock}")
async def show_explanation(
    services: ServicesDep, request: Request, reporter: SessionReporterDep, clock: ClockName
) -> Response:
    """Why the clock is due on its day, each day on its own."""
    async with open_reading(services, reporter, request) as reading:
        explained = await explain_clock(services, reading, Reader(reporter, reporter.id), clock)
    name = name_clock(clock)
    context = {"explained": explained, "name": name, "back": f"/lacak/{reporter.id}"}
    return render(request, "explained_clock.html", context)


@router.post("/lacak/{tn}/keluar")
async def close_report(
    services: ServicesDep, request: Request, current: CurrentSessionDep, tn: NumberPath
) -> Response:
    """Ends the session, so that nobody after this one sees the report here. Where there is none, nothing is
    deleted: a browser that another site made send this keeps its cookie back."""
    if current is None:
        return RedirectResponse("/lacak", 303)
    await own_form(services, request, current)
    await sessions.sign_out(services, request)
    response = RedirectResponse("/lacak", 303)
    sessions.delete_session(services, request, response)
    return response


def show_number_form(
    services: Services,
    request: Request,
    number: str,
    problem: Problem | None = None,
) -> Response:
    """The form for number and PIN, with what was wrong with the last try. The PIN is not shown again."""
    token = make_form_token(services, request, None)
    explanation = explain_problem(problem.code, problem.detail) if problem else None
    context = {
        "number": number[:40],
        "explanation": explanation,
        "field": AT_FIELD.get(problem.code) if problem else None,
        "form_token": token.token,
    }
    response = render(request, "track.html", context, problem.status if problem else 200)
    if problem and problem.headers and "Retry-After" in problem.headers:
        response.headers["Retry-After"] = problem.headers["Retry-After"]
    token.write(response)
    return response


def see_report(number: str, fact: int | None = None) -> RedirectResponse:
    """Leads to the report, and there to what a decision did."""
    query = f"?fakta={fact}" if fact is not None else ""
    return RedirectResponse(f"/lacak/{number}{query}", 303)
