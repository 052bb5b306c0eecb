"""Acts that rename, merge or abolish, on pages: listed, reviewed, entered, followed to their end."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem
from api.dependencies import AfterQuery, ServicesDep
from api.directory import successions
from api.directory.rights import KEEPERS, require_keeper
from api.pages.directory import DIRECTORY, entry_address
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.list_address import make_address
from api.pages.presence import UnusedSignedInDep
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.pages.succession_form import (
    Place,
    PlaceDep,
    asks_for_units,
    explain_errors,
    list_mapping,
    list_successors,
    read_typed_act,
    read_values,
)
from api.services import Services
from api.session_dependencies import OwnFormDep
from records.decrees import stored_calendars
from records.successions import preview as previews
from records.successions.answers import PreviewAnswer
from records.successions.transfers import Outcome
from texts.successions import NOT_THE_NUMBER, explain_reason
from workflows.procedure.rules.reading import watches_all

router = APIRouter(include_in_schema=False)

ACTS = DIRECTORY + "/penataan"
NEW = ACTS + "/baru"
LISTED, REPORTS_SHOWN = 30, 50
OUTCOMES: tuple[Outcome, ...] = ("failing", "waiting", "transferred", "unchanged")
NO_ERRORS: Mapping[str, str] = MappingProxyType({})
IdPath = Annotated[int, Path(ge=1, le=2**62)]


@router.get(ACTS)
async def show_acts(
    services: ServicesDep, request: Request, visit: StaffVisitDep, after: AfterQuery = None
) -> Response:
    """All acts, the newest first, and how far each has come."""
    actor = visit.who.actor
    found = await successions.list_acts(services, actor, limit=LISTED, after=after)
    context = {
        "acts": found["items"],
        "next_url": make_address(ACTS, {"after": found["next"]}) if found["next"] else None,
        "is_first": after is None,
        "is_keeper": actor.role in KEEPERS,
        **_names(services),
    }
    return render(request, "directory/acts.html", context)


@router.get(NEW)
async def show_new_act(
    services: ServicesDep, request: Request, visit: StaffVisitDep, place: PlaceDep
) -> Response:
    """The empty form."""
    require_keeper(visit.who.actor)
    values = read_values({"effective_on": stored_calendars.today().isoformat()})
    return _show_form(services, request, place, values)


@router.post(NEW)
async def review_act(
    services: ServicesDep, request: Request, visit: StaffVisitDep, place: PlaceDep, _own: OwnFormDep
) -> Response:
    """What was typed, reviewed: what it would do; entered once its number is typed again. What is decided
    upon must still be what was shown. Sent twice, it is entered once."""
    require_keeper(visit.who.actor)
    sent, language = first_values(await read_form(request)), language_of(request)
    values, step = read_values(sent), sent.get("step", "preview")
    if step == "edit":
        return _show_form(services, request, place, values)
    is_confirmed = " ".join(sent.get("confirmation", "").split()) == " ".join(values["number"].split())
    is_old = False
    try:
        act = read_typed_act(place, values)
        if asks_for_units(services, place, values):
            return _show_form(services, request, place, values)
        if step == "enact" and is_confirmed:
            try:
                made, _is_new = await successions.enact(visit.reading, act, sent.get("seen", ""))
                return RedirectResponse(f"{ACTS}/{made['id']}", 303)
            except Problem as problem:
                if problem.code != "succession_changed":
                    raise
                is_old = True
        told = await successions.preview_act(visit.reading, act)
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        errors = explain_errors(problem, language)
        return _show_form(services, request, place, values, errors, problem.status)
    errors = {"confirmation": NOT_THE_NUMBER[language]} if step == "enact" and not is_confirmed else {}
    context = {
        "place": place,
        "here": make_address(NEW, place.query),
        "values": values,
        "told": told,
        "stages": _group_stages(told),
        "shown": previews.MOST_NAMED,
        "is_old": is_old,
        "confirmation": sent.get("confirmation", "") if step == "enact" else "",
        "errors": errors,
        **_names(services),
    }
    return render(request, "directory/act_review.html", context, 422 if errors else 200)


def _group_stages(told: PreviewAnswer) -> list[tuple[str | None, int, list[tuple[str, int]]]]:
    """By the unit that has them, null for the agency's own: how many open reports, and how many by stage."""
    units: dict[str | None, list[tuple[str, int]]] = {}
    for each in told["held"]:
        units.setdefault(each["unit"], []).append((each["stage"], each["reports"]))
    return [(unit, sum(reports for _, reports in of), of) for unit, of in units.items()]


@router.get(ACTS + "/{id_}")
async def show_act(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    id_: IdPath,
    outcome: Annotated[Outcome | None, Query(alias="hasil")] = None,
    after: AfterQuery = None,
) -> Response:
    """One act: what it says, how far it has come, and to whoever reads all reports what came of each."""
    told = await successions.read_progress(services, visit.who.actor, id_)
    here = f"{ACTS}/{id_}"
    reports = None
    if watches_all(visit.who.actor) and told["kind"] != "rename":
        reports = await successions.list_reports(
            visit.reading, id_, limit=REPORTS_SHOWN, after=after, outcome=outcome
        )
    author = services.directory.account(told["author"]) if told["author"] else None
    next_ = reports["next"] if reports else None
    context = {
        **_progress(services, told),
        "here": here,
        "author": author.name if author else None,
        "reports": reports["items"] if reports else None,
        "outcome": outcome,
        "outcomes": [(each, make_address(here, {"hasil": each})) for each in OUTCOMES],
        "is_first": after is None,
        "next_url": make_address(here, {"hasil": outcome, "after": next_}) if next_ else None,
        "is_keeper": visit.who.actor.role in KEEPERS,
        "zone": visit.zone,
    }
    return render(request, "directory/act.html", context)


@router.get(ACTS + "/{id_}/kemajuan")
async def show_act_progress(
    services: ServicesDep, request: Request, who: UnusedSignedInDep, id_: IdPath
) -> Response:
    """The part of the page that says how far it has come, for its script."""
    told = await successions.read_progress(services, who.actor, id_)
    return render(request, "directory/act_progress.html", _progress(services, told))


def _progress(services: Services, told: Mapping[str, Any]) -> dict[str, Any]:
    return {"act": told, "explain_reason": explain_reason, **_names(services)}


def _names(services: Services) -> dict[str, Any]:
    directory = services.directory
    return {
        "agency_name": lambda code: directory.agency_name(code) or code,
        "unit_name": lambda agency, code: directory.unit_name(agency, code) or code,
        "entry_address": entry_address,
    }


def _show_form(
    services: Services,
    request: Request,
    place: Place,
    values: Mapping[str, str],
    errors: Mapping[str, str] = NO_ERRORS,
    status: int = 422,
) -> Response:
    mapping, units = list_mapping(services, place, values)
    context = {
        "place": place,
        "here": make_address(NEW, place.query),
        "values": values,
        "errors": errors,
        "successors": list_successors(services, place),
        "mapping": mapping,
        "units": units,
        "entry_address": entry_address,
        "agency_name": lambda code: services.directory.agency_name(code) or code,
    }
    return render(request, "directory/act_form.html", context, status if errors else 200)
