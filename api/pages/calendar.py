"""The calendar of a year: twelve months of the country, a province or an agency, and why days are off."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Annotated, Any

from babel.dates import get_day_names
from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.decrees.acting import may_decree
from api.dependencies import ServicesDep
from api.pages.formats import LOCALES
from api.pages.language import Language, language_of
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.services import Services
from calendars.calendar import CalendarDay
from calendars.regions import NATIONAL
from records.decrees import calendar_views, stored_calendars
from texts.formats import both
from texts.regions import ISLANDS, name_region

router = APIRouter(include_in_schema=False)

CALENDAR = "/kalender"
NATION = both("Nasional", "National")
AGENCIES = both("Instansi", "Agencies")


@router.get(CALENDAR)
async def show_calendar(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    code: Annotated[str, Query(alias="kode", max_length=64)] = NATIONAL,
    year: Annotated[int | None, Query(alias="tahun", ge=1946, le=2198)] = None,
) -> Response:
    """Which days of the year are working days there, and by which decree the others are not."""
    language = language_of(request)
    year = year or stored_calendars.today().year
    found = await calendar_views.find_calendar(services.pool, services.directory, code, None)
    told = calendar_views.list_days(found, code, date(year, 1, 1), date(year, 12, 31))
    context = {
        "code": code,
        "year": year,
        "place": calendar_views.calendar_name(services.directory, code),
        "counted_by": told,
        "months": list(_list_months(told["days"])),
        "weekdays": _name_weekdays(language),
        "named": [day for day in told["days"] if day["name"] and day["reason"] != "weekend"],
        "working_days": sum(day["working"] for day in told["days"]),
        "places": group_places(services, language),
        "today": stored_calendars.today().isoformat(),
        "may_decree": may_decree(visit.who.actor),
    }
    return render(request, "calendar/year.html", context)


def group_places(services: Services, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """What has a calendar, as groups of choices: the country, provinces by island, agencies by name."""
    agencies = sorted((each.name, each.code) for each in services.directory.agencies() if each.active)
    named = (AGENCIES[language], [(code, name) for name, code in agencies])
    return [*group_regions(language), *([named] if agencies else [])]


def group_regions(language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same without agencies."""
    nation = (NATION[language], [(NATIONAL, name_region(NATIONAL))])
    islands = [(island[language], [(code, name_region(code)) for code in codes]) for island, codes in ISLANDS]
    return [nation, *islands]


def _list_months(days: Iterable[CalendarDay]) -> Iterator[Mapping[str, Any]]:
    """Each month as weeks of seven places, from Monday; a place without a day is null."""
    for _month, of_month in groupby(days, key=lambda day: day["date"][:7]):
        inside = list(of_month)
        places: list[CalendarDay | None] = [None] * date.fromisoformat(inside[0]["date"]).weekday()
        places += inside
        places += [None] * (-len(places) % 7)
        weeks = [places[start : start + 7] for start in range(0, len(places), 7)]
        yield {"first": inside[0]["date"], "weeks": weeks}


def _name_weekdays(language: Language) -> list[tuple[str, str]]:
    """From Monday, each short and in full."""
    locale = LOCALES[language]
    short, full = (get_day_names(width, locale=locale) for width in ("abbreviated", "wide"))
    return [(short[day], full[day]) for day in range(7)]
