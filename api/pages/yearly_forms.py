"""Yearly forms on pages: a year's list for the centre, an agency's years, and one form with its history."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import FORESEEN, Problem, problem_of
from api.dependencies import ServicesDep
from api.exports.answers import send_table
from api.pages.figure_links import list_files
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.list_address import make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.pages.yearly_form_fields import explain_errors, read_body, read_values, values_of
from api.pages.yearly_form_view import list_changes, list_sections, tell
from api.requests.bodies import parse_body
from api.schemas.yearly_forms import LONGEST_REASON, FiledForm, FormState
from api.services import Services
from api.session_dependencies import OwnFormDep
from api.yearly_forms.exporting import YearlyFormsFileQuery, export_forms
from api.yearly_forms.filing import file_form
from api.yearly_forms.reading import (
    read_forms_of_agency,
    read_forms_of_year,
    read_versions,
    read_yearly_form,
)
from api.yearly_forms.rights import find_today, require_filing
from fields.errors import Text
from records.yearly_forms.content import FIRST_YEAR, LAST_YEAR, LONGEST_NUMBER, LONGEST_REMARKS
from texts.yearly_forms import FIELDS, METHODS, PARTS, SCALES, STATES
from workflows.procedure.rules.reading import watches_all

router = APIRouter(include_in_schema=False)

PATH = "/formulir-tahunan"
FILE = f"{PATH}/berkas"
YEARS_OFFERED = 5
AgencyPath = Annotated[Text, Path(max_length=64)]
YearPath = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR)]
YearQuery = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]


def form_address(agency: str, year: int | None = None) -> str:
    """The address of an agency's form for a year; without one that of its years."""
    return f"{PATH}/{agency}" if year is None else f"{PATH}/{agency}/{year}"


@router.get(PATH)
async def show_forms(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    year: YearQuery = None,
    state: FormState | None = None,
) -> Response:
    """Who has filed a form for the year; agencies' staff are led to their agency's years."""
    actor = visit.who.actor
    if actor.agency is not None and not watches_all(actor):
        return RedirectResponse(form_address(actor.agency), 303)
    told = await read_forms_of_year(services, actor, year, state)
    today = find_today(services)
    years = sorted({today.year - n for n in range(YEARS_OFFERED)} | {told["year"]}, reverse=True)
    counts: dict[FormState | None, int] = {each: told[each.value] for each in FormState}
    counts[None] = sum(counts.values())
    context: dict[str, Any] = {
        "told": told,
        "state": state,
        "years": [(each, make_address(PATH, {"year": str(each), "state": state})) for each in years],
        "states": [
            (each, counts[each], make_address(PATH, {"year": str(told["year"]), "state": each}))
            for each in (None, *FormState)
            if each is not FormState.NOT_ASKED or counts[each]
        ],
        "state_names": STATES,
        "wordings": PARTS,
        "is_over": told["year"] < today.year,
        "files": list_files(FILE, {"year": str(told["year"]), "state": state}),
        "zone": visit.zone,
    }
    return render(request, "yearly_forms/list.html", context)


@router.get(FILE)
async def fetch_forms(
    services: ServicesDep, visit: StaffVisitDep, which: Annotated[YearlyFormsFileQuery, Query()]
) -> Response:
    """The year's forms as a file."""
    return await send_table(await export_forms(services, visit.who.actor, which), which)


@router.get(PATH + "/{agency}")
async def show_years(
    services: ServicesDep, request: Request, visit: StaffVisitDep, agency: AgencyPath
) -> Response:
    """The years of an agency."""
    told = await read_forms_of_agency(services, visit.who.actor, agency)
    context = {
        "told": told,
        "state_names": STATES,
        "sees_all": watches_all(visit.who.actor),
        "this_year": find_today(services).year,
        "zone": visit.zone,
    }
    return render(request, "yearly_forms/years.html", context)


@router.get(PATH + "/{agency}/{year}")
async def show_form(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    agency: AgencyPath,
    year: YearPath,
    saved: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """One form: to be filled in by the agency's admin, to be read by others; with its history."""
    return await _show(services, request, visit, (agency, year), saved=saved)


@router.post(PATH + "/{agency}/{year}")
async def save_form(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    agency: AgencyPath,
    year: YearPath,
    _own: OwnFormDep,
) -> Response:
    """Files the form, or its next version."""
    await require_filing(services, visit.who.actor, agency, year)
    values = read_values(first_values(await read_form(request)))
    try:
        sent = parse_body(FiledForm, read_body(values))
        filed = await file_form(services, visit.who.actor, agency, year, sent)
    except FORESEEN as error:
        problem = problem_of(error)
        if "version" in problem.members:  # the next try is upon what this page shows now
            values["version"] = str(problem.members["version"])
        return await _show(services, request, visit, (agency, year), typed=values, problem=problem)
    return RedirectResponse(make_address(form_address(agency, year), {"saved": str(filed["version"])}), 303)


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    which: tuple[str, int],
    *,
    typed: Mapping[str, str] | None = None,
    problem: Problem | None = None,
    saved: int | None = None,
) -> Response:
    actor, language = visit.who.actor, language_of(request)
    told = await read_yearly_form(services, actor, *which)
    versions = (await read_versions(services, actor, *which))["items"]
    form = told["form"]
    context: dict[str, Any] = {
        "told": told,
        "values": typed or values_of(form, told["version"], language),
        "errors": {} if problem is None else explain_errors(problem, language),
        "is_conflict": problem is not None and problem.code == "yearly_form_changed",
        "saved": saved if saved == told["version"] else None,
        "sections": list_sections(form, told["survey_index"], language) if form else [],
        "trained": tell("trained", form["trained"] if form else None, language).text,
        "history": [(each, list_changes(each, language)) for each in versions],
        "parts": PARTS,
        "wordings": FIELDS,
        "methods": [(code, name[language]) for code, name in METHODS.items()],
        "scales": [(str(scale), name[language]) for scale, name in SCALES.items()],
        "longest": {"number": LONGEST_NUMBER, "remarks": LONGEST_REMARKS, "reason": LONGEST_REASON},
        "years": (FIRST_YEAR, LAST_YEAR),
        "zone": visit.zone,
    }
    return render(request, "yearly_forms/form.html", context, problem.status if problem else 200)
