"""Where an audit begins: one box that takes whatever an auditor has in hand, and goes straight to it."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.audits.finding import LONGEST, Findings, find_for
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditVisitDep
from api.pages.list_address import make_address
from api.pages.rendering import render
from evidence.digests import SHORTEST
from evidence.ledger import log
from workflows.procedure.model.enums import Role

router = APIRouter(include_in_schema=False)


@router.get(FRONT)
async def find_page(
    services: ServicesDep,
    request: Request,
    visit: AuditVisitDep,
    q: str = "",
) -> Response:
    """Leads to the one thing that was meant; says what was understood where there is none or more."""
    q = q.strip()[:LONGEST]
    found = await find_for(services, visit.reading, q) if q else None
    addresses = list(list_addresses(found)) if found else []
    if len(addresses) == 1:
        return RedirectResponse(make_address(addresses[0], {"q": q}), 303)
    context = {
        "q": q,
        "found": found,
        "newest": await log.newest_head(services.pool),
        "shortest": SHORTEST,
        "zone": visit.zone,
        "is_auditor": visit.who.actor.role is Role.AUDITOR,
        "sees_accesses": visit.who.actor.role is Role.AUDITOR or visit.who.actor.is_centres_supervisor,
    }
    return render(request, "audit/find.html", context, 404 if found and not found.count else 200)


def list_addresses(found: Findings) -> Iterator[str]:
    """The page of each thing that was found."""
    if found.report is not None:
        yield address_of_report(found.report, found.understood.fact)
    for each in found.facts:
        yield address_of_report(each.report, each.number)
    for head in found.heads:
        yield f"{FRONT}/buku-besar/{head.size}"


def address_of_report(report: str, fact: int | None) -> str:
    """The report's page, at one of its facts."""
    asked = {"zoom": "facts", "at": str(fact)} if fact is not None else {}
    return make_address(f"{FRONT}/laporan/{report}", asked)
