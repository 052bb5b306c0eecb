"""Who serves, on a page: signed in by a session, with what the frame shows of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from api.dependencies import ServicesDep, SignedIn
from api.pages.rendering import Visitor
from api.requests import access
from api.requests.access import Reading
from api.routes.me import describe_me
from api.session_dependencies import FormTokenDep, SessionPasswordChangerDep, SessionSignedInDep


@dataclass(frozen=True, slots=True)
class StaffVisit:
    """One request of somebody who serves; `zone` is their office's."""

    who: SignedIn
    zone: str
    reading: Reading


async def staff_frame(
    services: ServicesDep, request: Request, who: SessionPasswordChangerDep, token: FormTokenDep
) -> str:
    """Shows who is signed in on the page that is answered. Returns the time zone of their office."""
    me = describe_me(services.directory, who)
    request.state.visitor = Visitor(who.account.name, who.actor.role, me["agency_name"], me["unit_name"])
    request.state.form_token = token
    return me["zone"]


StaffFrameDep = Annotated[str, Depends(staff_frame)]


async def staff_visit(
    services: ServicesDep, request: Request, zone: StaffFrameDep, who: SessionSignedInDep
) -> AsyncIterator[StaffVisit]:
    """Somebody who serves and may do so. What they are shown is noted before the answer leaves."""
    async with access.open_reading(services, who.actor, request) as reading:
        yield StaffVisit(who, zone, reading)


StaffVisitDep = Annotated[StaffVisit, Depends(staff_visit, scope="function")]
