"""The forecast: what lapses by when if nothing happens. Each number leads to its reports or tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.forecasts.due_days import ForecastQuery, Weeks, make_forecast
from api.forecasts.expected_lapses import POOLED
from api.forecasts.expected_lapses import WEEKS as WEEKS_BACK
from api.pages.charts.drawing import Entry
from api.pages.charts.over_time import TimeChart, lay_out_columns, lay_out_lines
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
from api.reports.filters import Code
from api.schemas.forecast import Forecast, ForecastLine, ForecastScope
from texts.forecasts import PAST_WEEKS, REPORTS_DUE

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


@dataclass(frozen=True, slots=True)
class PastSummary:
    """Of so many past weeks of which something could be said: in how many what happened lay `within` the
    range, and how many deadlines were expected to lapse and did, in all."""

    weeks: int
    within: int
    expected: float
    lapsed: int


@router.get(PATH)
async def show_forecast(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    scope: ForecastScope | None = None,
    agency: Code | None = None,
    weeks: Weeks = 2,
) -> Response:
    """By day, and by who holds what lapses."""
    which = ForecastQuery(scope=scope, agency=agency, weeks=weeks)
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
        "scopes": link_scopes(actor, told, weeks),
        "weeks_back": WEEKS_BACK,
        "pooled": POOLED,
        "past": _sum_up_past_weeks(told),
        "past_weeks": _draw_past_weeks(told, language_of(request)),
        "weeks": [(many, make_forecast_address(told, many), many == weeks) for many in WEEKS],
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


def _sum_up_past_weeks(told: Forecast) -> PastSummary:
    weeks = [each for each in told["past_weeks"] if each["expected"]["deadlines"]]
    return PastSummary(
        len(weeks),
        sum(each["expected"]["low"] <= each["lapsed"] <= each["expected"]["high"] for each in weeks),
        round(sum(each["expected"]["expected"] for each in weeks), 1),
        sum(each["lapsed"] for each in weeks),
    )


def _draw_past_weeks(told: Forecast, language: Language) -> TimeChart:
    """What lapsed in each past week, and what had been expected; nothing where too little was known."""
    formats, entries = Formats(language), []
    for each in told["past_weeks"]:
        found = each["expected"]
        values = [each["lapsed"], found["expected"], found["low"], found["high"]]
        label = formats.day_and_month(each["week"])
        entries.append(Entry(label, values if found["deadlines"] else [None] * len(values)))
    return lay_out_lines(entries, [name[language] for name in PAST_WEEKS])
