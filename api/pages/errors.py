"""Errors as pages. What went wrong is decided where the JSON routes' errors are; this shows it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem, problem_response
from api.pages.forms import kept_of, read_form
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.sign_in_form import sign_in_again
from api.requests.cross_site import safe_next
from api.session_dependencies import is_from_own_page
from texts.problems import explain_problem

MACHINE_PATHS = ("/v1/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/assets/")
STAFF_PATHS = ("/tugas", "/laporan", "/akun", "/tampilan", "/tim", "/templat", "/periksa")
TRACK_PATH = "/lacak/"
"""Below it a report is shown to its reporter, whom number and PIN sign in."""
WRITTEN_PATHS = ("/laporan/", "/sekaligus")
"""Whose forms are kept: where staff write for long. The forms of reporters keep themselves."""
AWAY = {503, 504}


def wants_page(request: Request) -> bool:
    """Whether the error is for a person at a browser: not of a path for programs, and HTML is accepted."""
    is_for_programs = request.url.path.startswith(MACHINE_PATHS)
    return not is_for_programs and "text/html" in request.headers.get("accept", "")


async def respond(request: Request, problem: Problem) -> Response:
    """The problem as a page, or as `application/problem+json`. Where it is that nobody is signed in, the page
    is the sign-in, which leads back, or that for number and PIN."""
    if not wants_page(request):
        return problem_response(problem)
    if (
        request.url.path.startswith(TRACK_PATH)
        and request.method == "GET"
        and problem.code == "not_signed_in"
    ):
        return RedirectResponse(f"/lacak?{urlencode({'nomor': request.path_params['tn']})}", 303)
    if request.url.path.startswith(STAFF_PATHS):
        if problem.code == "not_signed_in":
            return await sign_in_again(request)
        if problem.code == "password_change_required":
            return RedirectResponse("/akun", 303)
    is_written = request.method == "POST" and request.url.path.startswith(WRITTEN_PATHS)
    if is_written and problem.status in AWAY and is_from_own_page(request.app.state.services, request):
        return await _offer_to_send_again(request, problem)
    return error_page(request, problem)


def _address_again(request: Request) -> str | None:
    """The address of the page that was asked for, to be loaded once more; null for a form that was sent."""
    query = f"?{request.url.query}" if request.url.query else ""
    return safe_next(f"{quote(request.url.path)}{query}", "/") if request.method == "GET" else None


async def _offer_to_send_again(request: Request, problem: Problem) -> Response:
    """The form that was sent while something was away, with all that was written in it. Its Idempotency-Key
    makes it safe to send again."""
    kept = kept_of(await read_form(request))
    return error_page(request, problem, "send_again.html", {"action": request.url.path, "kept": kept})


def error_page(
    request: Request,
    problem: Problem,
    template: str = "error.html",
    more: Mapping[str, Any] = MappingProxyType({}),
) -> Response:
    """The problem as a page of its own, with what the reader can do next."""
    explanation = explain_problem(problem.code, problem.detail)[language_of(request)]
    context = {
        "problem": problem,
        "explanation": explanation,
        "again_url": _address_again(request) if problem.status in AWAY else None,
        **more,
    }
    page = render(request, template, context, problem.status)
    for name, value in (problem.headers or {}).items():
        if name.lower() != "www-authenticate":  # a browser would ask for a password of its own
            page.headers[name] = value
    return page
