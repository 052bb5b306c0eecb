"""Errors as pages. What went wrong is decided where the JSON routes' errors are; this shows it."""

from fastapi import Request
from fastapi.responses import Response

from api.answers.problems import Problem, problem_response
from api.pages.language import language_of
from api.pages.rendering import render
from texts.problems import explain_problem

MACHINE_PATHS = ("/v1/", "/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", "/assets/")


def wants_page(request: Request) -> bool:
    """Whether the error is for a person at a browser: not of a path for programs, and HTML is accepted."""
    is_for_programs = request.url.path.startswith(MACHINE_PATHS)
    return not is_for_programs and "text/html" in request.headers.get("accept", "")


def respond(request: Request, problem: Problem) -> Response:
    """The problem as a page, or as `application/problem+json`."""
    return error_page(request, problem) if wants_page(request) else problem_response(problem)


def error_page(request: Request, problem: Problem) -> Response:
    """The problem as a page of its own, with what the reader can do next."""
    context = {
        "problem": problem,
        "explanation": explain_problem(problem.code, problem.detail)[language_of(request)],
    }
    page = render(request, "error.html", context, problem.status)
    for name, value in (problem.headers or {}).items():
        if name.lower() != "www-authenticate":  # a browser would ask for a password of its own
            page.headers[name] = value
    return page
