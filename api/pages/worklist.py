"""The worklist, and the list of reports."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.dependencies import AfterQuery, ServicesDep
from api.pages.due import due_of_report, due_of_task
from api.pages.list_address import REPORTS, TASKS, DecidedReportDep, make_address, number_of
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import listing, worklist
from api.reports.listing import ReportFilter
from api.services import Services
from fields.errors import field_errors
from records.reports.queries.worklist import Scope, count_tasks
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
    done: DecidedReportDep = None,
) -> Response:
    """What is one's own to do, the earliest due first; for a supervisor also the team's tasks. Auditors have
    no tasks and are led to the reports."""
    if visit.who.actor.role is Role.AUDITOR:
        return RedirectResponse(REPORTS, 303)
    tasks = await worklist.read_worklist(services, visit.reading, limit=PAGE, after=after, scope=scope)
    here = {"scope": scope.value if scope is Scope.TEAM else None}
    context = {
        "tasks": tasks,
        "dues": [due_of_task(services, each) for each in tasks["items"]],
        "scope": scope,
        "open_by_scope": await _count_both(services, visit, scope, tasks["counts"]["open"]),
        "zone": visit.zone,
        "is_first": after is None,
        "first_url": make_address(TASKS, here),
        "here": make_address(TASKS, here | {"after": after}),
        "next_url": make_address(TASKS, here | {"after": tasks["next"]}) if tasks["next"] else None,
        "done": done,
    }
    return render(request, "staff/worklist.html", context)


async def _count_both(
    services: Services, visit: StaffVisit, scope: Scope, shown: int
) -> dict[Scope, int] | None:
    """How many tasks are open in each scope, `shown` of them in this one; null for whoever has one only."""
    if visit.who.actor.role is not Role.SUPERVISOR:
        return None
    other = Scope.TEAM if scope is Scope.MINE else Scope.MINE
    counted = await count_tasks(services.pool, visit.who.actor, other)
    return {scope: shown, other: counted.open}


@router.get("/laporan")
async def reports_page(
    services: ServicesDep, request: Request, visit: StaffVisitDep, done: DecidedReportDep
) -> Response:
    """The reports that one may read, the latest first. A tracking number leads straight to its report."""
    sent = {name: value.strip() for name, value in request.query_params.items() if value.strip()}
    for name in ("lang", "done"):
        sent.pop(name, None)
    if number := number_of(sent.get("q", "")):
        return RedirectResponse(f"/laporan/{number}", 303)
    errors: dict[str, str] = {}
    try:
        which = ReportFilter.model_validate(sent)
    except ValidationError as error:
        errors = {each["field"]: each["message"] for each in field_errors(error.errors())}
        wrong = {each["loc"][0] for each in error.errors()}
        which = ReportFilter.model_validate(
            {name: value for name, value in sent.items() if name not in wrong}
        )
    found = await listing.find_reports(services, visit.reading, which)
    context = {
        "reports": found["items"],
        "dues": [due_of_report(services, each) for each in found["items"]],
        "values": sent,
        "errors": errors,
        "is_first": which.after is None,
        "is_filtered": bool(sent.keys() - {"after", "limit"}),
        "first_url": make_address(REPORTS, sent | {"after": None}),
        "here": make_address(REPORTS, sent),
        "next_url": make_address(REPORTS, sent | {"after": found["next"]}) if found["next"] else None,
        "done": done,
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
