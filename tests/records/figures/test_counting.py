"""Counters are what a naive recount of the facts says, whatever happens while they are counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from records.database import Pool, pool_of, rows
from records.figures import counting
from records.figures.counting import count_due_reports, read_counted_until
from records.figures.definitions import FIGURES
from records.figures.periods import Period
from records.figures.reading import Line, read_figures, read_months
from records.figures.recount import recount
from records.figures.scopes import (
    CENTRE,
    NATION,
    Dimension,
    Scope,
    agency_scope,
    province_scope,
    unit_scope,
)
from records.figures.values import Counts, evaluate
from records.migrations.apply import migrate
from tests.evidence.ledger.scene import by_force
from tests.histories.golden import load, names
from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.figures.recount import events_by_day, overdue_on, status_on
from tests.procedure.scene import wib
from tests.records.samples import record
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.case import Case
from workflows.procedure.model.facts import Fact, chain_fact
from workflows.procedure.outputs.record_batch import build_batch

ONE_DAY = timedelta(days=1)
SCOPES = [
    NATION, CENTRE, agency_scope("kemenkes"), agency_scope("pemprov-aceh"), agency_scope("nobody"),
    unit_scope("kemenkes", "layanan"), province_scope("ID-AC"), province_scope("-"),
]  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A report's facts with the case after each."""

    report: str
    facts: Sequence[Fact]
    cases: Sequence[Case]


async def add(pool: Pool, facts: Sequence[Fact]) -> Told:
    """Records the facts as their report sends them."""
    steps = list(fold_steps(facts))
    await record(pool, build_batch(steps[-1][0], steps))
    return Told(steps[-1][0].tracking_number, facts, [case for case, _ in steps])


async def _empty(pool: Pool) -> None:
    tables = "recorded_facts, superseded, reports, declines, tasks, lapses, messages"
    await by_force(pool, f"truncate {tables}, figure_dues, figure_entries, figure_counts")


@pytest.fixture(scope="module")
async def counted(make_database: Callable[[str], str]) -> AsyncIterator[tuple[Pool, list[Told]]]:
    """A database of its own with all golden histories and a few reports more, on record and counted."""
    url = make_database("counted")
    await asyncio.to_thread(migrate, url)
    async with pool_of(url) as pool:
        yield pool, await _record_all(pool)


async def _record_all(pool: Pool) -> list[Told]:
    histories = [[Fact.of_wire(each) for each in golden.facts] for name in names() for golden in load(name)]
    late = at_unit(number="LPR-L")
    late.wait(wib("2026-11-20 10:00")).do("respond", outcome="redirected")
    histories += [late.facts, answered(number="LPR-A", class_="information").facts]
    kept = {facts[0].data["tracking_number"]: facts for facts in histories}
    made = [await add(pool, facts) for facts in kept.values()]
    assert await count_due_reports(pool) >= len(made)
    return made


def _is_of(scope: Scope, told: Told, agency: str | None, unit: str | None) -> bool:
    place = told.cases[0].submitted.form["place"]
    province = (place["region"] if place else None) or "-"
    match scope.kind:
        case "nation":
            return True
        case "province":
            return scope.province == province
        case "centre":
            return agency is None
        case "agency":
            return scope.agency == agency
    return (scope.agency, scope.unit) == (agency, unit)


def _values(told: Told, seen: Any, by: Dimension | None) -> str:
    if by is None:
        return ""
    channel = told.cases[0].submitted.form["channel"]
    of = {"class": seen.report_class, "category": seen.category or "", "channel": channel}
    return str(of[by.value])


def _recounted(all_: Sequence[Told], scope: Scope, period: Period, by: Dimension | None) -> dict[str, Any]:
    stock: dict[str, Counter[str]] = {}
    events: dict[str, Counter[str]] = {}
    for told in all_:
        for held in (f(period.last, told.cases, told.facts) for f in (status_on, overdue_on)):
            if held and _is_of(scope, told, held.agency, held.unit):
                stock.setdefault(_values(told, held, by), Counter())[held.measure] += 1
        for day, happened in events_by_day(told.cases, told.facts).items():
            for (seen, value), n in happened.items():
                if period.first <= day <= period.last and _is_of(scope, told, seen.agency, seen.unit):
                    counts = events.setdefault(_values(told, seen, by), Counter())
                    counts[seen.measure] += n
                    counts[f"{seen.measure}:{value}"] += n if value is not None else 0
    empty: Counts = Counter()
    values = stock.keys() | events.keys() if by else {""}
    return {value: evaluate(stock.get(value, empty), events.get(value, empty)) for value in sorted(values)}


