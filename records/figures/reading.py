"""Reading figures: of scopes, for a period, as they are or broken down.

It costs the same however many reports there are: per scope one row of counters for each month so far. A month
that the period holds in part is counted whole, less its days outside the period. So the usual ones cost no
row of a day: they begin with a month, and after today nothing has happened.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg.rows import DictRow

from records.database import A_STATISTIC, Pool, rows
from records.figures.definitions import FIGURES, Figure, measures_of
from records.figures.periods import Period, add_months, end_of_month
from records.figures.scopes import ALL, Dimension, Scope, ScopeKind
from records.figures.values import Value, evaluate
from workflows.procedure.outputs.figures.measures import STOCKS, Measure

# Each range of rows is a search of its own along the primary key. Counts are looked up by name: to read
# all of a row would cost more the more reports there are. Only values, which have no fixed names, are read.
# In SQL: parts
COUNTS = """
select c.scope, c.value, n.name, sum(n.count * c.stock)::bigint as stock,
       sum(n.count * c.events)::bigint as events
from (
    select scope, value, counts, 1 as stock, (starts_on >= %(start)s)::integer as events from figure_counts
    where scope = any(%(scopes)s) and dimension = %(dimension)s and grain = 'month'
      and starts_on >= %(since)s and starts_on < %(stop)s
    union all
    select scope, value, counts, -1, -1 from figure_counts
    where scope = any(%(scopes)s) and dimension = %(dimension)s and grain = 'day'
      and starts_on > %(last)s and starts_on < %(stop)s
    union all
    select scope, value, counts, 0, -1 from figure_counts
    where scope = any(%(scopes)s) and dimension = %(dimension)s and grain = 'day'
      and starts_on >= %(start)s and starts_on < %(first)s
) as c cross join lateral (
    select name, (c.counts->>name)::bigint as count from unnest(%(names)s::text[]) as name
    where c.counts ? name
    union all
    select each.name, each.count::bigint from jsonb_each_text(c.counts) as each(name, count)
    where c.events <> 0 and strpos(each.name, ':') > 0 and split_part(each.name, ':', 1) = any(%(valued)s)
) as n
group by c.scope, c.value, n.name"""
MONTHS = """
select c.scope, greatest(c.starts_on, %(base)s) as month, n.name, sum(n.count::bigint)::bigint as count
from figure_counts as c cross join lateral jsonb_each_text(c.counts) as n(name, count)
where c.scope = any(%(scopes)s) and c.dimension = 'all' and c.grain = 'month' and c.starts_on <= %(last)s
group by c.scope, month, n.name"""
UNIT_COUNTS = """
select %(scope)s as scope, coalesce(e.{column}, '') as value, n.name,
       count(*) filter (where e.measure = any(%(stocks)s)) as stock,
       count(*) filter (where e.measure <> all(%(stocks)s)) as events
from figure_entries as e
cross join lateral (select e.measure as name union all
                    select e.measure || ':' || e.value where e.value is not null) as n
where e.agency = %(agency)s and e.unit = %(unit)s and e.day <= %(last)s and (
    e.measure = any(%(stocks)s) and (e.until is null or e.until > %(last)s)
    or e.measure <> all(%(stocks)s) and e.day >= %(first)s)
group by 2, 3"""
STOCK_NAMES = [each.value for each in STOCKS]
IS_STOCK = frozenset(STOCK_NAMES)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of a scope by their code: all of its reports, or those with that `value` of the dimension
    that was asked for. An empty value stands for reports that have none yet."""

    scope: Scope
    value: str
    period: Period
    figures: Mapping[str, Value]


@dataclass(slots=True)
class _Sums:
    stock: Counter[str]
    events: Counter[str]


