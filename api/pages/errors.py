"""Errors as pages. What went wrong is decided where the JSON routes' errors are; this shows it."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem, problem_response
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.sign_in_form import sign_in_again
from texts.problems import explain_problem

MACHINE_PATHS = ("/v1/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/assets/")
STAFF_PATHS = ("/tugas", "/laporan", "/akun")


def wants_page(request: Request) -> bool:
    """Whether the error is for a person at a browser: not of a path for programs, and HTML is accepted."""
    is_for_programs = request.url.path.startswith(MACHINE_PATHS)
    return not is_for_programs and "text/html" in request.headers.get("accept", "")


async def respond(request: Request, problem: Problem) -> Response:
    """The problem as a page, or as `application/problem+json`. Where it is that nobody is signed in, the page
    is the sign-in, which leads back."""
    if not wants_page(request):
        return problem_response(problem)
    if request.url.path.startswith(STAFF_PATHS):
        if problem.code == "not_signed_in":
            return await sign_in_again(request)
        if problem.code == "password_change_required":
            return RedirectResponse("/akun", 303)
    return error_page(request, problem)


def error_page(request: Request, problem: Problem) -> Response:
    """The problem as a page of its own, with what the reader can do next."""
    explanation = explain_problem(problem.code, problem.detail)[language_of(request)]
    page = render(request, "error.html", {"problem": problem, "explanation": explanation}, problem.status)
    for name, value in (problem.headers or {}).items():
        if name.lower() != "www-authenticate":  # a browser would ask for a password of its own
            page.headers[name] = value
    return page
