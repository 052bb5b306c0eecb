"""A team's page: who has how much to do. Each number leads to its tasks."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.pages.list_address import TASKS, make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.reports.team import read_team
from api.schemas.team import TaskFigures, TeamOffice
from records.reports.queries.task_filter import NOBODY

router = APIRouter(include_in_schema=False)


@router.get("/tim")
async def show_team(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """By office and officer what is open, overdue and due today."""
    offices = await read_team(services, visit.who.actor)
    context = {
        "offices": [{**each, "lines": list(_list_lines(each))} for each in offices],
        "agency": services.directory.agency_name(visit.who.actor.agency),
    }
    return render(request, "staff/team.html", context)


def _list_lines(office: TeamOffice) -> Iterator[Mapping[str, Any]]:
    """All of the office, then what names nobody, then its officers; each with where its numbers lead."""
    place = [("scope", "team"), ("role", office["owner_role"].value), ("unit", office["unit"])]
    yield {"name": None, "of": "all", "claims": None, **_link(place, office)}
    nobody = office["nobody_named"]
    if nobody["open"] and nobody["open"] < office["open"]:
        yield {"name": None, "of": "nobody", "claims": None, **_link([*place, ("officer", NOBODY)], nobody)}
    for each in office["officers"]:
        named = [*place, ("officer", each["officer"])]
        yield {"name": each["officer_name"], "of": "officer", "claims": each["claims"], **_link(named, each)}


def _link(place: list[tuple[str, str | None]], figures: TaskFigures) -> Mapping[str, Any]:
    """Pairs of each number and the address of its tasks."""
    return {
        "open": (figures["open"], make_address(TASKS, place)),
        "overdue": (figures["overdue"], make_address(TASKS, [*place, ("overdue", "true")])),
        "due_today": (
            figures["due_today"],
            make_address(TASKS, [*place, ("due_within", "0"), ("overdue", "false")]),
        ),
    }
