"""Counting for many days at once: the same answers as one by one, whatever the calendar and however far."""

from base64 import urlsafe_b64encode
from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import Snapshot, shipped_decrees
from calendars.calendar import Calendar, calendar_for
from tests.bench.bulk_calendar import as_array, between_each, due_each

ONE_DAY = timedelta(days=1)
MONDAY = np.datetime64("2026-11-23")


@pytest.fixture(scope="module")
def national() -> Snapshot:
    """The country's calendar over the years that decrees have settled."""
    return _calendar("ID").snapshot(1, date(2024, 1, 1), date(2027, 12, 31))


def _calendar(region: str) -> Calendar:
    return calendar_for(region, shipped_decrees(), date(2026, 11, 24))


def around(day: date, reach: int = 366) -> st.SearchStrategy[date]:
    """Days at most `reach` from `day`, as far as the calendar goes."""
    first, last = max(day.toordinal() - reach, 1), min(day.toordinal() + reach, date.max.toordinal())
    return st.integers(first, last).map(date.fromordinal)


@st.composite
def counts(draw: st.DrawFn) -> tuple[Snapshot, list[date]]:
    """A calendar whose horizon lies anywhere, with any days in it or none at all, and days near and far."""
    first = draw(st.dates() | around(date(2025, 1, 1)))
    bitmap = draw(st.binary(max_size=40))
    after = date.fromordinal(min(first.toordinal() + 8 * len(bitmap), date.max.toordinal()))
    day = around(first, 3) | around(after, 3) | around(first) | st.dates()
    days = draw(st.lists(day, min_size=1, max_size=20))
    return Snapshot("ID", "Asia/Jakarta", 1, first, urlsafe_b64encode(bitmap).decode()), days


BUDGETS = st.lists(st.integers(0, 400), min_size=1, max_size=5)
FAR = st.integers(0, 10 * date.max.toordinal())


@given(counts(), BUDGETS)
def test_every_clock_is_due_when_counting_it_alone_says(
    count: tuple[Snapshot, list[date]], budgets: list[int]
) -> None:
    snapshot, days = count
    starts = [day for day in days if day.year < 9990]  # a clock may not lapse after 9999
    found = due_each(snapshot, as_array(starts)[:, np.newaxis], np.array(budgets))
    assert found.tolist() == [[snapshot.add(start, budget) for budget in budgets] for start in starts]


@given(counts(), FAR)
def test_a_clock_of_any_length_is_due_as_alone_or_refused_as_alone(
    count: tuple[Snapshot, list[date]], budget: int
) -> None:
    snapshot, [start, *_] = count
    try:
        alone = snapshot.add(start, budget)
    except (OverflowError, ValueError):
        with pytest.raises(ValueError, match="after the year 9999"):
            due_each(snapshot, np.datetime64(start), budget)
    else:
        assert due_each(snapshot, np.datetime64(start), budget).tolist() == alone


@given(counts())
def test_between_any_two_days_lie_as_many_as_counting_them_alone_says(
    count: tuple[Snapshot, list[date]],
) -> None:
    snapshot, days = count
    found = between_each(snapshot, as_array(days)[:, np.newaxis], as_array(days))
    assert found.tolist() == [[snapshot.between(after, until) for until in days] for after in days]


@pytest.mark.parametrize("region", ["ID", "ID-AC"])
def test_ten_thousand_clocks_of_a_real_calendar_are_due_as_one_by_one(region: str) -> None:
    random = Random(18)
    snapshot = _calendar(region).snapshot(1, date(2024, 1, 1), date(2027, 12, 31))
    starts = [date(2023, 10, 1) + random.randrange(1_700) * ONE_DAY for _ in range(10_000)]
    budgets = [random.randrange(80) for _ in starts]
    dues = due_each(snapshot, as_array(starts), np.array(budgets))
    assert dues.tolist() == list(map(snapshot.add, starts, budgets))
    assert between_each(snapshot, as_array(starts), dues).tolist() == budgets


