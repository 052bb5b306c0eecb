"""The decrees that come along, against the package `holidays`; and what makes a decree refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from calendars import (
    CalendarError,
    DayInBothLists,
    DayTwice,
    Decree,
    DecreeInFuture,
    UnknownRegion,
    YearSettledByRegion,
    shipped_decrees,
)
from calendars.base import national_days
from calendars.calendar import Calendar

TODAY = date(2026, 11, 24)
YEARS = (2024, 2025, 2026, 2027)


def decreed(year: int) -> dict[date, str]:
    return {
        day.date: day.name
        for decree in shipped_decrees()
        if decree.region == "ID"
        for day in decree.non_working
        if day.date.year == year
    }


@pytest.mark.parametrize("year", YEARS)
def test_decrees_and_the_package_name_the_same_days(year: int) -> None:
    assert decreed(year).keys() == national_days(year).keys()


@pytest.mark.parametrize(
    ("year", "holidays", "cuti_bersama", "polling"),
    [(2024, 17, 10, 2), (2025, 17, 11, 0), (2026, 17, 8, 0), (2027, 18, 8, 0)],
)
def test_each_year_has_as_many_days_as_were_announced(
    year: int, holidays: int, cuti_bersama: int, polling: int
) -> None:
    names = list(decreed(year).values())
    assert sum(name.startswith("Cuti Bersama") for name in names) == cuti_bersama
    assert sum(name.startswith("Hari Pemungutan Suara") for name in names) == polling
    assert len(names) == holidays + cuti_bersama + polling


@pytest.mark.parametrize("year", YEARS)
def test_every_decreed_day_is_non_working_everywhere(calendar: Callable[..., Calendar], year: int) -> None:
    for region in ("ID", "ID-AC", "ID-BA", "ID-PA"):
        assert not any(calendar(region).is_working_day(day) for day in decreed(year))


def test_shipped_decrees_are_in_order_numbered_once_and_without_fault() -> None:
    decrees = shipped_decrees()
    assert [decree.issued_on for decree in decrees] == sorted(decree.issued_on for decree in decrees)
    assert {decree.number for decree in decrees} == {
        "SKB 855/2023, 3/2023, 4/2023",
        "Keppres 10/2024",
        "Kepgub Aceh 100.3.3.1/845/2024",
        "SKB 1017/2024, 2/2024, 2/2024",
        "Keppres 33/2024",
        "SKB 933/2025, 1/2025, 3/2025",
        "SKB 1497/2025, 2/2025, 5/2025",
        "SKB 1205/2026, 3/2026, 2/2026",
    }
    assert len(decrees) == 8
    assert [decree.settles for decree in decrees if decree.settles] == [2024, 2025, 2026, 2027]
    for decree in decrees:
        decree.check(TODAY)


def wire(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "number": "SKB 1/2026",
        "title": "Perubahan",
        "issued_on": "2026-11-20",
        "region": "ID",
        "non_working": [{"date": "2026-12-28", "name": "Cuti Bersama"}],
        "working": [{"date": "2026-12-12", "name": "Pengganti hari kerja"}],
    }
    return plain | changes


def test_a_decree_in_the_agreed_shape_stands() -> None:
    decree = Decree.model_validate(wire())
    decree.check(TODAY)
    assert decree.model_dump(mode="json", exclude_unset=True) == wire()


def test_decrees_are_equal_whatever_the_order_of_their_days() -> None:
    days = [{"date": "2026-12-28", "name": "a"}, {"date": "2026-12-29", "name": "b"}]
    one, other = (Decree.model_validate(wire(non_working=each)) for each in (days, days[::-1]))
    assert one == other
    assert one != Decree.model_validate(wire(non_working=days[:1]))


DAY = {"date": "2026-12-28", "name": "Cuti Bersama"}
NAMELESS = {"date": "2026-12-28", "name": ""}


@pytest.mark.parametrize(
    ("changes", "error", "code"),
    [
        ({"region": "ID-XX"}, UnknownRegion, "unknown_region"),
        ({"issued_on": "2026-11-25"}, DecreeInFuture, "decree_in_future"),
        ({"non_working": [DAY, DAY]}, DayTwice, "decree_day_twice"),
        ({"working": [DAY, DAY], "non_working": []}, DayTwice, "decree_day_twice"),
        ({"working": [DAY]}, DayInBothLists, "decree_day_in_both_lists"),
        ({"region": "ID-AC", "settles": 2026}, YearSettledByRegion, "year_settled_by_region"),
    ],
)
def test_a_decree_that_breaks_a_rule_is_refused_with_its_code(
    changes: dict[str, Any], error: type[CalendarError], code: str
) -> None:
    with pytest.raises(error) as refused:
        Decree.model_validate(wire(**changes)).check(TODAY)
    assert refused.value.code == code


def test_the_refusal_names_the_days() -> None:
    with pytest.raises(DayInBothLists, match="2026-12-28") as refused:
        Decree.model_validate(wire(working=[DAY])).check(TODAY)
    assert refused.value.days == [date(2026, 12, 28)]


def test_a_decree_issued_today_is_in_time() -> None:
    decree = Decree.model_validate(wire(issued_on=TODAY.isoformat()))
    decree.check(TODAY)
    with pytest.raises(DecreeInFuture):
        decree.check(TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    "changes",
    [
        {"number": ""},
        {"issued_on": "kemarin"},
        {"non_working": [{"date": "2026-02-30", "name": "x"}]},
        {"non_working": [NAMELESS]},
        {"note": "unknown field"},
    ],
)
def test_what_has_not_the_shape_of_a_decree_is_none(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Decree.model_validate(wire(**changes))
