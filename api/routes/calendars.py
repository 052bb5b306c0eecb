"""Working days."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.answers import Json
from api.deps import HouseDep
from api.listing import Day
from api.problems import Malformed, Problem
from calendars import REGIONS, Snapshot, due, shipped_decrees
from calendars.calendar import Calendar, calendar_for

router = APIRouter(tags=["Calendars"])

MOST_DAYS = 3_700  # ten years and a little
KNOWN = (date(2000, 1, 1), date(2060, 12, 31))
"""The years asked about; outside them Monday to Friday count."""
Region = Annotated[str, Path(description="ID, or the ISO 3166-2 code of a province", max_length=10)]


@router.get("/v1/calendars/{region}/due")
async def due_on(
    house: HouseDep,
    region: Region,
    start: Day,
    days: Annotated[int, Query(ge=1, le=1000, description="Working days")],
) -> Json:
    """The day at whose end a clock begun on `start` lapses."""
    calendar = _wide(house.directory.calendar(_known(region)))
    on = due(calendar, start, days)
    told = {
        "region": region,
        "zone": calendar.zone,
        "version": calendar.version,
        "start": start.isoformat(),
        "days": days,
        "due_on": on.isoformat(),
        "due_at": _instant(calendar, on),
    }
    return Json(told)


def _instant(calendar: Snapshot, on: date) -> str:
    return calendar.end_of(on).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@router.get("/v1/calendars/{region}/days")
async def days(
    house: HouseDep,
    region: Region,
    from_: Annotated[Day, Query(alias="from")],
    to: Day,
) -> Json:
    """Each day from `from` to `to`: whether it is a working day, and why."""
    calendar = _wide(house.directory.calendar(_known(region)))
    if not 0 <= (to - from_).days < MOST_DAYS:
        raise Malformed(
            [{"field": "to", "message": f"must not be before from, nor more than {MOST_DAYS} days on"}]
        )
    span = [from_ + timedelta(days=n) for n in range((to - from_).days + 1)]
    items = [_day(calendar, _reasons(region), day) for day in span]
    return Json({"region": region, "zone": calendar.zone, "version": calendar.version, "days": items})


def _day(calendar: Snapshot, reasons: Calendar, day: date) -> dict[str, Any]:
    """The snapshot decides; why is told where the names agree with it."""
    working, why = calendar.is_working_day(day), reasons.why(day)
    told = why if why.working == working else None
    return {
        "date": day.isoformat(),
        "working": working,
        "reason": told.reason.value if told else None,
        "name": told.name if told else None,
        "decree": told.decree if told else None,
    }


@lru_cache(maxsize=len(REGIONS))
def _wide(calendar: Snapshot) -> Snapshot:
    """The calendar in force, and what is known of the years before and after its horizon."""
    reasons = _reasons(calendar.region)

    def is_working(day: date) -> bool:
        known = calendar.first <= day <= calendar.last
        return calendar.is_working_day(day) if known else reasons.is_working_day(day)

    return Snapshot.covering(calendar.region, calendar.zone, calendar.version, *KNOWN, is_working)


@lru_cache(maxsize=len(REGIONS))
def _reasons(region: str) -> Calendar:
    """What days are called, by the decrees that come with the product."""
    return calendar_for(region, shipped_decrees(), date.max)


def _known(region: str) -> str:
    if region not in REGIONS:
        raise Problem(404, "unknown_region", "There is no such region.")
    return region
