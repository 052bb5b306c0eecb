"""The forecast: what lapses by when if nothing happens. Each number leads to its reports or tasks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.forecasts.due_days import ForecastQuery, list_scopes, make_forecast
from api.pages.list_address import REPORTS, TASKS, make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.schemas.forecast import DueFigures, Forecast, ForecastLine, ForecastScope
from records.reports.queries.due_days import STAGES_OF_AGENCIES
from records.reports.queries.task_filter import NOBODY
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.facts import Actor

router = APIRouter(include_in_schema=False)

PATH = "/prakiraan"
WEEKS = (2, 4)
Pairs = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are shown together, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, and the address of the list that has as many lines."""

    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """What one holder has: overdue, by each span of days, and by the last day altogether."""

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
    spans = list(_list_weeks(date.fromisoformat(told["today"]), date.fromisoformat(told["until"])))
    context = {
        "told": told,
        "spans": spans,
        "days": [
            (each["day"], _on_day(told, each["day"], each["reports"])) for each in told["total"]["days"]
        ],
        "most": max((each["reports"] for each in told["total"]["days"]), default=0),
        "total": _link_line(told, None, told["total"], spans),
        "lines": [
            Line(each, _into(told, each), *_link_line(told, each, each, spans)) for each in told["lines"]
        ],
        "scopes": _link_scopes(actor, told, which.weeks),
        "weeks": [(weeks, _address(told, weeks), weeks == which.weeks) for weeks in WEEKS],
    }
    return render(request, "staff/forecast.html", context)


def _list_weeks(first: date, last: date) -> Iterator[Span]:
    """The days from `first` to `last` by calendar weeks, of which the outer ones may be cut."""
    while first <= last:
        sunday = first + timedelta(days=6 - first.weekday())
        yield Span(first, min(sunday, last))
        first = sunday + timedelta(days=1)


def _link_line(
    told: Forecast, line: ForecastLine | None, figures: DueFigures, spans: Sequence[Span]
) -> tuple[Figure, Sequence[Figure], Figure]:
    """Overdue, by span, and altogether; of `line`, null for all."""
    of_it = _filters(told, line)
    whole = Span(date.fromisoformat(told["today"]), date.fromisoformat(told["until"]))
    path = TASKS if told["scope"] in {ForecastScope.TEAM, ForecastScope.MINE} else REPORTS
    overdue = Figure(figures["overdue"], make_address(path, [*of_it, ("overdue", "true")]))
    found = [_figure(path, of_it, figures, span) for span in (*spans, whole)]
    return overdue, found[:-1], found[-1]


def _figure(path: str, of_it: Pairs, figures: DueFigures, span: Span) -> Figure:
    first, last = span.first.isoformat(), span.last.isoformat()
    number = sum(each["reports"] for each in figures["days"] if first <= each["day"] <= last)
    asked: Pairs = [*of_it, ("overdue", "false"), ("due_from", first), ("due_to", last)]
    return Figure(number, make_address(path, asked))


def _on_day(told: Forecast, day: str, number: int) -> Figure:
    path = TASKS if told["scope"] in {ForecastScope.TEAM, ForecastScope.MINE} else REPORTS
    asked: Pairs = [*_filters(told, None), ("overdue", "false"), ("due_from", day), ("due_to", day)]
    return Figure(number, make_address(path, asked))


def _filters(told: Forecast, line: ForecastLine | None) -> Pairs:
    """What of the list is asked for to find a line's reports; without a line, all of the forecast."""
    match told["scope"]:
        case ForecastScope.MINE:
            return []
        case ForecastScope.TEAM if line is None:
            return [("scope", "team")]
        case ForecastScope.TEAM if line is not None:
            held: Pairs = [("role", line["owner_role"]), ("unit", line["unit"])]
            return [("scope", "team"), *held, ("officer", line["officer"] or NOBODY)]
    agency = line["agency"] if line else told["agency"]
    stages: Sequence[str] = STAGES_OF_AGENCIES if agency else [Stage.CENTRAL_VERIFICATION]
    if line is None and agency is None:
        stages = [Stage.CENTRAL_VERIFICATION, *STAGES_OF_AGENCIES]
    unit = line["unit"] if line else None
    if line is not None and told["scope"] is ForecastScope.AGENCY:
        stages = [Stage.FOLLOW_UP] if unit else [line["stage"] or Stage.AGENCY_VERIFICATION]
    return [*(("stage", stage) for stage in stages), ("agency", agency), ("unit", unit)]


def _into(told: Forecast, line: ForecastLine) -> str | None:
    """Where a line is looked at by its parts; null where it has none."""
    if told["scope"] is not ForecastScope.NATION or line["agency"] is None:
        return None
    return make_address(PATH, [("agency", line["agency"]), ("weeks", _weeks(told))])


def _weeks(told: Forecast) -> str:
    return str(told["working_days"] // 5)


def _address(told: Forecast, weeks: int) -> str:
    scope = None if told["agency"] and told["scope"] is ForecastScope.AGENCY else told["scope"].value
    agency = told["agency"] if scope is None else None
    return make_address(PATH, [("scope", scope), ("agency", agency), ("weeks", str(weeks))])


def _link_scopes(actor: Actor, told: Forecast, weeks: int) -> list[tuple[ForecastScope, str, bool]]:
    """What else the reader may look at; null and empty where that is one thing only."""
    scopes = list_scopes(actor)
    if len(scopes) < 2 and told["scope"] in scopes:
        return []
    return [
        (each, make_address(PATH, [("scope", each.value), ("weeks", str(weeks))]), each is told["scope"])
        for each in scopes
    ]
