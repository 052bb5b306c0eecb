"""The worklist, and the list of reports."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.dependencies import ServicesDep
from api.pages.due import due_of_report, due_of_task
from api.pages.filters import AskedList, describe_filters, read_filters
from api.pages.list_address import OPERATION, REPORTS, TASKS, DecidedReportDep, number_of
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.pages.views import find_tabs
from api.reports import listing, worklist
from api.reports.filters import ReportFilter, TaskFilter
from api.services import Services
from records.reports.queries.worklist import Scope, count_tasks
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

router = APIRouter(include_in_schema=False)


@router.get("/tugas")
async def worklist_page(
    services: ServicesDep, request: Request, visit: StaffVisitDep, done: DecidedReportDep = None
) -> Response:
    """What is one's own to do, the earliest due first; for who leads a team also the team's tasks, for who
    reads every report those of all agencies. Auditors have none of their own and are led to the reports,
    operators to how the installation runs."""
    actor = visit.who.actor
    if actor.role is Role.OPERATOR:
        return RedirectResponse(OPERATION, 303)
    asked = read_filters(services, actor, TaskFilter, TASKS, request)
    which = asked.which
    if actor.role is Role.AUDITOR and which.scope is Scope.MINE:
        return RedirectResponse(REPORTS, 303)
    tasks, open_elsewhere, tabs = await asyncio.gather(
        worklist.read_worklist(services, visit.reading, which),
        _count_elsewhere(services, actor, asked),
        find_tabs(services, actor, asked),
    )
    context = {
        "tasks": tasks,
        "dues": [due_of_task(services, each) for each in tasks["items"]],
        "scope": which.scope,
        "open_by_scope": {
            scope: open_elsewhere.get(scope, tasks["counts"]["open"]) for scope in worklist.list_scopes(actor)
        },
        "zone": visit.zone,
        "is_first": which.after is None,
        "first_url": asked.address(),
        "here": asked.address(after=which.after),
        "next_url": asked.address(after=tasks["next"]) if tasks["next"] else None,
        "done": done,
        **describe_filters(services, actor, asked, request),
        **tabs,
    }
    return render(request, "staff/worklist.html", context, 422 if asked.faults else 200)


async def _count_elsewhere(
    services: Services, actor: Actor, asked: AskedList[TaskFilter]
) -> dict[Scope, int]:
    """How many tasks are open in each scope, whatever the filters: without any the list that is shown counts
    its own."""
    scopes = worklist.list_scopes(actor)
    unknown = [scope for scope in scopes if asked.is_filtered or scope != asked.which.scope]
    return {scope: (await count_tasks(services.pool, actor, scope)).open for scope in unknown}


@router.get("/laporan")
async def reports_page(
    services: ServicesDep, request: Request, visit: StaffVisitDep, done: DecidedReportDep
) -> Response:
    """The reports that one may read, the latest first. A tracking number leads straight to its report."""
    if number := number_of(request.query_params.get("q", "").strip()):
        return RedirectResponse(f"/laporan/{number}", 303)
    asked = read_filters(services, visit.who.actor, ReportFilter, REPORTS, request)
    which = asked.which
    found, tabs = await asyncio.gather(
        listing.find_reports(services, visit.reading, which), find_tabs(services, visit.who.actor, asked)
    )
    context = {
        "reports": found["items"],
        "dues": [due_of_report(services, each) for each in found["items"]],
        "zone": visit.zone,
        "is_first": which.after is None,
        "first_url": asked.address(),
        "here": asked.address(after=which.after),
        "next_url": asked.address(after=found["next"]) if found["next"] else None,
        "done": done,
        **describe_filters(services, visit.who.actor, asked, request),
        **tabs,
    }
    return render(request, "staff/reports.html", context, 422 if asked.faults else 200)
