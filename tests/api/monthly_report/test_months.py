"""Which days a report is of, and which it compares them with."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answers.problems import Malformed
from api.monthly_report.asking import resolve_month
from records.figures.periods import Period, add_months

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@given(DAYS, st.integers(0, 400))
def test_a_month_that_is_over_is_compared_with_whole_months(day: date, later: int) -> None:
    today = add_months(day.replace(day=1), 1) + timedelta(days=later)
    months = resolve_month(f"{day:%Y-%m}", today)
    assert months.is_over
    assert months.now.is_months
    assert months.before == months.now.before()
    assert months.year_before.is_months
    assert months.year_before.first == months.now.first.replace(year=day.year - 1)


@given(DAYS)
def test_a_month_under_way_is_compared_with_the_same_days(today: date) -> None:
    months = resolve_month(f"{today:%Y-%m}", today)
    assert not months.is_over
    assert months.now == Period(today.replace(day=1), today)
    for earlier in (months.before, months.year_before):
        assert earlier.first.day == 1
        assert earlier.last < months.now.first
        is_last_day = (today + timedelta(days=1)).day == 1
        assert earlier.is_months if is_last_day else earlier.last.day in {today.day, 28, 29, 30}


def test_the_last_day_of_a_month_is_not_its_end() -> None:
    assert not resolve_month("2026-11", date(2026, 11, 30)).is_over
    assert resolve_month("2026-11", date(2026, 12, 1)).is_over
    assert resolve_month("2027-03", date(2027, 3, 30)).before.last == date(2027, 2, 28)


@pytest.mark.parametrize("month", ["2026-12", "2199-12", "1945-07", "1900-01"])
def test_months_that_have_not_begun_or_are_too_early_are_refused(month: str) -> None:
    with pytest.raises(Malformed) as refused:
        resolve_month(month, date(2026, 11, 30))
    assert refused.value.members["errors"][0]["field"] == "month"
