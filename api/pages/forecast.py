"""The forecast: what lapses by when if nothing happens. Each number leads to its reports or tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.forecasts.due_days import ForecastQuery, make_forecast
from api.pages.charts.drawing import Entry
from api.pages.charts.over_time import TimeChart, lay_out_columns
from api.pages.forecast_links import (
    PATH,
    Figure,
    link_day,
    link_line,
    link_parts,
    link_scopes,
    list_weeks,
    make_forecast_address,
)
from api.pages.formats import Formats
from api.pages.language import Language, language_of
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.schemas.forecast import Forecast, ForecastLine
from texts.forecasts import REPORTS_DUE

router = APIRouter(include_in_schema=False)

WEEKS = (2, 4)


@dataclass(frozen=True, slots=True)
class Line:
    """What one holder has: overdue, by each span of days, and by the last day altogether. `href` shows the
    holder's parts, null where there are none."""

    line: ForecastLine
    href: str | None
    overdue: Figure
    spans: Sequence[Figure]
    due: Figure


@router.get(PATH)
async def show_forecast(
    services: ServicesDep, request: Request, visit: StaffVisitDep, which: Annotated[ForecastQuery, Query()]
) -> Response:
    """By day, and by who holds what lapses."""
    actor = visit.who.actor
    told = await make_forecast(services, actor, which)
    spans = list(list_weeks(date.fromisoformat(told["today"]), date.fromisoformat(told["until"])))
    context = {
        "told": told,
        "spans": spans,
        "days": _draw_days(told, language_of(request)),
        "total": link_line(told, None, told["total"], spans),
        "lines": [
            Line(each, link_parts(told, each), *link_line(told, each, each, spans)) for each in told["lines"]
        ],
        "scopes": link_scopes(actor, told, which.weeks),
        "weeks": [(weeks, make_forecast_address(told, weeks), weeks == which.weeks) for weeks in WEEKS],
    }
    return render(request, "staff/forecast.html", context)


def _draw_days(told: Forecast, language: Language) -> TimeChart:
    """A column for each day."""
    formats = Formats(language)
    entries = []
    for each in told["total"]["days"]:
        figure = link_day(told, each["day"], each["reports"])
        entries.append(Entry(formats.day_and_month(each["day"]), [figure.number], [figure.href]))
    return lay_out_columns(entries, [REPORTS_DUE[language]])