async def read_figures(
    pool: Pool,
    scopes: Sequence[Scope],
    period: Period,
    *,
    by: Dimension | None = None,
    measures: Collection[Measure] | None = None,
) -> list[Line]:
    """The figures of each scope in the period; with `by` a line for each value that its reports have.

    With `measures` there are only the figures of these measures, which saves time. A unit can only be broken
    down alone, from its entries: that costs as much as it has reports. Raises one of `SQL_AWAY`.
    """
    if by is not None and any(scope.kind is ScopeKind.UNIT for scope in scopes):
        return [line for scope in scopes for line in await _break_down_unit(pool, scope, period, by)]
    figures = _figures_of(measures)
    found = await rows(
        pool,
        COUNTS,
        {
            "scopes": [scope.code for scope in scopes],
            "dimension": by or ALL,
            "names": [each.value for each in measures_of(figures)],
            "valued": [each.value for each in measures_of(each for each in figures if each.is_of_values)],
            **_bounds(period, has_stocks=any(each.is_of_a_day for each in figures)),
        },
        within=A_STATISTIC,
    )
    sums = _collect(found)
    lines = []
    for scope in scopes:
        values = [value for code, value in sums if code == scope.code] if by else [""]
        for value in sorted(values):
            held = sums.get((scope.code, value), _Sums(Counter(), Counter()))
            lines.append(Line(scope, value, period, evaluate(held.stock, held.events, figures)))
    return lines


def _figures_of(measures: Collection[Measure] | None) -> Sequence[Figure]:
    """Those that count none but these measures."""
    if measures is None:
        return FIGURES
    return [each for each in FIGURES if {*measures}.issuperset(measures_of([each]))]


def _bounds(period: Period, *, has_stocks: bool) -> dict[str, date]:
    """`start` is the beginning of the first month that the period touches, `stop` the end of the last one,
    `since` that from which counts are needed: for stocks all are."""
    start, stop = period.first.replace(day=1), add_months(period.last.replace(day=1), 1)
    since = date.min if has_stocks else start
    return {"first": period.first, "last": period.last, "start": start, "stop": stop, "since": since}


def _collect(found: Sequence[DictRow]) -> dict[tuple[str, str], _Sums]:
    sums: dict[tuple[str, str], _Sums] = {}
    for row in found:
        held = sums.setdefault((row["scope"], row["value"]), _Sums(Counter(), Counter()))
        if row["name"] in IS_STOCK:
            held.stock[row["name"]] += row["stock"]
        else:
            held.events[row["name"]] += row["events"]
    # A value that all its reports have left again by then is none that they have.
    return {key: held for key, held in sums.items() if any(held.stock.values()) or any(held.events.values())}


async def _break_down_unit(pool: Pool, scope: Scope, period: Period, by: Dimension) -> list[Line]:
    values: dict[str, Any] = {"agency": scope.agency, "unit": scope.unit, "scope": scope.code}
    values |= {"stocks": STOCK_NAMES, "first": period.first, "last": period.last}
    query = UNIT_COUNTS.format(column=by.value)
    sums = _collect(await rows(pool, query, values, within=A_STATISTIC))
    return [
        Line(scope, value, period, evaluate(held.stock, held.events))
        for (_, value), held in sorted(sums.items())
    ]


async def read_months(pool: Pool, scopes: Sequence[Scope], first: date, last: date) -> list[Line]:
    """The figures of each scope in each month from that of `first` to that of `last`, whole months all of
    them, the earliest first. Raises one of `SQL_AWAY`."""
    months = list(Period(first.replace(day=1), end_of_month(last)).months())
    base = add_months(months[0].first, -1)
    values = {"scopes": [scope.code for scope in scopes], "base": base, "last": months[-1].first}
    counts: dict[tuple[str, date], Counter[str]] = {}
    for row in await rows(pool, MONTHS, values, within=A_STATISTIC):
        counts.setdefault((row["scope"], row["month"]), Counter())[row["name"]] += row["count"]
    lines = []
    for scope in scopes:
        stock = Counter(counts.get((scope.code, base), Counter()))
        for month in months:
            events = counts.get((scope.code, month.first), Counter())
            stock.update(events)
            lines.append(Line(scope, "", month, evaluate(stock, events)))
    return lines
