"""Answer templates on pages: listed, written, retired, and filled in for a decision's form."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.answers.problems import FORESEEN, Malformed, Problem, problem_of
from api.dependencies import ServicesDep
from api.pages.forms import first_values, read_form
from api.pages.language import Language, language_of
from api.pages.rendering import render
from api.pages.report import ReportInPathDep
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import answer_templates
from api.requests.bodies import parse_body
from api.schemas.answer_templates import LONGEST, ChangedTemplate, NewTemplate
from api.services import Services
from api.session_dependencies import OwnFormDep
from texts.categories import name_category
from texts.field_errors import explain_field_error
from texts.problems import explain_problem
from workflows.procedure.model.facts import Actor

router = APIRouter(include_in_schema=False)

TemplateId = Annotated[int, Path(ge=1, le=2**62)]
FIELDS = ("name", "text", "category", "place")
"""Of the form. `place`: `private`, `agency`, or a unit's code after `unit.`."""


@router.get("/templat")
async def show_templates(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """Those that one may use."""
    found = await answer_templates.list_templates(services, visit.who.actor)
    context = {
        "private": [each for each in found if each["owner"] == "private"],
        "shared": [each for each in found if each["owner"] != "private"],
        "zone": visit.zone,
    }
    return render(request, "staff/templates.html", context)


@router.get("/templat/baru")
async def show_new(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """The empty form."""
    await answer_templates.list_templates(services, visit.who.actor)
    return await _show(services, request, visit, None, dict.fromkeys(FIELDS, "") | {"place": "private"})


@router.post("/templat/baru")
async def add_template(
    services: ServicesDep, request: Request, visit: StaffVisitDep, _own: OwnFormDep
) -> Response:
    """Adds a template."""
    form = first_values(await read_form(request))
    values = {name: form.get(name, "") for name in FIELDS}
    owner, _, unit = values["place"].partition(".")
    body = {**_content(values), "owner": owner, **({"unit": unit} if unit else {})}
    try:
        sent = parse_body(NewTemplate, body)
        await answer_templates.add_template(services, visit.who.actor, sent)
    except FORESEEN as error:
        return await _show(services, request, visit, None, values, problem=problem_of(error))
    return RedirectResponse("/templat", 303)


@router.get("/templat/{id_}")
async def show_template(
    services: ServicesDep, request: Request, visit: StaffVisitDep, id_: TemplateId
) -> Response:
    """One template with its versions; for whoever writes it the form of the next one."""
    current = (await answer_templates.list_versions(services, visit.who.actor, id_))[0]
    values = {"name": current["name"], "text": current["text"], "category": current["category"] or ""}
    return await _show(services, request, visit, id_, values | {"version": str(current["version"])})


@router.post("/templat/{id_}")
async def change_template(
    services: ServicesDep, request: Request, visit: StaffVisitDep, id_: TemplateId, _own: OwnFormDep
) -> Response:
    """Writes the next version, or with the button `act` as `retire` retires it."""
    form, actor = first_values(await read_form(request)), visit.who.actor
    values = {name: form.get(name, "") for name in ("name", "text", "category", "version")}
    version = int(values["version"]) if values["version"].isdecimal() else 0
    try:
        if form.get("act") == "retire":
            await answer_templates.retire_template(services, actor, id_)
        else:
            body = {**_content(values), "version": version}
            sent = parse_body(ChangedTemplate, body)
            await answer_templates.change_template(services, actor, id_, sent)
    except FORESEEN as error:
        return await _show(services, request, visit, id_, values, problem=problem_of(error))
    return RedirectResponse("/templat", 303)


def _content(values: Mapping[str, str]) -> dict[str, Any]:
    content: dict[str, Any] = {"name": values["name"], "text": values["text"]}
    return content | ({"category": values["category"]} if values["category"] else {})


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    id_: int | None,
    values: Mapping[str, str],
    problem: Problem | None = None,
) -> Response:
    actor, language = visit.who.actor, language_of(request)
    versions = await answer_templates.list_versions(services, actor, id_) if id_ else []
    context = {
        "id": id_,
        "values": values,
        "versions": versions,
        "may_change": versions[0]["may_change"] if versions else True,
        "errors": {} if problem is None else _errors(problem, language),
        "categories": [(code, name_category(code)[language]) for code in services.policy.categories],
        "units": _units(services, actor),
        "is_manager": actor.role in answer_templates.MANAGERS,
        "variables": answer_templates.list_variables(),
        "longest": LONGEST,
        "zone": visit.zone,
    }
    return render(request, "staff/template.html", context, problem.status if problem else 200)


def _units(services: Services, actor: Actor) -> list[tuple[str, str]]:
    if actor.agency is None or actor.role not in answer_templates.MANAGERS:
        return []
    return [(unit.code, unit.name) for unit in services.directory.units(actor.agency) if unit.active]


def _errors(problem: Problem, language: Language) -> Mapping[str, str]:
    if isinstance(problem, Malformed):
        told = ((each["field"], each["message"]) for each in problem.members["errors"])
        names = {"owner": "place", "unit": "place"}
        return {names.get(name, name): explain_field_error(text)[language] for name, text in told}
    return {"name": explain_problem(problem.code, problem.detail)[language]}


@router.post("/laporan/{tn}/keputusan/{kind}/templat")
async def fill_template(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    report: ReportInPathDep,
    kind: str,
    _own: OwnFormDep,
) -> Response:
    """What the page's script asks for: the chosen template's text, filled in for the report."""
    form = first_values(await read_form(request))
    filled = await answer_templates.fill_template(services, visit.reading, report, chosen_template(form))
    return JSONResponse({"text": filled["text"]}, headers={"Cache-Control": "no-store"})


def chosen_template(form: Mapping[str, str]) -> int:
    """The template that a decision's form names. Raises 404."""
    id_ = form.get("template", "")
    if not (id_.isdecimal() and len(id_) <= 18):
        raise Problem(404, "no_such_template", "There is no such template, or it is not yours to use.")
    return int(id_)
