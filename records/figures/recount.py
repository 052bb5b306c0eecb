"""Whether figures are what the facts say: each report counted anew, and the counters added up anew."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool, rows
from records.figures import counting

AT_ONCE = 200

# In SQL: import
PAGE = """
select report from (select report from reports union select report from figure_entries) as known
where report > %s order by report limit %s"""
ALL = "select count(*) as reports from reports"
WAITING = "select distinct report from figure_dues where report = any(%s)"
MONTHS = """
select distinct date_trunc('month', at)::date as month
from (select day as at from figure_entries union select until from figure_entries
      union select starts_on from figure_counts) as days
where at is not null order by month"""
# Written once more, and not by the code that counts: so that one checks the other.
ADDED_UP = """
turns as (
    select day as at, 1 as n, e.* from figure_entries as e
    where day >= %(month)s and day < %(month)s + interval '1 month'
    union all
    select until, -1, e.* from figure_entries as e
    where until >= %(month)s and until < %(month)s + interval '1 month'
), placed as (
    select t.*, s.scope, d.dimension, d.of
    from turns as t
    cross join lateral (values ('nation'), ('province:' || coalesce(t.province, '-')),
                               (coalesce('agency:' || t.agency, 'centre'))) as s(scope)
    cross join lateral (values ('all', ''), ('class', t.class), ('category', coalesce(t.category, '')),
                               ('channel', t.channel)) as d(dimension, of)
    union all
    select t.*, 'unit:' || t.agency || '/' || t.unit, 'all', '' from turns as t
    where t.agency is not null and t.unit is not null
), summed as (
    select p.scope, p.dimension, g.grain, g.starts_on, p.of, m.name, sum(p.n) as n
    from placed as p
    cross join lateral (values ('day', p.at), ('month', date_trunc('month', p.at)::date))
        as g(grain, starts_on)
    cross join lateral (select p.measure as name union all
                        select p.measure || ':' || p.value where p.value is not null) as m
    group by 1, 2, 3, 4, 5, 6 having sum(p.n) <> 0
), right_ones as (
    select scope, dimension, grain, starts_on, of as value, jsonb_object_agg(name, n) as counts
    from summed group by 1, 2, 3, 4, 5
), kept as (
    select * from figure_counts
    where starts_on >= %(month)s and starts_on < %(month)s + interval '1 month' and counts <> '{}'
)"""
DIFFERING = f"""
with {ADDED_UP}
select scope, dimension, grain, starts_on, value, k.counts as kept, r.counts as right
from kept as k full join right_ones as r using (scope, dimension, grain, starts_on, value)
where k.counts is distinct from r.counts
order by scope, dimension, grain, starts_on, value"""  # noqa: S608  # constants
SET = """
insert into figure_counts as c (scope, dimension, grain, starts_on, value, counts)
values (%(scope)s, %(dimension)s, %(grain)s, %(starts_on)s, %(value)s, coalesce(%(right)s::jsonb, '{}'))
on conflict (scope, dimension, grain, starts_on, value) do update set counts = excluded.counts"""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not counted as the facts say.

    Of a `report` its tracking number, how many entries it lacks, and how many it has wrongly; of an
    `uncountable` one the error that its facts meet; of a `counter` which one, and by name what it has and
    should have.
    """

    what: Literal["report", "uncountable", "counter"]
    of: str
    detail: str


async def count_reports(pool: Pool) -> int:
    """How many reports there are to count. Raises one of `SQL_AWAY`."""
    (found,) = await rows(pool, ALL)
    return int(found["reports"])


async def recount(
    pool: Pool, *, check: bool, told: Callable[[int], object] = lambda _: None
) -> AsyncIterator[Difference]:
    """Counts everything anew and yields what differed; with `check` nothing is changed, else it is put right
    (but what can't be counted). `told` hears of the number of reports looked at. Raises psycopg's errors.

    Reports that wait to be counted are no difference.
    """
    if not check:
        while await counting.count_due_reports(pool):
            pass
    after, seen = "", 0
    while page := [row["report"] for row in await rows(pool, PAGE, [after, AT_ONCE])]:
        for difference in await _recount_reports(pool, page, check=check):
            yield difference
        after, seen = page[-1], seen + len(page)
        told(seen)
    for month in [row["month"] for row in await rows(pool, MONTHS, within=3600)]:
        for difference in await _recount_month(pool, month, check=check):
            yield difference


async def _recount_reports(pool: Pool, page: list[str], *, check: bool) -> list[Difference]:
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.FIGURES)
        found = await counting.compare(connection, page)
        waiting = {row["report"] for row in await (await connection.execute(WAITING, [page])).fetchall()}
        if not check:
            await counting.correct(connection, found.differing)
    told = [Difference("uncountable", each.report, each.error) for each in found.uncountable]
    for each in found.differing:
        if each.report not in waiting:
            lacking, wrong = each.lacking.total(), each.wrong.total()
            told.append(Difference("report", each.report, f"lacks {lacking} entries, has {wrong} wrong ones"))
    return told


async def _recount_month(pool: Pool, month: date, *, check: bool) -> list[Difference]:
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("set local statement_timeout = '1h'")
        await lock(connection, AdvisoryLock.FIGURES)
        found = await (await connection.execute(DIFFERING, {"month": month})).fetchall()
        if not check:
            for row in found:
                await connection.execute(SET, {**row, "right": _as_json(row["right"])})
    return [_difference_of(row) for row in found]


def _as_json(counts: dict[str, Any] | None) -> Any:
    return Jsonb(counts) if counts is not None else None


def _difference_of(row: DictRow) -> Difference:
    kept, right = row["kept"] or {}, row["right"] or {}
    names = sorted(name for name in kept.keys() | right.keys() if kept.get(name) != right.get(name))
    detail = ", ".join(f"{name} is {kept.get(name, 0)}, not {right.get(name, 0)}" for name in names)
    of = " ".join(
        filter(None, (row["scope"], row["grain"], str(row["starts_on"]), row["dimension"], row["value"]))
    )
    return Difference("counter", of, detail)
