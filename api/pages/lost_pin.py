"""A lost number or PIN: where to have both sent anew."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import FORESEEN, Malformed, Problem, problem_of
from api.dependencies import AddressDep, ServicesDep
from api.pages.language import language_of
from api.pages.rendering import render
from api.reports.new_pin import ON_ITS_WAY, ask_new_pin
from api.requests.bodies import read_form_fields
from api.services import Services
from api.session_dependencies import make_form_token, own_sign_in_form
from texts.formats import InBoth
from texts.intake_errors import A_CONTACT
from texts.problems import TEXTS, explain_problem

router = APIRouter(include_in_schema=False)

FORM = "/lacak/lupa"
AT_FIELD = {"tracking_number": "nomor"}
WRONG: Mapping[str, InBoth] = {"kontak": A_CONTACT, "nomor": TEXTS["tracking_number_check"]}
"""What is said of each field that can't be read."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: an e-mail address or a telephone number, and a report's number."""

    contact: str = ""
    number: str = ""

    def body(self) -> dict[str, str]:
        """The same as `POST /v1/pins` takes it."""
        kind = "email" if "@" in self.contact else "phone"
        return {kind: self.contact} | ({"tracking_number": self.number} if self.number else {})


@router.get(FORM)
async def show_form(services: ServicesDep, request: Request) -> Response:
    """The form for one's e-mail address or telephone number."""
    return _show_form(services, request, Typed())


@router.post(FORM)
async def ask(services: ServicesDep, address: AddressDep, request: Request) -> Response:
    """Has number and PIN sent, and leads to a page that is the same whether or not there is a report."""
    form = await read_form_fields(request)
    contact, number = (str(form.get(name) or "").strip() for name in ("kontak", "nomor"))
    typed = Typed(contact, number)
    try:
        await own_sign_in_form(services, request)
        await ask_new_pin(services, address, typed.body())
    except FORESEEN as error:
        return _show_form(services, request, typed, problem_of(error))
    return RedirectResponse(f"{FORM}/diminta", 303)


@router.get(f"{FORM}/diminta")
async def show_asked(request: Request) -> Response:
    """That it was asked for, and what to do if nothing comes."""
    return render(request, "lost_pin_asked.html", {"notice_text": ON_ITS_WAY})


def _show_form(
    services: Services, request: Request, typed: Typed, problem: Problem | None = None
) -> Response:
    token = make_form_token(services, request, None)
    errors = {}
    if isinstance(problem, Malformed):
        fields = {AT_FIELD.get(each["field"], "kontak") for each in problem.members["errors"]}
        errors = {name: WRONG[name][language_of(request)] for name in WRONG if name in fields}
    context = {
        "typed": typed,
        "errors": errors,
        "explanation": explain_problem(problem.code, problem.detail) if problem and not errors else None,
        "form_token": token.token,
    }
    response = render(request, "lost_pin.html", context, problem.status if problem else 200)
    response.headers.update((problem.headers or {}) if problem else {})
    token.write(response)
    return response