def _days(all_: Sequence[Told]) -> list[date]:
    return sorted({(fact.at + timedelta(hours=7)).date() for told in all_ for fact in told.facts})


def _periods(days: Sequence[date]) -> Iterator[Period]:
    first, last = days[0], days[-1]
    yield from (Period(day, day) for day in days)
    yield from (Period(first, day) for day in days)
    yield from (Period(day.replace(day=1), last) for day in days[::3])
    yield from (each for month in days[::3] for each in list(Period(month, last).months())[:1])
    yield Period(first - 400 * ONE_DAY, last + 400 * ONE_DAY)
    yield Period(first - 400 * ONE_DAY, first - ONE_DAY)


async def test_figures_of_every_scope_and_breakdown_on_every_day_are_those_of_a_naive_recount(
    counted: tuple[Pool, list[Told]],
) -> None:
    pool, told = counted
    for n, period in enumerate(dict.fromkeys(_periods(_days(told)))):
        # Each period with one breakdown, so that all of them meet all kinds of periods.
        by = (None, *Dimension)[n % 4]
        found: dict[Scope, dict[str, Line]] = {scope: {} for scope in SCOPES}
        for scope in SCOPES if by else []:
            for line in await read_figures(pool, [scope], period, by=by):
                found[scope][line.value] = line
        for line in await read_figures(pool, SCOPES, period) if by is None else []:
            found[line.scope][line.value] = line
        for scope in SCOPES:
            shown = {value: line.figures for value, line in found[scope].items()}
            assert shown == _recounted(told, scope, period, by), (scope.code, period, by)


async def test_months_are_the_figures_of_each_month(counted: tuple[Pool, list[Told]]) -> None:
    pool, told = counted
    days = _days(told)
    lines = await read_months(pool, [NATION, CENTRE], days[0], days[-1])
    assert len(lines) == 2 * Period(days[0], days[-1]).count_months()
    for line in lines:
        assert line.period.is_months
        assert [line] == await read_figures(pool, [line.scope], line.period)


async def test_parts_add_up_to_all_reports(counted: tuple[Pool, list[Told]]) -> None:
    pool, told = counted
    for day in _days(told):
        for line in await read_figures(pool, SCOPES, Period(day, day)):
            wholes = {each.part_of for each in FIGURES if each.part_of}
            for whole in wholes:
                parts = [line.figures[each.code].count for each in FIGURES if each.part_of == whole]
                assert sum(parts) == line.figures[whole].count
            if line.scope == NATION:
                received = sum(status_on(day, each.cases, each.facts) is not None for each in told)
                assert line.figures["total"].count == received


async def test_what_is_open_changes_by_what_came_in_was_closed_and_was_reopened(
    counted: tuple[Pool, list[Told]],
) -> None:
    pool, told = counted
    was_open = 0
    for day in _days(told):
        (line,) = await read_figures(pool, [NATION], Period(day, day))
        count = {code: value.count for code, value in line.figures.items()}
        was_open += count["received"] + count["reopenings"] - count["closings"]
        assert count["open"] == was_open
        assert count["overdue"] <= count["open"]
    assert was_open > 0


async def test_counting_again_changes_nothing(counted: tuple[Pool, list[Told]]) -> None:
    pool, told = counted
    before = await _counted(pool)
    await rows(pool, "insert into figure_dues (report) select report from reports, generate_series(1, 3)")
    assert await count_due_reports(pool) == 3 * len(told)
    assert await _counted(pool) == before
    assert [each async for each in recount(pool, check=True)] == []


async def _counted(pool: Pool) -> Any:
    counts = """select * from figure_counts where counts <> '{}'
                order by scope, dimension, grain, starts_on, value"""
    return await rows(pool, "select * from figure_entries order by id"), await rows(pool, counts)


class Killed(Exception):
    """Whoever counted is gone."""


