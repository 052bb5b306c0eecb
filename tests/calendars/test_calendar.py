"""Decrees on top of the base: which one decides about a day, and since when."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest

from calendars import Decree, NamedDay, UnknownRegion
from calendars.calendar import Calendar, Day, DayReason, calendar_for

TODAY = date(2026, 11, 24)
YESTERDAY = TODAY - timedelta(days=1)
MONDAY, SATURDAY = date(2026, 11, 30), date(2026, 11, 28)


def no_holidays(_year: int) -> Mapping[date, str]:
    return {}


def closing(number: str, day: date, issued_on: date = TODAY, region: str = "ID") -> Decree:
    day_off = NamedDay(date=day, name=f"libur {number}")
    return Decree(number=number, title="Libur", issued_on=issued_on, region=region, non_working=(day_off,))


def opening(number: str, day: date, issued_on: date = TODAY, region: str = "ID") -> Decree:
    day_on = NamedDay(date=day, name=f"masuk {number}")
    return Decree(number=number, title="Masuk", issued_on=issued_on, region=region, working=(day_on,))


def test_a_decree_makes_a_weekday_non_working_and_a_saturday_working() -> None:
    calendar = calendar_for("ID", [closing("1", MONDAY), opening("2", SATURDAY)], TODAY, no_holidays)
    assert calendar.why(MONDAY) == Day(MONDAY, False, DayReason.DECREE, "libur 1", "1")
    assert calendar.why(SATURDAY) == Day(SATURDAY, True, DayReason.DECREE, "masuk 2", "2")


def test_a_decree_is_in_force_from_the_day_it_is_issued() -> None:
    assert calendar_for("ID", [closing("1", MONDAY)], YESTERDAY, no_holidays).is_working_day(MONDAY)
    assert not calendar_for("ID", [closing("1", MONDAY)], TODAY, no_holidays).is_working_day(MONDAY)


def test_of_two_decrees_the_one_issued_later_decides_in_whatever_order_they_come() -> None:
    both = [closing("1", MONDAY, TODAY), opening("2", MONDAY, YESTERDAY)]
    for decrees in (both, both[::-1]):
        assert calendar_for("ID", decrees, TODAY, no_holidays).why(MONDAY).decree == "1"


def test_a_regions_own_decree_decides_even_when_a_national_one_is_later() -> None:
    decrees = [closing("nasional", MONDAY, TODAY), opening("aceh", MONDAY, YESTERDAY, "ID-AC")]
    assert calendar_for("ID-AC", decrees, TODAY, no_holidays).is_working_day(MONDAY)
    assert not calendar_for("ID", decrees, TODAY, no_holidays).is_working_day(MONDAY)
    assert not calendar_for("ID-BA", decrees, TODAY, no_holidays).is_working_day(MONDAY)


def test_a_decree_may_make_an_expected_holiday_working() -> None:
    def base(_year: int) -> Mapping[date, str]:
        return {MONDAY: "perkiraan"}

    assert calendar_for("ID", [], TODAY, base).why(MONDAY) == Day(
        MONDAY, False, DayReason.HOLIDAY, "perkiraan"
    )
    assert calendar_for("ID", [opening("1", MONDAY)], TODAY, base).is_working_day(MONDAY)


def test_a_settled_year_forgets_what_was_expected_of_it_and_others_do_not() -> None:
    def base(year: int) -> Mapping[date, str]:
        return {date(year, 11, 30): "perkiraan"}

    settling = closing("SKB", date(2026, 12, 1)).model_copy(update={"settles": 2026})
    before = calendar_for("ID", [settling], YESTERDAY, base)
    after = calendar_for("ID", [settling], TODAY, base)
    assert not before.is_working_day(MONDAY)
    assert after.is_working_day(MONDAY)
    assert not after.is_working_day(date(2027, 11, 30))


def test_a_year_without_decree_is_as_the_package_expects(calendar: Callable[..., Calendar]) -> None:
    assert calendar().why(date(2028, 8, 17)) == Day(
        date(2028, 8, 17), False, DayReason.HOLIDAY, "Hari Kemerdekaan Republik Indonesia"
    )


def test_each_day_says_why(calendar: Callable[..., Calendar]) -> None:
    skb = "SKB 855/2023, 3/2023, 4/2023"
    kepgub = "Kepgub Aceh 100.3.3.1/845/2024"
    days = calendar("ID-AC").days(date(2024, 6, 16), date(2024, 6, 22))
    assert days == [
        Day(date(2024, 6, 16), False, DayReason.WEEKEND),
        Day(date(2024, 6, 17), False, DayReason.DECREE, "Hari Raya Idul Adha 1445 H", skb),
        Day(date(2024, 6, 18), False, DayReason.DECREE, "Cuti Bersama Hari Raya Idul Adha 1445 H", skb),
        Day(date(2024, 6, 19), False, DayReason.DECREE, "Hari Tasyrik Idul Adha 1445 H", kepgub),
        Day(date(2024, 6, 20), False, DayReason.DECREE, "Hari Tasyrik Idul Adha 1445 H", kepgub),
        Day(date(2024, 6, 21), True, DayReason.WEEKDAY),
        Day(date(2024, 6, 22), True, DayReason.DECREE, "Pengganti hari kerja 19 Juni", kepgub),
    ]


def test_aceh_works_on_two_saturdays_in_june_2024_and_the_country_does_not(
    calendar: Callable[..., Calendar],
) -> None:
    span = date(2024, 6, 1), date(2024, 6, 30)
    aceh, country = calendar("ID-AC").snapshot(1, *span), calendar().snapshot(1, *span)
    friday_before = date(2024, 6, 14)
    assert [aceh.add(friday_before, n).day for n in (1, 2, 3, 7, 8)] == [21, 22, 24, 28, 29]
    assert [country.add(friday_before, n).day for n in (1, 2, 3, 7, 8)] == [19, 20, 21, 27, 28]
    assert aceh.between(friday_before, date(2024, 6, 30)) == country.between(friday_before, date(2024, 6, 30))


def test_aceh_had_no_working_saturday_before_its_governor_decreed_it(
    calendar: Callable[..., Calendar],
) -> None:
    saturday = date(2024, 6, 22)
    assert not calendar("ID-AC", as_of=date(2024, 5, 29)).is_working_day(saturday)
    assert calendar("ID-AC", as_of=date(2024, 5, 30)).is_working_day(saturday)


@pytest.mark.parametrize(
    ("as_of", "due_on"), [(date(2025, 8, 6), date(2025, 8, 19)), (date(2025, 8, 7), date(2025, 8, 20))]
)
def test_before_the_decree_of_7_august_2025_the_18th_was_a_working_day(
    calendar: Callable[..., Calendar], as_of: date, due_on: date
) -> None:
    snapshot = calendar(as_of=as_of).snapshot(1, date(2025, 1, 1), date(2025, 12, 31))
    assert snapshot.add(date(2025, 8, 14), 3) == due_on


def test_an_unknown_region_has_no_calendar() -> None:
    with pytest.raises(UnknownRegion):
        calendar_for("ID-XX", [], TODAY)
