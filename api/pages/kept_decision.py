"""A decision's form while the record is away: what is offered can't be asked, but nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.answers.problems import Problem
from api.pages.decision_form import TypedDecision
from api.pages.forms import first_values, read_form
from api.pages.rendering import render
from api.session_dependencies import FORM_FIELD
from texts.decisions.fields import name_field
from texts.decisions.kinds import KINDS
from texts.problems import explain_problem
from workflows.procedure.model.decision_fields import FIELDS, DecisionField


async def show_kept(
    request: Request, number: str, kind: str, typed: TypedDecision, problem: Problem
) -> Response:
    """The form with what was typed, by the procedure's fields alone. It can be sent again as it is."""
    label, hint = KINDS[kind]
    context = {
        "number": number,
        "kind": kind,
        "label": label,
        "hint": hint,
        "offer": {"task": typed.task},
        "fields": [_field(kind, each) for each in FIELDS[kind]],
        "typed": dict(typed.values),
        "key": typed.key,
        "seen": typed.seen,
        "errors": {},
        "explanation": explain_problem(problem.code, problem.detail),
        "problem": problem,
        "news": [],
        "effects": [],
        "form_token": first_values(await read_form(request)).get(FORM_FIELD, ""),
    }
    return render_form(request, context, problem)


def render_form(request: Request, context: Mapping[str, Any], problem: Problem | None) -> Response:
    """The form of a reporter's decision, with the status and the `Retry-After` of what went wrong."""
    response = render(request, "reporter_decision.html", context, problem.status if problem else 200)
    retry = (problem.headers or {}).get("Retry-After") if problem else None
    if retry is not None:
        response.headers["Retry-After"] = retry
    return response


def _field(kind: str, field: DecisionField) -> dict[str, Any]:
    """The field as `api.schemas.offered.OfferedField`, without what the report's state says of it."""
    return {
        "name": field.name,
        "input": field.input,
        "required": field.required,
        "label": name_field(kind, field.name),
        "hint": None,
        "least": field.least,
        "most": field.most,
        "earliest": None,
        "latest": None,
        "choices": None,
        "default": field.default,
    }
