"""Counting working days, against published due dates and against a slow count of one day at a time."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import Snapshot, due
from calendars.calendar import Calendar

ONE_DAY = timedelta(days=1)
FIRST = date(2025, 1, 1)


def counts(working: set[date], first: date, last: date, day: date) -> bool:
    return day in working if first <= day <= last else day.isoweekday() <= 5


def slow_add(is_working: Callable[[date], bool], day: date, n: int) -> date:
    while n:
        day += ONE_DAY
        n -= is_working(day)
    return day


def slow_between(is_working: Callable[[date], bool], after: date, until: date) -> int:
    return sum(is_working(after + n * ONE_DAY) for n in range(1, (until - after).days + 1))


@st.composite
def horizons(draw: st.DrawFn) -> tuple[set[date], int]:
    """A horizon from FIRST of so many days, and an arbitrary set of working days in it."""
    flags = draw(st.lists(st.booleans(), max_size=200))
    return {FIRST + n * ONE_DAY for n, flag in enumerate(flags) if flag}, len(flags)


def snapshot(working: set[date], width: int) -> Snapshot:
    last = FIRST + (width - 1) * ONE_DAY
    return Snapshot.covering(
        "ID", "Asia/Jakarta", 1, FIRST, last, lambda day: counts(working, FIRST, last, day)
    )


NEAR = st.dates(FIRST - timedelta(days=60), FIRST + timedelta(days=300))
BUDGETS = st.integers(0, 150)


@pytest.mark.parametrize(
    ("start", "dues"),
    [
        ("2025-03-24", ["2025-03-27", "2025-04-09", "2025-04-16", "2025-04-23", "2025-07-08"]),
        ("2025-08-14", ["2025-08-20", "2025-08-22", "2025-08-29", "2025-09-04", "2025-11-10"]),
        ("2026-03-16", ["2026-03-26", "2026-03-30", "2026-04-07", "2026-04-13", "2026-06-25"]),
        ("2026-05-25", ["2026-06-02", "2026-06-04", "2026-06-11", "2026-06-18", "2026-08-24"]),
        ("2026-12-21", ["2026-12-28", "2026-12-30", "2027-01-08", "2027-01-14", "2027-04-01"]),
        ("2027-03-04", ["2027-03-17", "2027-03-19", "2027-03-30", "2027-04-05", "2027-06-16"]),
    ],
)
def test_clocks_across_the_long_holidays_are_due_on_the_known_days(
    national: Snapshot, start: str, dues: list[str]
) -> None:
    found = [due(national, date.fromisoformat(start), days).isoformat() for days in (3, 5, 10, 14, 60)]
    assert found == dues


@pytest.mark.parametrize(("year", "count"), [(2024, 238), (2025, 237), (2026, 240), (2027, 242)])
def test_each_settled_year_has_its_number_of_working_days(national: Snapshot, year: int, count: int) -> None:
    assert national.between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_ten_thousand_random_counts_equal_the_slow_count(calendar: Callable[..., Calendar]) -> None:
    random = Random(20250814)
    aceh = calendar("ID-AC")
    first, last = date(2024, 1, 1), date(2027, 12, 31)
    fast = aceh.snapshot(1, first, last)
    assert fast.last >= last

    def is_working(day: date) -> bool:
        return aceh.is_working_day(day) if first <= day <= fast.last else day.isoweekday() <= 5

    for _ in range(10_000):
        start = date(2023, 10, 1) + random.randrange(1_700) * ONE_DAY
        budget = random.choice((random.randrange(8), random.randrange(80)))
        found = fast.add(start, budget)
        assert found == slow_add(is_working, start, budget), (start, budget)
        assert fast.between(start, found) == slow_between(is_working, start, found) == budget


@given(horizons(), NEAR, BUDGETS)
def test_any_horizon_counts_as_the_slow_count_does(
    horizon: tuple[set[date], int], day: date, budget: int
) -> None:
    working, width = horizon
    fast = snapshot(working, width)

    def is_working(each: date) -> bool:
        return counts(working, FIRST, FIRST + (width - 1) * ONE_DAY, each)

    assert fast.is_working_day(day) == is_working(day)
    assert fast.add(day, budget) == slow_add(is_working, day, budget)
    assert fast.next_working_day(day) == slow_add(is_working, day, 1)
    assert fast.between(FIRST, day) == slow_between(is_working, FIRST, day)


@given(horizons(), NEAR, BUDGETS)
def test_a_bigger_budget_is_never_due_earlier(horizon: tuple[set[date], int], day: date, budget: int) -> None:
    fast = snapshot(*horizon)
    assert fast.add(day, budget) < fast.add(day, budget + 1)


@given(horizons(), NEAR, NEAR, BUDGETS)
def test_a_later_start_is_never_due_earlier(
    horizon: tuple[set[date], int], one: date, other: date, budget: int
) -> None:
    fast = snapshot(*horizon)
    assert fast.add(min(one, other), budget) <= fast.add(max(one, other), budget)


@given(horizons(), NEAR, BUDGETS, st.data())
def test_one_more_non_working_day_makes_nothing_due_earlier(
    horizon: tuple[set[date], int], day: date, budget: int, data: st.DataObject
) -> None:
    working, width = horizon
    lost = data.draw(st.sampled_from(sorted(working))) if working else None
    assert snapshot(working, width).add(day, budget) <= snapshot(working - {lost}, width).add(day, budget)


@given(horizons(), NEAR, BUDGETS)
def test_between_undoes_add_and_add_undoes_between(
    horizon: tuple[set[date], int], day: date, budget: int
) -> None:
    fast = snapshot(*horizon)
    working_day = fast.next_working_day(day)
    assert fast.between(day, fast.add(day, budget)) == budget
    assert fast.add(day, fast.between(day, working_day)) == working_day


@given(horizons(), st.tuples(NEAR, NEAR, NEAR))
def test_stretches_add_up(horizon: tuple[set[date], int], days: tuple[date, date, date]) -> None:
    fast = snapshot(*horizon)
    a, b, c = sorted(days)
    assert fast.between(a, b) + fast.between(b, c) == fast.between(a, c)


def test_nothing_lies_between_a_day_and_itself_or_one_before(national: Snapshot) -> None:
    monday = date(2026, 11, 23)
    assert national.between(monday, monday) == 0
    assert national.between(monday, monday - 7 * ONE_DAY) == 0


def test_no_working_days_on_is_the_day_itself_even_a_sunday(national: Snapshot) -> None:
    assert national.add(date(2026, 11, 22), 0) == date(2026, 11, 22)


def test_counting_backwards_is_refused(national: Snapshot) -> None:
    with pytest.raises(ValueError, match="forwards"):
        national.add(date(2026, 11, 23), -1)


@pytest.mark.parametrize(
    ("start", "days", "due_on"),
    [
        (date(2024, 12, 31), 1, date(2025, 1, 2)),
        (date(2025, 12, 24), 3, date(2025, 12, 31)),
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2026, 12, 31), 2, date(2027, 1, 6)),
    ],
)
def test_a_year_ends_without_a_gap(national: Snapshot, start: date, days: int, due_on: date) -> None:
    assert due(national, start, days) == due_on


def test_a_clock_longer_than_the_horizon_goes_on_by_mondays_to_fridays(
    calendar: Callable[..., Calendar],
) -> None:
    short = calendar().snapshot(1, date(2026, 12, 1), date(2026, 12, 31))
    assert short.last == date(2027, 1, 1)
    assert short.add(short.last, 60) == date(2027, 3, 26), "12 weeks of 5 days, the holidays unknown"
    assert short.add(date(2026, 12, 23), 60) == date(2027, 3, 22), "4 days within the horizon, 56 after it"
    assert short.is_working_day(date(2027, 3, 10))
    assert short.is_working_day(date(2026, 11, 30))
    assert short.add(date(2026, 11, 20), 8) == date(2026, 12, 2)
