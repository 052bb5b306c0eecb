"""The operator's pages: how the installation runs, and the guide that says what to do."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from api.dependencies import ServicesDep
from api.operation.guide import GUIDE, read_guide
from api.operation.rights import require_operation_reader
from api.operation.status import read_status
from api.pages.list_address import OPERATION
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep

router = APIRouter(include_in_schema=False)


@router.get(OPERATION)
async def show_operation(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """What is wrong first, each with its section of the guide; then what there is."""
    require_operation_reader(visit.who.actor)
    status = await read_status(services)
    return render(request, "operation/status.html", {"status": status, "zone": visit.zone})


@router.get(GUIDE)
async def show_guide(request: Request, visit: StaffVisitDep) -> Response:
    """The operators' guide of this release."""
    require_operation_reader(visit.who.actor)
    guide = read_guide()
    sections = [(heading, anchor) for heading, anchor in guide.sections.items()][1:]
    return render(
        request,
        "operation/guide.html",
        {"guide": Markup(guide.html), "sections": sections},  # noqa: S704  # made of our own file, without HTML of its own
    )
