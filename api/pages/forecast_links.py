"""Where the numbers of the forecast lead: each to the list that has as many lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.forecasts.due_days import WORKING_DAYS_OF_A_WEEK, list_scopes
from api.pages.list_address import REPORTS, TASKS, make_address
from api.schemas.forecast import DueFigures, Forecast, ForecastLine, ForecastScope
from records.reports.queries.due_days import STAGES_OF_AGENCIES
from records.reports.queries.task_filter import NOBODY
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.facts import Actor

PATH = "/prakiraan"
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


def list_weeks(first: date, last: date) -> Iterator[Span]:
    """The days from `first` to `last` by calendar weeks, of which the outer ones may be cut."""
    while first <= last:
        sunday = first + timedelta(days=6 - first.weekday())
        yield Span(first, min(sunday, last))
        first = sunday + timedelta(days=1)


def link_line(
    told: Forecast, line: ForecastLine | None, figures: DueFigures, spans: Sequence[Span]
) -> tuple[Figure, Sequence[Figure], Figure]:
    """Overdue, by span, and altogether; of `line`, null for all."""
    of_it = _filters(told, line)
    whole = Span(date.fromisoformat(told["today"]), date.fromisoformat(told["until"]))
    overdue = Figure(figures["overdue"], make_address(_list_of(told), [*of_it, ("overdue", "true")]))
    found = [_figure(told, of_it, figures, span) for span in (*spans, whole)]
    return overdue, found[:-1], found[-1]


def _figure(told: Forecast, of_it: Pairs, figures: DueFigures, span: Span) -> Figure:
    first, last = span.first.isoformat(), span.last.isoformat()
    number = sum(each["reports"] for each in figures["days"] if first <= each["day"] <= last)
    return Figure(number, _link_days(told, of_it, first, last))


def _link_days(told: Forecast, of_it: Pairs, first: str, last: str) -> str:
    asked: Pairs = [*of_it, ("overdue", "false"), ("due_from", first), ("due_to", last)]
    return make_address(_list_of(told), asked)


def _list_of(told: Forecast) -> str:
    return TASKS if told["scope"] in {ForecastScope.TEAM, ForecastScope.MINE} else REPORTS


def link_day(told: Forecast, day: str, number: int) -> Figure:
    """What is due on one day."""
    return Figure(number, _link_days(told, _filters(told, None), day, day))


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


def link_parts(told: Forecast, line: ForecastLine) -> str | None:
    """Where a line is looked at by its parts; null where it has none."""
    if told["scope"] is not ForecastScope.NATION or line["agency"] is None:
        return None
    return make_address(PATH, [("agency", line["agency"]), ("weeks", _weeks(told))])


def _weeks(told: Forecast) -> str:
    return str(told["working_days"] // WORKING_DAYS_OF_A_WEEK)


def make_forecast_address(told: Forecast, weeks: int) -> str:
    """The same forecast, so many weeks ahead."""
    scope = None if told["agency"] and told["scope"] is ForecastScope.AGENCY else told["scope"].value
    agency = told["agency"] if scope is None else None
    return make_address(PATH, [("scope", scope), ("agency", agency), ("weeks", str(weeks))])


def link_scopes(actor: Actor, told: Forecast, weeks: int) -> list[tuple[ForecastScope, str, bool]]:
    """What the reader may look at, with its address and whether it is shown; empty where there is no
    choice."""
    scopes = list_scopes(actor)
    if len(scopes) < 2 and told["scope"] in scopes:
        return []
    return [
        (
            each,
            make_address(PATH, [("scope", each.value), ("weeks", str(weeks))]),
            each is told["scope"],
        )
        for each in scopes
    ]
