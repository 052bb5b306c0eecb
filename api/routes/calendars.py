"""Working days: of the country, of regions, and of agencies with days of their own."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, file_answer
from api.answers.problems import Malformed
from api.dependencies import AfterQuery, LimitQuery, ServicesDep
from api.reports.filters import Day
from api.schemas.calendars import Calendars, CalendarVersionMade, CalendarVersions
from records.decrees import calendar_views, stored_calendars
from records.decrees.answers import CalendarDays, DueDay
from records.decrees.stored_calendars import Version
from records.paging import Cursors
from workflows.procedure.model import instants

router = APIRouter(route_class=DeclaredRoute, tags=["Calendars"])

FEED = "text/calendar; charset=utf-8"
FEED_EXAMPLE = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tuntas//ID\r\nEND:VCALENDAR\r\n"
Code = Annotated[
    str, Path(description="ID, the ISO 3166-2 code of a province, or an agency's code", max_length=64)
]
AskedVersion = Annotated[
    int | None, Query(alias="version", ge=1, le=2**31 - 1, description="Not the newest, but this version")
]


@router.get("/v1/calendars", response_model=Calendars)
async def list_calendars(services: ServicesDep) -> JsonAnswer[Calendars]:
    """The newest calendar of every region, and of every agency that has days of its own."""
    items = [
        calendar_views.calendar_head(services.directory, each) for each in services.directory.calendars()
    ]
    return JsonAnswer({"items": items, "next": None})


@router.get("/v1/calendars/{code}/due", response_model=DueDay)
async def count_due_day(
    services: ServicesDep,
    code: Code,
    start: Day,
    days: Annotated[int, Query(ge=1, le=1000, description="Working days")],
    version: AskedVersion = None,
) -> JsonAnswer[DueDay]:
    """The day at whose end a clock begun on `start` lapses."""
    calendar = await calendar_views.find_calendar(services.pool, services.directory, code, version)
    return JsonAnswer(calendar_views.due_on(calendar, code, start, days))


@router.get("/v1/calendars/{code}/days", response_model=CalendarDays)
async def list_days(
    services: ServicesDep,
    code: Code,
    from_: Annotated[Day, Query(alias="from")],
    to: Day,
    version: AskedVersion = None,
) -> JsonAnswer[CalendarDays]:
    """Each day from `from` to `to`: whether it is a working day, and why."""
    calendar = await calendar_views.find_calendar(services.pool, services.directory, code, version)
    try:
        return JsonAnswer(calendar_views.list_days(calendar, code, from_, to))
    except calendar_views.BadSpan as bad:
        raise Malformed([{"field": "to", "message": str(bad)}]) from None


@router.get("/v1/calendars/{code}/versions", response_model=CalendarVersions)
async def list_calendar_versions(
    services: ServicesDep, code: Code, limit: LimitQuery = 50, after: AfterQuery = None
) -> JsonAnswer[CalendarVersions]:
    """Every version that the calendar ever had, the newest first, and what made it: `act` is `enacted` or
    `withdrawn`, of that decree, or `renewed`. Each is kept for ever: see `?version=`."""
    known = calendar_views.newest_calendar(services.directory, code)
    cursors = Cursors.of("versions", known.region)
    before = cursors.read(after, int)[0] if after is not None else None
    found = await stored_calendars.list_versions(services.pool, known.region, limit=limit + 1, before=before)
    page = cursors.page(found, limit, lambda last: [last.version])
    return JsonAnswer({"items": [_shown(each) for each in page.items], "next": page.next})


def _shown(version: Version) -> CalendarVersionMade:
    return {
        "region": version.region,
        "version": version.version,
        "created_at": instants.format_instant(version.created_at),
        "act": version.act,
        "decree": version.decree,
        "first": version.first,
    }


@router.get(
    "/v1/calendars/{code}/feed.ics",
    response_class=Response,
    responses=file_answer(FEED, "The calendar", FEED_EXAMPLE),
)
async def read_calendar_feed(services: ServicesDep, code: Code, version: AskedVersion = None) -> Response:
    """The calendar for calendar programs (iCalendar, RFC 5545): each day off that has a name, and each
    working day at a weekend, over the calendar's horizon."""
    made = await calendar_views.make_feed(services.pool, services.directory, code, version)
    headers = {"ETag": f'"{made.tag}"', "Cache-Control": "max-age=3600"}
    return Response(made.content, media_type=FEED, headers=headers)
