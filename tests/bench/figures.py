"""The national page of figures with ten thousand reports and with a million: it should cost the same.

    python -m tests.bench figures

Counters and entries of two years are made up in SQL, as many rows as so many reports would have. Both sets
lie beside each other and change places between rounds, so that both meet the same noise. Prints medians and
99th percentiles over HTTP, and the plans of the statement behind the page.
"""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles

from psycopg import AsyncConnection

from calendars.regions import REGIONS
from records.figures.definitions import FIGURES, measures_of
from records.figures.periods import add_months
from records.figures.reading import COUNTS
from tests.bench.http import Connection
from tests.bench.pages import sign_in
from tests.bench.straight_way import print_line, product
from workflows.procedure.outputs.figures.measures import Measure

SIZES = {"small": 10_000, "large": 1_000_000}
ROUNDS, REQUESTS, WARMING = 30, 10, 2
PAGES = {
    "page_national": "/angka",
    "page_by_month": "/angka?by=month",
    "page_counted": "/angka/laporan?figure=finished",
}
TABLES = ("figure_counts", "figure_entries")
# How many of a hundred reports each count stands for, in the day or month that a row is of.
NAMES = """(values
    ('received', 100), ('verifications', 95), ('verifications:0', 40), ('verifications:1', 30),
    ('verifications:2', 15), ('verifications:3', 10), ('forwardings', 90), ('dispositions', 80),
    ('dispositions:0', 50), ('dispositions:1', 30), ('first_answers', 70), ('first_answers:0', 5),
    ('first_answers:1', 10), ('first_answers:2', 15), ('first_answers:3', 15), ('first_answers:4', 10),
    ('first_answers:5', 8), ('first_answers:7', 4), ('first_answers:12', 3), ('first_answers_in_time', 60),
    ('first_answers_overdue', 15), ('finishings', 55), ('finishings:3', 10), ('finishings:6', 15),
    ('finishings:9', 15), ('finishings:13', 10), ('finishings:21', 5), ('answered_closings', 50),
    ('redirections', 5), ('archivings', 8), ('questions', 12), ('question_days', 10), ('question_days:2', 5),
    ('question_days:7', 5), ('question_working_days', 10), ('question_working_days:2', 5),
    ('question_working_days:5', 5), ('declines', 9), ('bounces', 7), ('rulings', 1), ('extensions', 6),
    ('lapses', 20), ('lapses_level_2', 9), ('lapses_level_3', 4), ('disputes', 6), ('reopenings', 2),
    ('ratings', 18), ('overdue', 4), ('closings', 70),
    ('ratings:1', 2), ('ratings:3', 4), ('ratings:4', 6), ('ratings:5', 6), ('unverified', 3),
    ('undisposed', 2), ('unanswered', 6), ('in_process', 9), ('awaiting_reply', 7), ('resolved', 20),
    ('answered_without_reply', 30), ('not_granted', 4), ('redirected', 5), ('archived_unclear', 5),
    ('archived_out_of_scope', 3), ('withdrawn', 2), ('not_completed', 2), ('merged', 2)
) as names(name, of_hundred)"""
FILL_COUNTS = f"""
insert into figure_counts_{{name}} (scope, dimension, grain, starts_on, value, counts)
select s.scope, d.dimension, g.grain, g.starts_on, d.value, c.counts
from (
    select 'nation' as scope, 1.0 as part, true as is_wide union all select 'centre', 0.2, false
    union all select 'province:' || code, 1.0 / 38, false from unnest(%(provinces)s::text[]) as code
    union all select 'agency:A' || n, 1.0 / 500, false from generate_series(1, 500) as n
) as s
cross join lateral (
    select 'all' as dimension, '' as value, 1.0 as part
    union all select 'class', 'class' || n, 1.0 / 3 from generate_series(1, 3) as n where s.is_wide
    union all select 'category', 'category' || n, 1.0 / 11 from generate_series(1, 11) as n where s.is_wide
    union all select 'channel', 'channel' || n, 1.0 / 7 from generate_series(1, 7) as n where s.is_wide
) as d
cross join lateral (
    select 'day' as grain, day::date as starts_on, 1 as days
    from generate_series(%(first)s::date, %(last)s::date, interval '1 day') as day
    union all select 'month', month::date, 30
    from generate_series(date_trunc('month', %(first)s::date), %(last)s::date, interval '1 month') as month
) as g
cross join lateral (
    select jsonb_object_agg(name, n) as counts from (
        select name, round(of_hundred / 100.0 * %(reports)s / 730 * s.part * d.part * g.days
                           * (0.5 + random()))::bigint as n from {NAMES}
    ) as each where n > 0
) as c where c.counts is not null and (g.grain = 'month' or s.scope not like 'agency:%%')"""  # noqa: S608  # constants
FILL_ENTRIES = """
insert into figure_entries_{name}
    (report, measure, day, until, agency, unit, province, class, category, channel)
select 'BENCH-' || n, m.measure, %(last)s::date - (random() * 729)::integer, null, 'A' || n %% 500, 'layanan',
       (%(provinces)s::text[])[1 + n %% 38], 'complaint', 'kesehatan', 'web'
from generate_series(1, %(reports)s) as n,
     (values ('received'), ('verifications'), ('first_answers'), ('answered_without_reply')) as m(measure)"""


