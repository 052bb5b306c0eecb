"""Decrees: what makes days working or not, and the deadlines that move with them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of, file_body
from api.decrees import acting
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ServicesDep, SignedInDep
from api.reports.filters import Code
from api.requests.bodies import parse_body, read_object
from api.schemas.decrees import Decrees, ReadCalendarFile
from calendars import Decree
from calendars.calendar import horizon
from calendars.decrees import Withdrawal
from calendars.ical import ReadDays
from calendars.ical import parse_days as read_ical
from fields.errors import Text
from records.decrees import stored_calendars, views
from records.decrees.answers import DecreePreview, ShownDecree

router = APIRouter(route_class=DeclaredRoute, tags=["Decrees"])

EXAMPLE = {
    "number": "SKB 700/2026, 5/2026, 4/2026",
    "title": "Perubahan atas hari libur nasional dan cuti bersama tahun 2026",
    "issued_on": "2026-06-01",
    "region": "ID",
    "non_working": [{"date": "2026-08-18", "name": "Cuti Bersama Proklamasi Kemerdekaan"}],
    "working": [],
}
KNOWN = "It was already, or, with `preview`, what would move"
Preview = Annotated[bool, Query(description="Change nothing; answer with what would move")]
NumberPath = Annotated[Text, Path(description="The decree's number; slashes in it need no escaping")]


@router.post(
    "/v1/decrees",
    status_code=201,
    response_model=ShownDecree,
    response_description="It is in force",
    responses={200: {"model": ShownDecree | DecreePreview, "description": KNOWN}},
    openapi_extra=body_of(Decree, EXAMPLE),
)
async def enact_decree(
    services: ServicesDep,
    reading: ReadingDep,
    request: Request,
    preview: Preview = False,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[ShownDecree] | JsonAnswer[DecreePreview]:
    """Enter a decree (national admin). It is in force at once, and open reports are re-timed by it: see
    `retiming`. The same one again answers 200; another of its number 409."""
    acting.require_centre(reading.actor)
    decree = parse_body(Decree, await read_object(request))
    if preview:
        return JsonAnswer(await acting.preview_enactment(reading, decree, limit, after))
    item, is_new = await acting.enact_decree(services, reading.actor, decree)
    return JsonAnswer(item, 201 if is_new else 200)


@router.get("/v1/decrees", response_model=Decrees)
async def list_decrees(
    services: ServicesDep,
    region: Annotated[Text | None, Query(max_length=10, description="Only of this region, or ID")] = None,
    agency: Annotated[Code | None, Query(description="Only of this agency")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[Decrees]:
    """All decrees, the last issued first; also those that no longer stand."""
    return JsonAnswer(await acting.list_decrees(services, region, agency, limit, after))


@router.post(
    "/v1/decrees/read",
    response_model=ReadCalendarFile,
    openapi_extra=file_body("text/calendar"),
)
async def read_calendar_file(who: SignedInDep, request: Request) -> JsonAnswer[ReadCalendarFile]:
    """Read an iCalendar file (RFC 5545) into the lists that a decree takes; nothing is changed."""
    acting.require_centre(who.actor)
    content = await request.body()
    with acting.refusals():
        found: ReadDays = read_ical(content, horizon(stored_calendars.today()))
    return JsonAnswer(
        {
            "non_working": [views.written_day(day) for day in found.non_working],
            "working": [views.written_day(day) for day in found.working],
            "notes": list(found.notes),
        }
    )


@router.get("/v1/decrees/{number:path}", response_model=ShownDecree)
async def read_decree(services: ServicesDep, number: NumberPath) -> JsonAnswer[ShownDecree]:
    """One decree, and how far the re-timing of open reports by it has come."""
    return JsonAnswer(await acting.read_decree(services, number))


WITHDRAWAL = {"reason": "Dicabut dengan SKB 12/2026"}


@router.post(
    "/v1/decrees/{number:path}/withdraw",
    response_model=ShownDecree | DecreePreview,
    openapi_extra=body_of(Withdrawal, WITHDRAWAL),
)
async def withdraw_decree(
    services: ServicesDep,
    reading: ReadingDep,
    number: NumberPath,
    request: Request,
    preview: Preview = False,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[ShownDecree] | JsonAnswer[DecreePreview]:
    """Withdraw a decree (national admin): its days count as if it had never been, and open reports are
    re-timed. Again it changes nothing."""
    acting.require_centre(reading.actor)
    reason = parse_body(Withdrawal, await read_object(request)).reason
    if preview:
        return JsonAnswer(await acting.preview_withdrawal(reading, number, limit, after))
    return JsonAnswer(await acting.withdraw_decree(services, reading.actor, number, reason))
