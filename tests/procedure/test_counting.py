"""How days are counted: day zero, pauses across midnights, zones, calendar days; beside a slow count."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars import Snapshot
from tests.procedure.build import Play, at_agency
from tests.procedure.scene import MONDAY, changed, snapshot, wib, wit
from workflows.procedure.model.clocks import Clock, Pause
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.model.enums import ClockName, Unit
from workflows.procedure.time.clocks import compute_due

DAY = timedelta(days=1)


def clock(start: datetime, budget: int, *pauses: Pause, unit: Unit = Unit.WORKING_DAYS) -> Clock:
    name = ClockName.COMPLETION if unit is Unit.CALENDAR_DAYS else ClockName.RESPONSE
    return Clock(name, 1, budget, unit, start, start, start.date(), start, pauses=pauses)


def held(region: str = "ID", calendar: Snapshot | None = None) -> Holding:
    calendar = calendar or snapshot(region)
    return Holding((Custody(wib("2024-01-01 00:00"), None, calendar.region),), {calendar.region: calendar})


def due_on(start: datetime, budget: int, *pauses: Pause, unit: Unit = Unit.WORKING_DAYS) -> str:
    return compute_due(clock(start, budget, *pauses, unit=unit), held())[1].isoformat()


@pytest.mark.parametrize("hour", ["00:00", "07:59", "23:59"])
def test_day_zero_is_the_local_day_of_the_start_whatever_the_hour(hour: str) -> None:
    assert due_on(wib(f"2026-10-05 {hour}"), 5) == "2026-10-12"


@pytest.mark.parametrize("day", ["2026-10-09", "2026-10-10", "2026-10-11"])
def test_a_clock_started_on_friday_or_a_weekend_begins_to_count_on_monday(day: str) -> None:
    assert due_on(wib(f"{day} 10:00"), 1) == "2026-10-12"


@pytest.mark.parametrize(
    ("start", "budget", "expected"),
    [
        ("2025-03-24", 3, "2025-03-27"),
        ("2025-03-24", 5, "2025-04-09"),
        ("2025-08-14", 3, "2025-08-20"),
        ("2026-03-16", 14, "2026-04-13"),
        ("2026-12-21", 10, "2027-01-08"),
        ("2026-05-25", 60, "2026-08-24"),
    ],
)
def test_holidays_and_joint_leave_do_not_count(start: str, budget: int, expected: str) -> None:
    assert due_on(wib(f"{start} 10:00"), budget) == expected


def test_the_clock_lapses_at_the_end_of_its_due_day_in_the_holders_zone() -> None:
    start = wib("2026-10-05 09:00")
    assert compute_due(clock(start, 1), held("ID"))[0] == wib("2026-10-07 00:00")
    assert compute_due(clock(start, 1), held("ID-PA"))[0] == wit("2026-10-07 00:00")


def test_a_saturday_made_working_counts_where_the_decree_holds() -> None:
    start = wib("2024-06-18 10:00")
    aceh, country = clock(start, 3), clock(start, 3)
    assert compute_due(aceh, held("ID-AC"))[1] == date(
        2024, 6, 24
    )  # the 19th and 20th off, Saturday the 22nd on
    assert compute_due(country, held("ID"))[1] == date(2024, 6, 21)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2026-10-06 10:00", "2026-10-06 23:59", "2026-10-12"),  # within one day: it counts
        ("2026-10-06 23:59", "2026-10-07 00:01", "2026-10-14"),  # across one midnight: neither counts
        ("2026-10-06 10:00", "2026-10-08 09:00", "2026-10-15"),  # both ends and what is between
        ("2026-10-07 00:00", "2026-10-07 24:00", "2026-10-12"),  # touches midnights, stands across none
        ("2026-10-05 10:00", "2026-10-06 09:00", "2026-10-13"),  # from day zero on
        ("2026-10-09 18:00", "2026-10-12 08:00", "2026-10-14"),  # over a weekend: Friday and Monday go
        ("2026-10-10 10:00", "2026-10-11 10:00", "2026-10-12"),  # within a weekend: nothing to lose
        ("2026-10-12 23:00", "2026-10-13 01:00", "2026-10-14"),  # out of the due day itself
    ],
)
def test_a_day_counts_unless_the_clock_stood_still_across_a_midnight_touching_it(
    since: str, until: str, expected: str
) -> None:
    end = wib(until.replace("24:00", "00:00")) + (DAY if "24:00" in until else timedelta())
    assert due_on(MONDAY, 5, Pause(wib(since), end)) == expected


def test_several_pauses_add_up_and_two_within_one_day_cost_nothing() -> None:
    within = Pause(wib("2026-10-06 09:00"), wib("2026-10-06 10:00"))
    again = Pause(wib("2026-10-06 11:00"), wib("2026-10-06 12:00"))
    across = Pause(wib("2026-10-07 22:00"), wib("2026-10-08 02:00"))
    assert due_on(MONDAY, 5, within, again) == "2026-10-12"
    assert due_on(MONDAY, 5, within, again, across) == "2026-10-14"


def test_while_a_pause_lasts_the_due_day_shown_is_the_one_before_it() -> None:
    assert due_on(MONDAY, 5, Pause(wib("2026-10-06 09:00"))) == "2026-10-12"


@pytest.mark.parametrize(
    ("start", "budget", "expected"),
    [
        ("2026-10-05", 30, "2026-11-04"),
        ("2026-10-08", 30, "2026-11-09"),  # 7 November is a Saturday
        ("2026-11-24", 30, "2026-12-28"),  # 24 and 25 December are off, then a weekend
    ],
)
def test_a_calendar_day_clock_ends_on_a_working_day(start: str, budget: int, expected: str) -> None:
    assert due_on(wib(f"{start} 10:00"), budget, unit=Unit.CALENDAR_DAYS) == expected


def test_a_move_to_an_eastern_zone_is_counted_day_by_day_and_written_down() -> None:
    play = at_agency()
    play.later(wib("2026-10-06 10:00")).do("decline")
    assert play.every("deadline_moved") == []  # from WIB to WIB
    play.do("forward", agency="pemkab-jayapura")
    data = play.last("deadline_moved").data
    assert (data["clock"], data["cause"]) == ("settlement", "moved")
    assert (data["old_due_on"], data["new_due_on"]) == ("2026-10-23", "2026-10-23")
    assert play.clock("settlement").due_at == wit("2026-10-24 00:00")
    play.do("decline")
    assert play.clock("settlement").due_at == wib("2026-10-24 00:00")
    assert len(play.every("deadline_moved")) == 2


def test_the_first_clocks_at_an_eastern_agency_take_its_local_day_as_day_zero() -> None:
    play = Play(at=wib("2026-10-05 22:30"))  # 00:30 on the 6th in Jayapura
    play.do("forward", agency="pemkab-jayapura")
    assert play.clock("disposition").due_on.isoformat() == "2026-10-07"
    assert play.clock("disposition").due_at == wit("2026-10-08 00:00")


def test_each_date_is_counted_by_the_calendar_of_whoever_held_the_report_at_its_end() -> None:
    country = changed(snapshot("ID"), 2, off=("2026-10-06", "2026-10-08"))
    papua = changed(snapshot("ID-PA"), 2, off=("2026-10-07", "2026-10-09"))
    since = wib("2026-10-07 12:00")
    holding = Holding(
        (Custody(wib("2026-10-01 00:00"), None, "ID"), Custody(since, "pemkab-jayapura", "ID-PA")),
        {"ID": country, "ID-PA": papua},
    )
    # The 6th is off in the country, the 7th ends in Papua and is off there, so is the 9th; the 8th counts.
    assert compute_due(clock(MONDAY, 1), holding) == (wit("2026-10-09 00:00"), date(2026, 10, 8))
    assert compute_due(clock(MONDAY, 2), holding)[1] == date(2026, 10, 12)


def test_a_report_moved_at_half_past_midnight_in_the_west_is_counted_there_until_then() -> None:
    holding = Holding(
        (Custody(wib("2026-10-01 00:00"), "a", "ID-PA"), Custody(wit("2026-10-07 00:30"), None, "ID")),
        {"ID": changed(snapshot("ID"), 2, off=("2026-10-06",)), "ID-PA": snapshot("ID-PA")},
    )
    # 00:30 on the 7th in Jayapura is still the 6th in Jakarta, so Jakarta counts it.
    assert compute_due(clock(MONDAY, 1), holding)[1] == date(2026, 10, 7)


def slow_due(clock: Clock, holding: Holding) -> date:
    """The counting rule once more, hour by hour and without a shortcut."""

    def holder(instant: datetime) -> Snapshot:
        regions = [each.region for each in holding.custody if each.since <= instant]
        return holding.calendars[regions[-1] if regions else holding.custody[0].region]

    def midnight(day: date, calendar: Snapshot) -> datetime:
        return datetime.combine(day, time(), ZoneInfo(calendar.zone))

    def still(instant: datetime) -> bool:
        ended = [(each.since, each.until) for each in clock.pauses if each.until is not None]
        return any(since < instant < until for since, until in ended)

    day = clock.started_at.astimezone(ZoneInfo(holder(clock.started_at).zone)).date()
    left = clock.budget
    while left:
        day += DAY
        # Whoever holds it just before the day ends, by their own midnight.
        ends = [(each, midnight(day + DAY, holding.calendars[each.region])) for each in holding.custody]
        calendar = holding.calendars[[each for each, end in ends if each.since < end][-1].region]
        works = clock.unit is Unit.CALENDAR_DAYS or calendar.is_working_day(day)
        left -= works and not still(midnight(day, calendar)) and not still(midnight(day + DAY, calendar))
    ends = [(each, midnight(day + DAY, holding.calendars[each.region])) for each in holding.custody]
    calendar = holding.calendars[[each for each, end in ends if each.since < end][-1].region]
    while clock.unit is Unit.CALENDAR_DAYS and not calendar.is_working_day(day):
        day += DAY
    return day


minutes = st.integers(0, 60 * 24 * 40)


@st.composite
def clocks_and_holdings(draw: st.DrawFn) -> tuple[Clock, Holding]:
    start = wib("2026-02-20 00:00") + timedelta(minutes=draw(minutes))
    points = sorted(draw(st.lists(minutes, max_size=6)))
    instants = [start + timedelta(minutes=each) for each in points]
    pauses = [Pause(*pair) for pair in zip(instants[::2], instants[1::2], strict=False)]
    regions = draw(st.lists(st.sampled_from(["ID", "ID-AC", "ID-PA", "ID-BA"]), min_size=1, max_size=3))
    moves = sorted(draw(st.lists(minutes, min_size=len(regions) - 1, max_size=len(regions) - 1)))
    since = [wib("2026-01-01 00:00"), *(start + timedelta(minutes=each) for each in moves)]
    custody = tuple(Custody(at, region, region) for at, region in zip(since, regions, strict=True))
    unit = draw(st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
    made = clock(start, draw(st.integers(1, 25)), *pauses, unit=unit)
    return made, Holding(custody, {region: snapshot(region) for region in regions})


@given(clocks_and_holdings())
def test_the_due_day_agrees_with_a_slow_count(drawn: tuple[Clock, Holding]) -> None:
    made, holding = drawn
    due_at, day = compute_due(made, holding)
    assert day == slow_due(made, holding)
    assert due_at == datetime.combine(day + DAY, time(), ZoneInfo(holding.calendar.zone))


def test_a_day_ends_with_whoever_held_the_report_before_a_move_at_its_very_midnight() -> None:
    move = wib("2026-10-07 00:00")
    holding = Holding(
        (Custody(wib("2026-10-01 00:00"), None, "ID"), Custody(move, "pemprov-aceh", "ID-AC")),
        {"ID": snapshot("ID"), "ID-AC": changed(snapshot("ID-AC"), 2, off=("2026-10-06", "2026-10-07"))},
    )
    # The 6th was over when Aceh took it, so it counts; the 7th is Aceh's and off.
    assert compute_due(clock(MONDAY, 1), holding)[1] == date(2026, 10, 6)
    assert compute_due(clock(MONDAY, 2), holding)[1] == date(2026, 10, 8)
