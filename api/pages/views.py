"""Saved views: as tabs above their list, and the page where they are named, ordered, pinned and deleted."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import FORESEEN, Malformed, Problem, problem_of
from api.dependencies import ServicesDep
from api.pages.filter_values import Names
from api.pages.filters import AskedList
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.list_address import REPORTS, TASKS, make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import saved_views
from api.reports.filters import ReportFilter, TaskFilter
from api.requests.bodies import parse_body
from api.schemas.views import ChangedView, NewView, View
from api.services import Services
from api.session_dependencies import OwnFormDep
from texts.field_errors import explain_field_error
from texts.filters import WORDS_ARE_NOT_KEPT, explain_filter, label_filter
from texts.problems import explain_problem
from workflows.procedure.model.facts import Actor

router = APIRouter(include_in_schema=False)

PATHS: Mapping[str, str] = {"tasks": TASKS, "reports": REPORTS}
ViewId = Annotated[int, Path(ge=1, le=2**62)]


async def find_tabs(
    services: Services, actor: Actor, asked: AskedList[TaskFilter] | AskedList[ReportFilter]
) -> Mapping[str, Any]:
    """What a list page needs for its views: the pinned ones, as tabs, and what of the page can be saved."""
    pinned = [
        each
        for each in await saved_views.list_views(services, actor)
        if each["pinned"] and PATHS[each["of"]] == asked.path
    ]
    tabs = [
        {
            "href": _address(each),
            "text": each["name"],
            "count": each["count"],
            "current": set(parse_qsl(each["query"])) == set(asked.pairs),
        }
        for each in pinned
    ]
    kept = [pair for pair in asked.pairs if pair[0] not in saved_views.NOT_KEPT]
    is_new = asked.is_filtered and not asked.faults and not any(tab["current"] for tab in tabs)
    saving = {"of": "tasks" if asked.path == TASKS else "reports", "query": urlencode(kept), "name": ""}
    return {
        "view_tabs": tabs,
        "saving": saving if is_new and kept else None,
        "may_share": saved_views.may_share(actor),
    }


def _address(view: View) -> str:
    return make_address(PATHS[view["of"]], parse_qsl(view["query"]))


@router.get("/tampilan")
async def show_views(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """All views that one sees, by list."""
    return await _show(services, request, visit)


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    *,
    saving: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    actor, language = visit.who.actor, language_of(request)
    found = await saved_views.list_views(services, actor)
    shown = [
        {
            **each,
            "href": _address(each),
            "filters": _describe(services, actor, each),
            "may_change": not each["shared"] or saved_views.may_share(actor),
            "fault_names": [label_filter(fault["filter"])[language] for fault in each["faults"]],
        }
        for each in found
    ]
    context = {
        "lists": [(of, [each for each in shown if each["of"] == of]) for of in ("tasks", "reports")],
        "saving": saving,
        "may_share": saved_views.may_share(actor),
        "errors": errors or {},
    }
    return render(request, "staff/views.html", context, status)


def _describe(services: Services, actor: Actor, view: View) -> Sequence[tuple[Any, Any]]:
    names = Names(services, actor)
    return [(label_filter(name), names.name_value(name, value)) for name, value in parse_qsl(view["query"])]


@router.post("/tampilan")
async def save_view(
    services: ServicesDep, request: Request, visit: StaffVisitDep, _own: OwnFormDep
) -> Response:
    """Saves the filters of a list under a name, pinned, and leads back to the list."""
    form = first_values(await read_form(request))
    saving = {name: form.get(name, "") for name in ("of", "query", "name", "shared")}
    body = {**saving, "shared": saving["shared"] == "yes", "pinned": True}
    try:
        sent = parse_body(NewView, body)
        made = await saved_views.save_view(services, visit.who.actor, sent)
    except FORESEEN as error:
        problem = problem_of(error)
        errors = _errors(request, problem)
        return await _show(services, request, visit, saving=saving, errors=errors, status=problem.status)
    return RedirectResponse(_address(made), 303)


@router.post("/tampilan/{id_}")
async def change_view(
    services: ServicesDep, request: Request, visit: StaffVisitDep, id_: ViewId, _own: OwnFormDep
) -> Response:
    """What the button `act` asks for: `rename`, `pin`, `unpin`, `first` (before all others) or `delete`."""
    form, actor = first_values(await read_form(request)), visit.who.actor
    try:
        if form.get("act") == "delete":
            await saved_views.delete_view(services, actor, id_)
        else:
            await _change(services, actor, id_, form)
    except FORESEEN as error:
        problem = problem_of(error)
        errors = {f"name-{id_}": text for text in _errors(request, problem).values()}
        return await _show(services, request, visit, errors=errors, status=problem.status)
    return RedirectResponse("/tampilan", 303)


async def _change(services: Services, actor: Actor, id_: int, form: Mapping[str, str]) -> None:
    seen = await saved_views.list_views(services, actor)
    view = next((each for each in seen if each["id"] == id_), None)
    if view is None:
        raise Problem(404, "no_such_view", "There is no such view, or it is not yours.")
    changed: dict[str, Any] = {name: view[name] for name in ("name", "query", "pinned", "position")}
    act = form.get("act")
    if act == "rename":
        changed["name"] = form.get("name", "")
    elif act in {"pin", "unpin"}:
        changed["pinned"] = act == "pin"
    elif act == "first":
        await _make_room(services, actor, view, seen)
        changed["position"] = 0
    await saved_views.change_view(services, actor, id_, parse_body(ChangedView, changed))


async def _make_room(services: Services, actor: Actor, view: View, seen: Sequence[View]) -> None:
    """Moves the others of the same owner and list one place on, in their order."""
    others = [each for each in seen if (each["of"], each["shared"]) == (view["of"], view["shared"])]
    for place, each in enumerate((each for each in others if each["id"] != view["id"]), 1):
        moved = ChangedView(name=each["name"], query=each["query"], pinned=each["pinned"], position=place)
        if each["position"] != place:
            await saved_views.change_view(services, actor, each["id"], moved)


def _errors(request: Request, problem: Problem) -> Mapping[str, str]:
    """By field of the form, in the language of the page."""
    language = language_of(request)
    if not isinstance(problem, Malformed):
        return {"name": explain_problem(problem.code, problem.detail)[language]}
    told = {}
    for each in problem.members["errors"]:
        field, message = each["field"], each["message"]
        if field == "query":
            told["name"] = WORDS_ARE_NOT_KEPT[language]
        elif field.startswith("query."):
            name = field.removeprefix("query.")
            told["name"] = f"{label_filter(name)[language]}: {explain_filter(name, message)[language]}"
        else:
            told[field] = explain_field_error(message)[language]
    return told
