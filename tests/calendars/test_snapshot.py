"""The snapshot as it travels: its forms, its horizon, and what can't change it."""

import subprocess
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta

import holidays
import pytest
from pydantic import TypeAdapter

from calendars import Snapshot, shipped_decrees
from calendars.base import national_days
from calendars.calendar import Calendar, calendar_for, horizon

SNAPSHOT = TypeAdapter(Snapshot)
ONE_DAY = timedelta(days=1)


def test_it_comes_back_from_json_as_it_went(national: Snapshot) -> None:
    assert Snapshot.of_wire(national.wire()) == national
    assert SNAPSHOT.validate_json(SNAPSHOT.dump_json(national)) == national
    assert SNAPSHOT.dump_python(national, mode="json") == national.wire()


def test_its_wire_form_is_plain_json(national: Snapshot) -> None:
    short = calendar_week()
    assert short.wire() == {
        "region": "ID",
        "zone": "Asia/Jakarta",
        "version": 7,
        "first": "2026-11-23",
        "days": "-Q==",  # Monday to Friday 1, weekend 0, Monday 1
    }
    assert set(national.wire()) == {*short.wire(), "named"}


def calendar_week() -> Snapshot:
    monday = date(2026, 11, 23)
    return Snapshot.covering("ID", "Asia/Jakarta", 7, monday, monday, lambda day: day.isoweekday() <= 5)


def test_the_bitmap_reads_from_the_highest_bit(national: Snapshot) -> None:
    bits = "".join(f"{byte:08b}" for byte in urlsafe_b64decode(national.days))
    days = [national.first + n * ONE_DAY for n in range(len(bits))]
    assert [day for day, bit in zip(days, bits, strict=True) if bit == "1"] == [
        day for day in days if national.is_working_day(day)
    ]
    assert days[-1] == national.last


@pytest.mark.parametrize("asked", range(1, 26))
def test_the_horizon_holds_true_days_only_also_where_it_fills_a_byte(
    calendar: Callable[..., Calendar], asked: int
) -> None:
    first = date(2025, 3, 20)
    country = calendar()
    snapshot = country.snapshot(1, first, first + (asked - 1) * ONE_DAY)
    assert 0 <= (snapshot.last - first).days + 1 - asked < 8
    for day in country.days(first, snapshot.last):
        assert snapshot.is_working_day(day.date) == day.working


@pytest.mark.parametrize("last", [date(2024, 12, 31), date(2020, 1, 1)])
def test_an_empty_horizon_is_mondays_to_fridays(calendar: Callable[..., Calendar], last: date) -> None:
    empty = calendar().snapshot(0, date(2025, 1, 1), last)
    assert empty.days == ""
    assert empty.last == date(2024, 12, 31)
    assert empty.add(date(2024, 12, 31), 5) == date(2025, 1, 7)


def test_a_broken_bitmap_is_an_error_not_another_calendar() -> None:
    with pytest.raises(ValueError, match="base64"):
        Snapshot("ID", "Asia/Jakarta", 0, date(2025, 1, 1), "*not*a*bitmap*").add(date(2025, 1, 1), 1)


def test_it_can_not_be_altered(national: Snapshot) -> None:
    with pytest.raises(FrozenInstanceError):
        national.days = ""  # type: ignore[misc]  # refused by the type too


def test_four_years_with_all_their_names_take_less_than_2_kb_of_json(national: Snapshot) -> None:
    assert len(SNAPSHOT.dump_json(national)) < 2000
    assert len(SNAPSHOT.dump_json(replace(national, named=""))) < 360


def test_its_usual_horizon_reaches_years_ahead() -> None:
    assert horizon(date(2026, 11, 24)) == (date(2025, 1, 1), date(2029, 12, 31))


@pytest.fixture
def one_more_holiday(monkeypatch: pytest.MonkeyPatch) -> date:
    """The package `holidays` as a later version may be: it knows of one more day, a Tuesday."""
    extra = date(2026, 12, 1)
    real = holidays.country_holidays

    def patched(*args: object, **kwargs: object) -> dict[date, str]:
        return {**real(*args, **kwargs), extra: "Hari Baru"}  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr(holidays, "country_holidays", patched)
    return extra


def test_one_more_holiday_in_the_package_changes_no_snapshot(
    national: Snapshot, one_more_holiday: date
) -> None:
    before = [national.add(one_more_holiday - 3 * ONE_DAY, n) for n in range(60)]
    national_days.cache_clear()
    try:
        assert one_more_holiday in national_days(2026), "the package does know the day now"
        again = SNAPSHOT.validate_json(SNAPSHOT.dump_json(national))
        assert again.is_working_day(one_more_holiday)
        assert [again.add(one_more_holiday - 3 * ONE_DAY, n) for n in range(60)] == before
        renewed = calendar_for("ID", shipped_decrees(), date(2026, 11, 24))
        assert renewed.snapshot(1, date(2024, 1, 1), date(2027, 12, 31)) == national, "the SKB settles 2026"
    finally:
        national_days.cache_clear()


def test_importing_the_package_does_not_import_holidays() -> None:
    program = "import sys, calendars; sys.exit('holidays' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
