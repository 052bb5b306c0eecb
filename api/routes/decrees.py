"""Decrees: what makes days working or not, and the deadlines that move with them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of, file_body
from api.answers.problems import Problem, as_sentence, not_allowed
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ServicesDep, SignedIn, SignedInDep
from api.reports.filters import Code
from api.requests.access import Reading
from api.requests.bodies import parse_body, read_object
from api.schemas.decrees import Decrees, ReadCalendarFile
from calendars import CalendarError, Decree, Snapshot
from calendars.calendar import horizon
from calendars.decrees import Withdrawal
from calendars.ical import ReadDays
from calendars.ical import parse_days as read_ical
from fields.errors import Text
from records.decrees import enacting, stored_calendars, stored_decrees, views
from records.decrees.answers import DecreePreview, ShownDecree
from records.decrees.errors import DecreeConflict, DecreeRefused, DecreeSuperseded, UnknownDecree
from records.paging import BadCursor, Cursors
from workflows.procedure.model.enums import Role

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
STATUSES: dict[type[DecreeRefused], int] = {DecreeConflict: 409, DecreeSuperseded: 409, UnknownDecree: 404}
Preview = Annotated[bool, Query(description="Change nothing; answer with what would move")]
NumberPath = Annotated[Text, Path(description="The decree's number; slashes in it need no escaping")]


def require_centre(who: SignedIn) -> None:
    """Raises a 403 problem where somebody else than a national admin asks."""
    if who.actor.role is not Role.NATIONAL_ADMIN:
        raise not_allowed("Decrees are the national admin's to enter and to withdraw.")


@contextmanager
def _refusals() -> Iterator[None]:
    """What calendars and the record refuse, as problems."""
    try:
        yield
    except CalendarError as error:
        raise Problem(422, error.code, as_sentence(str(error))) from None
    except DecreeRefused as refused:
        raise Problem(STATUSES.get(type(refused), 422), refused.code, as_sentence(str(refused))) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadCursor from None


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
    who: SignedInDep,
    reading: ReadingDep,
    request: Request,
    preview: Preview = False,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[ShownDecree] | JsonAnswer[DecreePreview]:
    """Enter a decree (national admin). It is in force at once, and open reports are re-timed by it: see
    `retiming`. The same one again answers 200; another of its number 409."""
    require_centre(who)
    decree = parse_body(Decree, await read_object(request))
    today = stored_calendars.today()
    with _refusals():
        if preview:
            made = await enacting.preview_enactment(services.pool, decree, today)
            return await _previewed(reading, made, decree.model_dump_json(), limit, after)
        entered, is_new = await enacting.enact_decree(services.pool, decree, who.actor.id, today)
    await services.directory.refresh()
    (item,) = await views.present_decrees(services.pool, [entered])
    return JsonAnswer(item, 201 if is_new else 200)


async def _previewed(
    reading: Reading, made: Sequence[Snapshot], asked: str, limit: int, after: str | None
) -> JsonAnswer[DecreePreview]:
    services = reading.services
    told = await views.preview_impact(
        services.pool, services.directory, made, datetime.now(UTC), asked, limit, after
    )
    await reading.lists(each["tracking_number"] for each in told["items"])
    return JsonAnswer(told)


@router.get("/v1/decrees", response_model=Decrees)
async def list_decrees(
    services: ServicesDep,
    region: Annotated[Text | None, Query(max_length=10, description="Only of this region, or ID")] = None,
    agency: Annotated[Code | None, Query(description="Only of this agency")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[Decrees]:
    """All decrees, the last issued first; also those that no longer stand."""
    cursors = Cursors.of("decrees", region, agency)
    before = None
    if after is not None:
        issued_on, number = cursors.read(after, str, str)
        before = (_day(issued_on), number)
    found = await stored_decrees.list_decrees(
        services.pool, region=region, agency=agency, limit=limit + 1, before=before
    )
    page = cursors.page(found, limit, lambda last: [last.decree.issued_on.isoformat(), last.decree.number])
    return JsonAnswer({"items": await views.present_decrees(services.pool, page.items), "next": page.next})


@router.post(
    "/v1/decrees/read",
    response_model=ReadCalendarFile,
    openapi_extra=file_body("text/calendar"),
)
async def read_calendar_file(who: SignedInDep, request: Request) -> JsonAnswer[ReadCalendarFile]:
    """Read an iCalendar file (RFC 5545) into the lists that a decree takes; nothing is changed."""
    require_centre(who)
    content = await request.body()
    with _refusals():
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
    with _refusals():
        entered = await stored_decrees.read_decree(services.pool, number)
    (item,) = await views.present_decrees(services.pool, [entered])
    return JsonAnswer(item)


WITHDRAWAL = {"reason": "Dicabut dengan SKB 12/2026"}


@router.post(
    "/v1/decrees/{number:path}/withdraw",
    response_model=ShownDecree | DecreePreview,
    openapi_extra=body_of(Withdrawal, WITHDRAWAL),
)
async def withdraw_decree(
    services: ServicesDep,
    who: SignedInDep,
    reading: ReadingDep,
    number: NumberPath,
    request: Request,
    preview: Preview = False,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[ShownDecree] | JsonAnswer[DecreePreview]:
    """Withdraw a decree (national admin): its days count as if it had never been, and open reports are
    re-timed. Again it changes nothing."""
    require_centre(who)
    reason = parse_body(Withdrawal, await read_object(request)).reason
    today = stored_calendars.today()
    with _refusals():
        if preview:
            made = await enacting.preview_withdrawal(services.pool, number, today)
            return await _previewed(reading, made, f"withdraw {number}", limit, after)
        entered = await enacting.withdraw_decree(services.pool, number, reason, who.actor.id, today)
    await services.directory.refresh()
    (item,) = await views.present_decrees(services.pool, [entered])
    return JsonAnswer(item)
