"""The worklist, and the list of reports."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.dependencies import AfterQuery, ServicesDep
from api.pages.due import due_of_report, due_of_task
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import listing, worklist
from api.reports.listing import ReportFilter
from api.services import Services
from fields.errors import field_errors
from fields.tracking_numbers import WrongCheck, parse_number
from records.reports.queries.worklist import Scope
from texts.categories import name_category
from workflows.procedure.model.enums import Role, Stage

router = APIRouter(include_in_schema=False)

PAGE = 50


@router.get("/tugas")
async def worklist_page(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    after: AfterQuery = None,
    scope: Scope = Scope.MINE,
    done: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """What is one's own to do, the earliest due first; for a supervisor also what is the team's."""
    tasks = await worklist.read_worklist(services, visit.reading, limit=PAGE, after=after, scope=scope)
    context = {
        "tasks": tasks,
        "dues": [due_of_task(services, each) for each in tasks["items"]],
        "scope": scope,
        "is_supervisor": visit.who.actor.role is Role.SUPERVISOR,
        "is_central": visit.who.actor.agency is None,
        "zone": visit.zone,
        "is_first": after is None,
        "next_url": _page_url("/tugas", {"scope": scope.value}, tasks["next"]),
        "done": done if done and _number(done) else None,
    }
    return render(request, "staff/worklist.html", context)


@router.get("/laporan")
async def reports_page(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """The reports that one may read, the latest first. A tracking number leads straight to its report."""
    sent = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    sent.pop("lang", None)
    if number := _number(sent.get("q", "")):
        return RedirectResponse(f"/laporan/{number}", 303)
    errors: dict[str, str] = {}
    try:
        which = ReportFilter.model_validate(sent)
    except ValidationError as error:
        errors = {each["field"]: each["message"] for each in field_errors(error.errors())}
        which = ReportFilter.model_validate(
            {name: value for name, value in sent.items() if name not in errors}
        )
    found = await listing.find_reports(services, visit.reading, which)
    context = {
        "reports": found["items"],
        "dues": [due_of_report(services, each) for each in found["items"]],
        "values": sent,
        "errors": errors,
        "is_first": which.after is None,
        "is_filtered": bool(sent.keys() - {"after", "limit"}),
        "next_url": _page_url("/laporan", sent, found["next"]),
        **_choices(services, visit),
    }
    return render(request, "staff/reports.html", context, 422 if errors else 200)


def _choices(services: Services, visit: StaffVisit) -> dict[str, Any]:
    """What the filters can be set to."""
    agency = visit.who.actor.agency
    return {
        "stages": list(Stage),
        "categories": [(code, name_category(code)) for code in services.policy.categories],
        "agencies": [] if agency else [(each.code, each.name) for each in services.directory.agencies()],
        "units": [(each.code, each.name) for each in services.directory.units(agency)] if agency else [],
        "zone": visit.zone,
    }


def _page_url(path: str, query: Mapping[str, str], after: str | None) -> str | None:
    return f"{path}?{urlencode({**query, 'after': after})}" if after else None


def _number(text: str) -> str | None:
    """The tracking number that `text` is; null where it is none."""
    try:
        return parse_number(text)
    except WrongCheck:
        return None
