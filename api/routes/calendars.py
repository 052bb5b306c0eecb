"""Working days: of the country, of regions, and of agencies with days of their own."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api import almanac
from api.answers import Json
from api.deps import AfterQuery, HouseDep, LimitQuery
from api.house import House
from api.listing import Day
from api.problems import Malformed, Problem
from calendars import REGIONS, Decree, Snapshot, due
from calendars.calendar import Calendar, calendar_for
from calendars.ical import written
from calendars.names import written as names_written
from records import calendars
from records.queries import paging
from workflows.procedure import instants

router = APIRouter(tags=["Calendars"])

MOST_DAYS = 3_700  # ten years and a little
KNOWN = (date(2000, 1, 1), date(2060, 12, 31))
"""The years asked about; outside them Monday to Friday count."""
FEED = "text/calendar; charset=utf-8"
Code = Annotated[
    str, Path(description="ID, the ISO 3166-2 code of a province, or an agency's code", max_length=64)
]
AskedVersion = Annotated[
    int | None, Query(alias="version", ge=1, le=2**31 - 1, description="Not the newest, but this version")
]


@router.get("/v1/calendars")
async def listed(house: HouseDep) -> Json:
    """The newest calendar of every region, and of every agency that has days of its own."""
    items = [_headed(house, each) for each in house.directory.calendars()]
    return Json({"items": items, "next": None})


@router.get("/v1/calendars/{code}/due")
async def due_on(
    house: HouseDep,
    code: Code,
    start: Day,
    days: Annotated[int, Query(ge=1, le=1000, description="Working days")],
    version: AskedVersion = None,
) -> Json:
    """The day at whose end a clock begun on `start` lapses."""
    calendar = await _asked(house, code, version)
    on = due(calendar, start, days)
    told = {
        "region": code,
        "zone": calendar.zone,
        "version": calendar.version,
        "start": start.isoformat(),
        "days": days,
        "due_on": on.isoformat(),
        "due_at": instants.written(calendar.end_of(on)),
    }
    return Json(told)


@router.get("/v1/calendars/{code}/days")
async def days(
    house: HouseDep,
    code: Code,
    from_: Annotated[Day, Query(alias="from")],
    to: Day,
    version: AskedVersion = None,
) -> Json:
    """Each day from `from` to `to`: whether it is a working day, and why."""
    calendar = await _asked(house, code, version)
    if not 0 <= (to - from_).days < MOST_DAYS:
        raise Malformed(
            [{"field": "to", "message": f"must not be before from, nor more than {MOST_DAYS} days on"}]
        )
    span = [from_ + timedelta(days=n) for n in range((to - from_).days + 1)]
    items = [asdict(almanac.told(calendar, day)) for day in span]
    for item in items:
        item["date"] = item["date"].isoformat()
    return Json({"region": code, "zone": calendar.zone, "version": calendar.version, "days": items})


@router.get("/v1/calendars/{code}/versions")
async def versions(house: HouseDep, code: Code, limit: LimitQuery = 50, after: AfterQuery = None) -> Json:
    """Every version that the calendar ever had, the newest first, and what made it: `act` is `enacted` or
    `withdrawn`, of that decree, or `renewed`. Each is kept for ever: see `?version=`."""
    known = _known(house, code)
    before = paging.read(after, int)[0] if after is not None else None
    found = await calendars.versions(house.pool, known.region, limit=limit + 1, before=before)
    page = paging.page(found, limit, lambda last: [last.version])
    items = [{**asdict(each), "created_at": instants.written(each.created_at)} for each in page.items]
    return Json({"items": items, "next": page.next})


@router.get("/v1/calendars/{code}/feed.ics", response_class=Response)
async def feed(house: HouseDep, code: Code, version: AskedVersion = None) -> Response:
    """The calendar for calendar programs (iCalendar, RFC 5545): each day off that has a name, and each
    working day at a weekend, over the calendar's horizon."""
    known = _known(house, code)
    if version is not None:
        known = await _stored(house, known.region, version)
    (made,) = await calendars.versions(house.pool, known.region, limit=1, before=known.version + 1)
    span = range((known.last - known.first).days + 1)
    days = (almanac.told(known, known.first + timedelta(days=n)) for n in span)
    content = written(known.region, _name(house, code), days, made.created_at, known.version)
    tag = f'"{known.region}-{known.version}"'
    return Response(content, media_type=FEED, headers={"ETag": tag, "Cache-Control": "max-age=3600"})


async def _asked(house: House, code: str, version: int | None) -> Snapshot:
    known = _known(house, code)
    if version is not None:
        return await _stored(house, known.region, version)
    agency = house.directory.agency(code)
    return _wide(known, agency.region if agency else code, tuple(house.directory.decrees()))


async def _stored(house: House, code: str, version: int) -> Snapshot:
    if (found := await calendars.one(house.pool, code, version)) is None:
        raise Problem(404, "unknown_version", "The calendar never had that version.")
    return found


@lru_cache(maxsize=2 * len(REGIONS))
def _wide(calendar: Snapshot, region: str, decrees: tuple[Decree, ...]) -> Snapshot:
    """The calendar in force, and what is known of the years before and after its horizon."""
    agency = None if calendar.region in REGIONS else calendar.region
    reasons: Calendar = calendar_for(region, decrees, date.max, agency=agency)

    def is_working(day: date) -> bool:
        known = calendar.first <= day <= calendar.last
        return calendar.is_working_day(day) if known else reasons.is_working_day(day)

    wide = Snapshot.covering(calendar.region, calendar.zone, calendar.version, *KNOWN, is_working)
    beyond = (
        (KNOWN[0], calendar.first - timedelta(days=1)),
        (calendar.last + timedelta(days=1), KNOWN[1]),
    )
    names = [reasons.named(*span) for span in beyond]
    return replace(wide, named=names_written({**names[0], **calendar.names, **names[1]}))


def _known(house: House, code: str) -> Snapshot:
    """The newest calendar for a region or an agency; an agency's own where it has one, else its region's."""
    if code not in REGIONS and house.directory.agency(code) is None:
        raise Problem(404, "unknown_region", "There is no such region or agency.")
    return house.directory.calendar(code)


def _name(house: House, code: str) -> str:
    return REGIONS[code].name if code in REGIONS else house.directory.agency_name(code) or code


def _headed(house: House, calendar: Snapshot) -> dict[str, Any]:
    return {
        "code": calendar.region,
        "name": _name(house, calendar.region),
        "zone": calendar.zone,
        "version": calendar.version,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
    }