def test_shapes_broadcast_as_numpys_own_do(national: Snapshot) -> None:
    starts, budgets = MONDAY + np.arange(6).reshape(2, 1, 3), np.arange(4, dtype=np.uint8)[:, np.newaxis]
    assert due_each(national, starts, budgets).shape == np.busday_offset(starts, budgets, "preceding").shape
    assert due_each(national, MONDAY, 5).tolist() == date(2026, 11, 30)
    assert due_each(national, starts[:0], 5).shape == (0, 1, 3)
    assert between_each(national, starts, MONDAY).shape == np.busday_count(starts, MONDAY).shape
    assert between_each(national, MONDAY, starts[:0]).size == 0


def test_the_last_day_there_is_can_be_due_and_none_after_it(national: Snapshot) -> None:
    eve = np.datetime64("9999-12-30")
    assert due_each(national, eve, 1).tolist() == national.add(date(9999, 12, 30), 1) == date.max
    with pytest.raises(ValueError, match="after the year 9999"):
        due_each(national, as_array([date(2026, 11, 23), date.max]), 1)


def test_dates_come_back_from_an_array_as_they_went() -> None:
    dates = [date.min, date(1969, 12, 31), date(1970, 1, 1), date(2026, 11, 23), date.max]
    assert as_array(dates).dtype == np.dtype("datetime64[D]")
    assert as_array(dates).tolist() == dates
    assert as_array([]).size == 0


@pytest.mark.parametrize(
    ("starts", "days", "error", "says"),
    [
        (np.array([MONDAY, "NaT"], "datetime64[D]"), 1, ValueError, "NaT is no day"),
        (MONDAY, np.array([1, -3]), ValueError, "forwards only, not -3"),
        (np.array([MONDAY] * 3), np.array([1, 2]), ValueError, r"shapes \(3,\) \(2,\)"),
        (np.datetime64("0000-12-31"), 1, ValueError, "0000-12-31 lies outside the years 1 to 9999"),
        (np.array(["10000-01-01"], "datetime64[D]"), 0, ValueError, "10000-01-01 lies outside"),
        (np.datetime64(2**63 - 1, "D"), 0, ValueError, "lies outside"),
        (MONDAY, 2**63 - 1, ValueError, "after the year 9999"),
        (MONDAY, 2**63, TypeError, "at most 64 bits, not uint64"),
        (MONDAY, 1.0, TypeError, "whole numbers of at most 64 bits, not float64"),
        (MONDAY.astype("datetime64[s]"), 1, TypeError, r"must be datetime64\[D\], not datetime64\[s\]"),
        (np.array([20_000]), 1, TypeError, r"must be datetime64\[D\], not int64"),
    ],
)
def test_what_is_no_day_or_no_number_of_days_is_refused(
    national: Snapshot, starts: Any, days: Any, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        due_each(national, starts, days)


@pytest.mark.parametrize(
    ("after", "until", "error", "says"),
    [
        (MONDAY, np.datetime64("NaT", "D"), ValueError, "NaT is no day"),
        (np.datetime64("0000-12-31"), MONDAY, ValueError, "lies outside the years 1 to 9999"),
        (np.array([MONDAY] * 3), np.array([MONDAY] * 2), ValueError, r"shapes \(2,\) \(3,\)"),
        (MONDAY, "2026-11-24", TypeError, r"must be datetime64\[D\], not <U10"),
    ],
)
def test_what_is_no_day_is_refused_in_counting_too(
    national: Snapshot, after: Any, until: Any, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        between_each(national, after, until)


def test_a_broken_bitmap_is_an_error_here_too() -> None:
    with pytest.raises(ValueError, match="base64"):
        due_each(Snapshot("ID", "Asia/Jakarta", 0, date(2025, 1, 1), "*not*a*bitmap*"), MONDAY, 1)