async def figures() -> None:
    """Prints each page's times with both sets, their ratios, and the plans."""
    async with product("tuntas-bench-") as (settings, _, office):
        cookie = await sign_in(office, "pusat")
        async with await AsyncConnection.connect(settings.database_url, autocommit=True) as connection:
            for name, reports in SIZES.items():
                await _fill(connection, name, reports)
            with Connection(office.port) as http:
                for page, path in PAGES.items():
                    print_line(bench=page, **await _compare(connection, http, path, cookie))
            for name in SIZES:
                await _change_places(connection, name, is_shown=True)
                print_line(bench="plan_national", set=name, plan=await _explain(connection))
                await _change_places(connection, name, is_shown=False)


async def _fill(connection: AsyncConnection, name: str, reports: int) -> None:
    last = datetime.now(UTC).date()
    values = {
        "reports": reports,
        "last": last,
        "first": last - timedelta(days=729),
        "provinces": _provinces(),
    }
    for table in TABLES:
        await connection.execute(f"create table {table}_{name} (like {table} including all)".encode())
    await connection.execute(FILL_COUNTS.format(name=name).encode(), values)
    await connection.execute(FILL_ENTRIES.format(name=name).encode(), values)
    for table in TABLES:
        await connection.execute(f"vacuum analyze {table}_{name}".encode())


def _provinces() -> Sequence[str]:
    return [code for code in REGIONS if code != "ID"]


async def _change_places(connection: AsyncConnection, name: str, *, is_shown: bool) -> None:
    """Gives the set the tables' names, or takes them from it."""
    async with connection.transaction():
        for table in TABLES:
            kept, shown = (f"{table}_kept", f"{table}_{name}")
            steps = [(table, kept), (shown, table)] if is_shown else [(table, shown), (kept, table)]
            for old, new in steps:
                await connection.execute(f"alter table {old} rename to {new}".encode())


async def _compare(
    connection: AsyncConnection, http: Connection, path: str, cookie: str
) -> dict[str, float | int]:
    seconds: dict[str, list[float]] = {name: [] for name in SIZES}
    for turn in range(2 * ROUNDS):
        name = list(SIZES)[(turn + turn // 2) % 2]
        await _change_places(connection, name, is_shown=True)
        # The first ones plan their statements anew, since these are other tables.
        times = [await _seconds(http, path, cookie) for _ in range(WARMING + REQUESTS)]
        seconds[name] += times[WARMING:]
        await _change_places(connection, name, is_shown=False)
    told: dict[str, float | int] = {}
    for name, times in seconds.items():
        told |= {f"{name}_p50_ms": _ms(median(times)), f"{name}_p99_ms": _ms(quantiles(times, n=100)[98])}
    told["p50_ratio"] = round(median(seconds["large"]) / median(seconds["small"]), 2)
    told["p99_ratio"] = round(
        quantiles(seconds["large"], n=100)[98] / quantiles(seconds["small"], n=100)[98], 2
    )
    return told


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


async def _seconds(http: Connection, path: str, cookie: str) -> float:
    begun = time.perf_counter()
    status, answer = await http.send("GET", path, Cookie=cookie)
    assert status == 200, answer
    return time.perf_counter() - begun


async def _explain(connection: AsyncConnection) -> list[str]:
    """The plan of the counts of the nation for this year, as PostgreSQL writes it."""
    today = datetime.now(UTC).date()
    values = {
        "scopes": ["nation"],
        "dimension": "all",
        "names": [each.value for each in Measure],
        "valued": [each.value for each in measures_of(each for each in FIGURES if each.is_of_values)],
        "first": today.replace(month=1, day=1),
        "last": today,
        "since": date.min,
        "start": today.replace(month=1, day=1),
        "stop": add_months(today.replace(day=1), 1),
    }
    cursor = await connection.execute(f"explain (analyze, buffers) {COUNTS}".encode(), values)
    return [line for (line,) in await cursor.fetchall()]
