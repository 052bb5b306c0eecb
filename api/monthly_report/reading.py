"""Reading what a monthly report tells: figures of its scope and of its parts, and what was overdue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from api.answers.problems import Malformed
from api.figures.asking import DIMENSIONS, PARTS_OF, By, is_before_agencies, list_parts
from api.figures.ranking import list_ranked
from api.forecasts.lapse_history import KEPT_WEEKS
from api.monthly_report.asking import Months, resolve_month
from api.schemas.figures import Ranked
from records.database import Pool
from records.directory.in_memory import Directory
from records.figures.counting import read_counted_until
from records.figures.definitions import BY_CODE, measures_of
from records.figures.periods import Period, add_months
from records.figures.reading import Line, read_figures, read_months
from records.figures.scopes import Scope, ScopeKind
from records.figures.values import Value
from records.open_data.months import read_first_month
from records.reports.queries.overdue import OverdueReports, list_overdue
from workflows.procedure.model.facts import Actor

FLOOR = 30
"""So many happenings a percentage, a median or a mean needs to be compared or ranked."""
MOST_OVERDUE = 15
MONTHS_SHOWN = 13
"""So that the last month stands beside the same one of the year before."""
BREAKDOWNS: Mapping[ScopeKind, Sequence[By]] = {
    ScopeKind.NATION: (By.PROVINCE, By.AGENCY, By.CLASS, By.CATEGORY, By.CHANNEL),
    ScopeKind.PROVINCE: (By.CLASS, By.CATEGORY, By.CHANNEL),
    ScopeKind.AGENCY: (By.UNIT, By.CLASS, By.CATEGORY, By.CHANNEL),
}
COLUMNS = ("first_answers", "in_time_share", "answer_median", "finishings", "not_followed_up")
"""What is told of each part, after what came in."""

Figures = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a report is read from, and for whom; without a `reader` all reports may be read."""

    pool: Pool
    directory: Directory
    reader: Actor | None


@dataclass(frozen=True, slots=True)
class Parts:
    """The figures of each part, and of the same parts in the month before by their value or scope."""

    by: By
    arrivals: str
    lines: Sequence[Line]
    before: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Ranks:
    """The ranking, and how many agencies with answers are below its floor."""

    items: Sequence[Ranked]
    below_floor: int


@dataclass(frozen=True, slots=True)
class Content:
    """All that a report tells. `before` and `year_before` are null where nothing was counted that early;
    `overdue` is null where it is forgotten already. `is_final`: the month is over and counted to its end."""

    scope: Scope
    months: Months
    made_at: datetime
    counted_until: datetime
    is_final: bool
    arrivals: str
    now: Figures
    before: Figures | None
    year_before: Figures | None
    course: Sequence[Line]
    parts: Sequence[Parts]
    ranking: Ranks | None
    overdue: OverdueReports | None


async def read_content(source: Source, scope: Scope, month: str) -> Content:
    """What the report of that month tells. Raises Malformed for a month that is not there to be told, and one
    of `SQL_AWAY`."""
    made_at, calendar = datetime.now(UTC), source.directory.centre().calendar
    months = resolve_month(month, calendar.local_date(made_at))
    first = await read_first_month(source.pool)
    if first is None or months.now.last < first:
        raise Malformed([{"field": "month", "message": "must be one in which something was counted"}])
    # Read first: what is counted meanwhile only adds to it.
    until = await read_counted_until(source.pool)
    is_counted = calendar.local_date(until) > months.now.last
    arrivals = "received" if is_before_agencies(scope) else "forwardings"
    earliest = max(first, add_months(months.now.first, 1 - MONTHS_SHOWN))
    return Content(
        scope=scope,
        months=months,
        made_at=made_at,
        counted_until=until,
        is_final=months.is_over and is_counted,
        arrivals=arrivals,
        now=await _read(source, scope, months.now),
        before=await _read_since(first, source, scope, months.before),
        year_before=await _read_since(first, source, scope, months.year_before),
        course=await read_months(source.pool, [scope], earliest, months.now.last),
        parts=[await _read_parts(source, scope, months, by, arrivals) for by in BREAKDOWNS[scope.kind]],
        ranking=await _rank(source, months.now) if scope.kind is ScopeKind.NATION else None,
        overdue=await _read_overdue(source, scope, months.now.last, made_at),
    )


async def _read(source: Source, scope: Scope, period: Period) -> Figures:
    (line,) = await read_figures(source.pool, [scope], period)
    return line.figures


async def _read_since(first: date, source: Source, scope: Scope, period: Period) -> Figures | None:
    return await _read(source, scope, period) if period.first >= first else None


async def _read_parts(source: Source, scope: Scope, months: Months, by: By, arrivals: str) -> Parts:
    if by in (By.AGENCY, By.UNIT):  # what is sent in, and what an agency is sent, has no agency or unit yet
        arrivals = {By.AGENCY: "forwardings", By.UNIT: "dispositions"}[by]
    measures = measures_of(BY_CODE[code] for code in (arrivals, *COLUMNS, "total"))
    scopes = list_parts(source.directory, scope, by) if by in PARTS_OF else [scope]
    dimension = DIMENSIONS.get(by)
    found = [
        await read_figures(source.pool, scopes, period, by=dimension, measures=measures)
        for period in (months.now, months.before)
    ]
    now, before = found
    return Parts(by, arrivals, now, {key_of(line): line.figures for line in before})


def key_of(line: Line) -> str:
    """By what a part is found again in another month."""
    return f"{line.scope.code} {line.value}"


async def _rank(source: Source, period: Period) -> Ranks:
    ranked = await list_ranked(source.pool, source.directory, period, FLOOR)
    return Ranks(ranked.items, sum(each["of"] > 0 for each in ranked.below_floor))


async def _read_overdue(source: Source, scope: Scope, last: date, made_at: datetime) -> OverdueReports | None:
    at = min(source.directory.centre().calendar.end_of(last), made_at)
    if at < made_at - timedelta(weeks=KEPT_WEEKS):
        return None
    return await list_overdue(source.pool, source.reader, scope, at, limit=MOST_OVERDUE)
