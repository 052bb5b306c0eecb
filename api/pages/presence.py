"""Who is at work on a report, on its page: claims by a button, and who else has the page open."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import FORESEEN, Problem
from api.dependencies import NumberPath, ServicesDep, SignedIn
from api.pages.forms import first_values, read_form
from api.pages.list_address import ListInAddressDep, make_address, safe_list
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.reports import claims
from api.reports.lookup import View
from api.requests import identity, sessions
from api.schemas.claims import Presence
from api.services import Services
from api.session_dependencies import (
    OwnFormDep,
    UnusedOwnFormDep,
    UnusedSessionDep,
    make_form_token,
)
from workflows.procedure.model.enums import Role

router = APIRouter(include_in_schema=False)


async def unused_signed_in(services: ServicesDep, current: UnusedSessionDep) -> SignedIn:
    """Whoever serves in the session, which this keeps from ending no longer. Raises 401 and 403."""
    return SignedIn(*sessions.require_account(services, current))


UnusedSignedInDep = Annotated[SignedIn, Depends(unused_signed_in)]


@router.post("/laporan/{tn}/dibuka")
async def note_open(
    services: ServicesDep,
    request: Request,
    who: UnusedSignedInDep,
    current: UnusedSessionDep,
    tn: NumberPath,
    origin: ListInAddressDep,
    _own: UnusedOwnFormDep,
) -> Response:
    """What the page's script sends once a minute. Answers the part of the page that says who is at work."""
    report = identity.require_tracking_number(tn)
    told = await claims.note_open(services, who, report)
    request.state.form_token = make_form_token(services, request, current)
    return render(request, "staff/presence.html", {**present_presence(who, told), "origin": origin})


@router.post("/laporan/{tn}/klaim")
async def change_claim(
    services: ServicesDep,
    visit: StaffVisitDep,
    request: Request,
    tn: NumberPath,
    _own: OwnFormDep,
) -> Response:
    """What the button `act` asks for: `claim`, `take_over` or `release`. A claim that a colleague made
    meanwhile is shown on the page, which is answered in any case."""
    report = identity.require_tracking_number(tn)
    form = first_values(await read_form(request))
    act = form.get("act")
    try:
        if act == "release":
            await claims.release_claim(services, visit.who, report)
        else:
            await claims.claim_report(services, visit.who, report, take_over=act == "take_over")
    except Problem as problem:
        if problem.code != "claimed":
            raise
    return RedirectResponse(make_address(f"/laporan/{report}", {"from": safe_list(form.get("from"))}), 303)


async def find_presence(services: Services, visit: StaffVisit, report: str, view: View) -> Mapping[str, Any]:
    """What the report's page says of it; nobody while the record is away."""
    try:
        told = await claims.read_presence(services, visit.who, report, view)
    except FORESEEN:
        told = {"tracking_number": report, "claimed_by": None, "open_by": []}
    return present_presence(visit.who, told)


def present_presence(who: SignedIn, told: Presence) -> Mapping[str, Any]:
    """The same for the template `staff/presence.html`."""
    claim = told["claimed_by"]
    return {
        "presence": told,
        "is_own_claim": claim is not None and claim["account"] == who.account.id,
        "may_claim": who.actor.role is not Role.AUDITOR,
    }
