"""The sign-in form, asked for or put in place of a page whose session has ended."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem
from api.pages.forms import kept_of, read_form
from api.pages.language import language_of
from api.pages.rendering import render
from api.services import Services
from api.session_dependencies import is_from_own_page, make_form_token
from texts.problems import explain_problem

HOME = "/tugas"
KEPT_PATHS = ("/laporan/",)
"""Whose forms are kept: where people write for long. A password is never sent back into a page."""
Kept = Sequence[tuple[str, str]]
"""Fields of a form that was sent without a session, to be sent again after the sign-in."""


async def sign_in_again(request: Request) -> Response:
    """The way to sign in and come back to the page that was asked for, with what a form of ours held."""
    services: Services = request.app.state.services
    target = quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET":
        return RedirectResponse(f"/masuk?next={quote(target, safe='')}", 303)
    if not request.url.path.startswith(KEPT_PATHS) or not is_from_own_page(services, request):
        return RedirectResponse("/masuk", 303)
    return show_sign_in(services, request, target, kept=kept_of(await read_form(request)))


def show_sign_in(
    services: Services,
    request: Request,
    target: str,
    *,
    username: str = "",
    kept: Kept = (),
    problem: Problem | None = None,
) -> Response:
    """The form. `target` is where it leads to; `problem` is why the last attempt failed."""
    request.state.form_token = make_form_token(services, request, None)
    errors = {}
    if problem is not None:
        errors["username"] = explain_problem(problem.code, problem.detail)[language_of(request)]
    context = {
        "username": username,
        "next": target,
        "errors": errors,
        "kept": kept,
        "demo": services.settings.dev,
    }
    page = render(request, "account/sign_in.html", context, problem.status if problem else 200)
    if problem is not None and (wait := (problem.headers or {}).get("Retry-After")):
        page.headers["Retry-After"] = wait
    return page