@pytest.mark.parametrize("step", ["FORGET", "ADD", "MOVE", "compare"])
async def test_a_kill_in_the_middle_leaves_nothing_half_counted(
    pool: Pool, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    await _empty(pool)
    play = at_agency(number="LPR-K")
    play.wait(wib("2026-10-20 10:00"))
    await add(pool, play.facts)
    await count_due_reports(pool)
    before = await _counted(pool)
    play.wait(wib("2026-10-21 10:00")).do("dispose")
    await add(pool, play.facts)
    with monkeypatch.context() as patched:
        if step == "compare":
            patched.setattr(counting, "compare", _killed)
        else:
            patched.setattr(counting, step, "select 1/0")
        with pytest.raises(Exception, match=r"division by zero|gone|parameters|placeholders"):
            await count_due_reports(pool)
    assert await _counted(pool) == before
    assert await rows(pool, "select id from figure_dues")
    await count_due_reports(pool)
    assert [each async for each in recount(pool, check=True)] == []
    agency, unit = agency_scope("kemenkes"), unit_scope("kemenkes", "layanan")
    counts = {}
    for day in (date(2026, 10, 20), date(2026, 10, 21)):
        for line in await read_figures(pool, [agency, unit], Period(day, day)):
            codes = ("unanswered", "undisposed", "overdue")
            counts[line.scope, day.day] = tuple(line.figures[code].count for code in codes)
    assert counts == {
        (agency, 20): (0, 1, 1),
        (unit, 20): (0, 0, 0),
        (agency, 21): (1, 0, 1),
        (unit, 21): (1, 0, 1),
    }


async def _killed(*_: object) -> None:
    raise Killed("gone")


async def test_facts_that_the_engine_discarded_are_taken_back(pool: Pool) -> None:
    await _empty(pool)
    play = at_unit(number="LPR-S")
    await add(pool, play.facts)
    await count_due_reports(pool)
    again = [*play.facts[:-1], _written_anew(play, "umum")]
    await add(pool, again)
    assert await count_due_reports(pool) > 0
    day = Period(date(2026, 10, 5), date(2026, 10, 5))
    units = [unit_scope("kemenkes", "layanan"), unit_scope("kemenkes", "umum")]
    old, new = await read_figures(pool, units, day)
    assert (old.figures["dispositions"].count, old.figures["unanswered"].count) == (0, 0)
    assert (new.figures["dispositions"].count, new.figures["unanswered"].count) == (1, 1)
    assert [each async for each in recount(pool, check=True)] == []


def _written_anew(play: Play, unit: str) -> Fact:
    last = play.facts[-1]
    later = last.recorded_at + ONE_DAY
    return chain_fact(
        last.number, last.at, later, last.actor, last.kind, {**last.data, "unit": unit}, last.previous
    )


@pytest.mark.parametrize(("kind", "error"), [("submitted", "KeyError"), ("of_a_newer_release", "ValueError")])
async def test_a_report_whose_facts_make_no_sense_is_named_and_stops_nobody(
    pool: Pool, kind: str, error: str
) -> None:
    await _empty(pool)
    good = at_agency(number="LPR-G")
    await add(pool, good.facts)
    statement = """
        insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
        values ('LPR-B', 1, now(), now(), %s, '{"role": "system", "id": "x"}', '{}', '', 'x')"""
    await rows(pool, statement, [kind])
    await rows(
        pool,
        """insert into reports select (jsonb_populate_record(r, '{"report": "LPR-B"}')).*
                        from reports as r where report = 'LPR-G'""",
    )
    assert await count_due_reports(pool) == 2
    found = [each async for each in recount(pool, check=True)]
    assert [(each.what, each.of, each.detail) for each in found] == [("uncountable", "LPR-B", error)]


async def test_a_recount_names_what_somebody_changed_and_puts_it_right(
    counted: tuple[Pool, list[Told]],
) -> None:
    pool, _ = counted
    before = (await _counted(pool))[1]
    await rows(pool, "delete from figure_entries where report = 'LPR-L' and measure = 'redirections'")
    await rows(
        pool,
        """update figure_counts set counts = counts || '{"received": 7}'
                        where (scope, dimension, grain) = ('nation', 'all', 'month')""",
    )
    found = [each async for each in recount(pool, check=True)]
    assert {each.what for each in found} == {"report", "counter"}
    assert [each.detail for each in found if each.of == "LPR-L"] == ["lacks 1 entries, has 0 wrong ones"]
    assert any("received is 7, not" in each.detail for each in found)
    assert [each async for each in recount(pool, check=False)]
    assert [each async for each in recount(pool, check=True)] == []
    assert (await _counted(pool))[1] == before


async def test_up_to_which_instant_is_counted_is_when_the_oldest_that_waits_was_recorded(pool: Pool) -> None:
    await _empty(pool)
    begun = datetime.now(UTC)
    assert await read_counted_until(pool) >= begun
    await rows(
        pool, "insert into figure_dues (report, queued_at) values ('LPR-W', now() - interval '1 hour')"
    )
    assert await read_counted_until(pool) <= begun - timedelta(minutes=59)


async def test_a_report_whose_first_facts_are_not_on_record_waits_for_them(pool: Pool) -> None:
    await _empty(pool)
    play = at_unit(number="LPR-P")
    await add(pool, play.facts)
    await by_force(pool, "delete from recorded_facts where report = 'LPR-P' and number = 1")
    await count_due_reports(pool)
    assert await rows(pool, "select id from figure_entries") == []
    assert [each async for each in recount(pool, check=True)] == []
