"""The pace on a board: what came in and was done by week, and in how many working days.

A team's is of the reports that its lists have. That of the nation, or of an agency as the centre sees it, is
made of figures: they cost the same however many reports there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from api.figures.answering import as_number
from api.reports.filters import DayBounds
from api.schemas.board import PaceFigures
from api.services import Services
from records.figures.definitions import BY_CODE, measures_of
from records.figures.periods import Period
from records.figures.reading import read_figures
from records.figures.scopes import NATION, Scope
from records.figures.values import Value
from records.reports.queries.pace import Worked, count_weeks
from workflows.procedure.model.facts import Actor

CLOSED, ANSWERED = "closings", "answer_median"


def arrivals_of(scope: Scope) -> str:
    """The figure of what comes into the nation, or to an agency."""
    return "received" if scope == NATION else "forwardings"


@dataclass(frozen=True, slots=True)
class Spans:
    """The weeks asked for, all of them, and as many weeks before, until the same day of the week."""

    weeks: Sequence[Period]
    now: Period
    earlier: Period


@dataclass(frozen=True, slots=True)
class Pace:
    """What was done in each of the weeks, in all of them, and in the time before."""

    weeks: list[PaceFigures]
    now: PaceFigures
    earlier: PaceFigures


def list_spans(days: DayBounds, weeks: int) -> Spans:
    """Weeks begin on Monday, and days are those of the centre, as in the list of reports. The last week is
    the current one, until the end of today."""
    today = days.calendar.local_date(datetime.now(UTC))
    first, span = today - timedelta(days=today.weekday(), weeks=weeks - 1), timedelta(weeks=weeks)
    begun = [first + timedelta(weeks=number) for number in range(weeks)]
    return Spans(
        [Period(day, min(day + timedelta(days=6), today)) for day in begun],
        Period(first, today),
        Period(first - span, today - span),
    )


async def read_team_pace(services: Services, actor: Actor, days: DayBounds, spans: Spans) -> Pace:
    """That of `actor`'s agency: reports of which it was given a task or did one, as far as it reads them."""

    async def count(weeks: Iterable[Period], before: Period) -> list[Worked]:
        begun = [days.begin(week.first) for week in weeks]
        return await count_weeks(services.figures, actor, begun, days.end(before.last))

    now, earlier = await count(spans.weeks, spans.now), await count([spans.earlier], spans.earlier)
    return Pace(
        [_of_week(now, number, week) for number, week in enumerate(spans.weeks)],
        _of_week(now, None, spans.now),
        _of_week(earlier, None, spans.earlier),
    )


def _of_week(found: Iterable[Worked], week: int | None, period: Period) -> PaceFigures:
    """Those of a week, or of all together."""
    counted = {each.what: each for each in found if each.week == week}
    opened, done = counted.get("opened"), counted.get("done")
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "opened": opened.reports if opened else 0,
        "done": done.reports if done else 0,
        "median_working_days": done.median if done else None,
    }


async def read_scope_pace(services: Services, scope: Scope, spans: Spans) -> Pace:
    """That of the nation or an agency, from figures: what came in, was closed, and was answered first."""
    found = [
        (await read_scopes_pace(services, [scope], period))[scope]
        for period in (*spans.weeks, spans.now, spans.earlier)
    ]
    *weeks, now, earlier = found
    return Pace(weeks, now, earlier)


async def read_scopes_pace(
    services: Services, scopes: Sequence[Scope], period: Period
) -> Mapping[Scope, PaceFigures]:
    """That of each scope in the period."""
    measures = measures_of(BY_CODE[code] for code in ("received", "forwardings", CLOSED, ANSWERED))
    lines = await read_figures(services.figures, scopes, period, measures=measures)
    return {line.scope: _of_scope(line.scope, period, line.figures) for line in lines}


def _of_scope(scope: Scope, period: Period, figures: Mapping[str, Value]) -> PaceFigures:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "opened": figures[arrivals_of(scope)].count,
        "done": figures[CLOSED].count,
        "median_working_days": as_number(figures[ANSWERED].value),
    }
