"""Sending a report in: a step a page, then the check of all answers, then the receipt."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers.problems import FORESEEN, Problem, problem_of
from api.dependencies import AddressDep, ServicesDep
from api.pages.forms import first_values, new_key, read_form
from api.pages.language import language_of
from api.pages.receipt import receipt_context
from api.pages.rendering import render
from api.pages.report_form import (
    LENGTHS,
    STEPS,
    Answers,
    Errors,
    Step,
    begin_answers,
    check_step,
    explain_errors,
    make_body,
    parse_answers,
    step_of,
)
from api.reports import submission
from api.reports.likely_second import find_likely_first
from api.requests.clock_offset import received_now
from api.services import Services
from api.session_dependencies import (
    make_form_token_for_key,
    require_own_form_for_key,
    require_own_page,
)
from texts.categories import name_category
from texts.problems import explain_problem
from texts.regions import ISLANDS, name_region
from texts.report_classes import EXAMPLES, NAMES
from workflows.procedure.model.enums import ReportClass

router = APIRouter(include_in_schema=False)


@router.get("/lapor")
async def begin_report(
    services: ServicesDep, request: Request, langkah: Annotated[str, Query()] = ""
) -> Response:
    """An empty form, at its first step, or at the step `langkah` that a script goes back to: it has the
    answers, and fills them in. The check page shows answers, and leads back to the last step that asks."""
    asked = [each for each in STEPS if each != "check"]
    step = next((each for each in asked if each == langkah), asked[-1] if langkah == "check" else asked[0])
    return _show_step(services, request, begin_answers(), step, is_new=True)


@router.post("/lapor")
async def continue_report(services: ServicesDep, address: AddressDep, request: Request) -> Response:
    """What the button `go` asks for: `next`, `back`, `stay` (in another language), the name of a step, or
    `send`. The answers come along in every case, but for a form that another site made."""
    require_own_page(services, request)
    form = first_values(await read_form(request))
    answers = parse_answers(form)
    step: Step = next((each for each in STEPS if each == form.get("step")), STEPS[0])
    match form.get("go"):
        case "send":
            return await _send(services, address, request, answers)
        case "next":
            return await _go_on(services, request, answers, step)
        case "back":
            return _show_step(services, request, answers, STEPS[max(STEPS.index(step) - 1, 0)])
        case wanted if wanted in STEPS:
            return _show_step(services, request, answers, STEPS[STEPS.index(wanted)])
    return _show_step(services, request, answers, step)


async def _go_on(services: Services, request: Request, answers: Answers, step: Step) -> Response:
    if errors := check_step(services, answers, step, received_now()):
        return _show_step(services, request, answers, step, errors)
    following = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
    if answers.checked or following == "check":
        return await _check(services, request, answers)
    return _show_step(services, request, answers, following)


async def _check(services: Services, request: Request, answers: Answers) -> Response:
    """The check page; where an earlier step was passed over, that one with what is wrong."""
    now = received_now()
    for step in STEPS:
        if errors := check_step(services, answers, step, now):
            return _show_step(services, request, answers, step, errors)
    likely_first = await find_likely_first(services, request, answers.fields)
    return _show_step(services, request, replace(answers, checked=True), "check", likely_first=likely_first)


async def _send(services: Services, address: str, request: Request, answers: Answers) -> Response:
    received_at = received_now()
    body = make_body(answers.fields)
    try:
        await require_own_form_for_key(services, request, answers.key)
        services.clock.require()
        receipt = await submission.submit_report(services, address, answers.key, body, received_at)
    except FORESEEN as error:
        return _show_failure(services, request, answers, problem_of(error))
    context = {
        **receipt_context(services, request, receipt),
        "answers": answers,
        "form_token": make_form_token_for_key(services, answers.key),
    }
    return render(request, "receipt.html", context, 201)


def _show_failure(services: Services, request: Request, answers: Answers, problem: Problem) -> Response:
    """The form again, with everything typed: the step where something is wrong, else the check page."""
    if errors := explain_errors(problem):
        return _show_step(services, request, answers, step_of(next(iter(errors))), errors)
    if problem.code == "idempotency_key_reused":
        # What is sent next is meant to be a report of its own. Neither number nor PIN of the first is told.
        answers = replace(answers, key=new_key())
    page = _show_step(services, request, answers, "check", failure=problem)
    page.headers.update(problem.headers or {})
    return page


def _show_step(
    services: Services,
    request: Request,
    answers: Answers,
    step: Step,
    errors: Errors | None = None,
    failure: Problem | None = None,
    *,
    is_new: bool = False,
    likely_first: str | None = None,
) -> Response:
    language = language_of(request)
    context = {
        "step": step,
        "number": STEPS.index(step) + 1,
        "steps": len(STEPS),
        "answers": answers,
        "form_token": make_form_token_for_key(services, answers.key),
        "fields": answers.fields,
        "lengths": LENGTHS,
        "errors": {name: text[language] for name, text in (errors or {}).items()},
        "failure": failure,
        "explanation": explain_problem(failure.code, failure.detail) if failure else None,
        "is_new": is_new,
        "likely_first": likely_first,
        **_choices(services),
    }
    status = failure.status if failure else 422 if errors else 200
    return render(request, "report_form.html", context, status)


def _choices(services: Services) -> Mapping[str, Any]:
    """What can be chosen from, and what each choice is called."""
    return {
        "classes": [{"value": each.value, "label": NAMES[each], "hint": EXAMPLES[each]} for each in NAMES],
        "categories": {code: name_category(code) for code in services.policy.categories},
        "islands": [(island, [(code, name_region(code)) for code in codes]) for island, codes in ISLANDS],
        "class_names": {each.value: NAMES[each] for each in ReportClass},
        "region_name": name_region,
    }
