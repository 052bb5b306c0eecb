"""What holds of due instants whatever the calendars, starts, pauses, moves and extensions are."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from calendars import Snapshot
from calendars.names import Named, encode_names
from tests.procedure.scene import wib
from workflows.procedure.model.clocks import Clock, Pause
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.model.enums import ClockName, FactKind, Stage, Unit
from workflows.procedure.model.immutable import replace
from workflows.procedure.time.clocks import compute_due
from workflows.procedure.time.counting import Count, Standstill, StandstillCause, Why

ZONES = {"ID": "Asia/Jakarta", "pemprov-bali": "Asia/Makassar", "ID-PA": "Asia/Jayapura"}
FIRST = date(2026, 2, 2)
WEEKS = 8
ONE_DAY = timedelta(days=1)
minutes = st.integers(0, 60 * 24 * 50)
sets_of_days = st.sets(st.integers(0, 7 * WEEKS - 1), max_size=12)


def calendar(code: str, version: int, flags: list[bool], named: bool) -> Snapshot:
    """A calendar on whose days `flags` decide, a week of them over and over; beyond, Mondays to Fridays."""

    def works(day: date) -> bool:
        return flags[(day - FIRST).days % len(flags)]

    last = FIRST + timedelta(days=7 * WEEKS - 1)
    made = Snapshot.covering(code, ZONES[code], version, FIRST, last, works)
    names = {FIRST + timedelta(days=n): Named("Hari itu", "Keppres 1" if n % 2 else None) for n in range(20)}
    return replace(made, named=encode_names(names)) if named else made


weeks = st.one_of(st.lists(st.booleans(), min_size=1, max_size=14), st.just([True] * 6 + [False]))


@st.composite
def holdings(draw: st.DrawFn) -> Holding:
    """A report that was held by one to four, each by any calendar."""
    held = draw(st.lists(st.sampled_from(sorted(ZONES)), min_size=1, max_size=4))
    since = sorted(draw(st.lists(minutes, min_size=len(held), max_size=len(held))))
    begun = wib("2026-02-02 00:00")
    custody = [
        Custody(begun + timedelta(minutes=at), code, code) for at, code in zip(since, held, strict=True)
    ]
    calendars = {code: calendar(code, 1, draw(weeks), draw(st.booleans())) for code in ZONES}
    return Holding((replace(custody[0], since=begun), *custody[1:]), calendars)


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """A clock of any unit, started at any minute: paused, extended and floored, or not."""
    start = wib("2026-02-02 00:00") + timedelta(minutes=draw(minutes))
    points = sorted(draw(st.lists(minutes, max_size=6)))
    ends = [start + timedelta(minutes=each) for each in points]
    pauses = tuple(Pause(*pair) for pair in zip(ends[::2], ends[1::2], strict=False))
    unit = draw(st.sampled_from(Unit))
    extension = draw(st.integers(0, 7))
    floor = draw(st.none() | st.integers(0, 60).map(lambda n: wib("2026-02-02 00:00") + n * ONE_DAY))
    budget = draw(st.integers(0, 40))
    blank = Clock(ClockName.RESPONSE, 1, budget, unit, start, start, start.date(), start)
    return replace(blank, pauses=pauses, extension=extension, floor=floor)


@given(clocks(), holdings())
def test_the_entries_of_a_count_lead_to_the_due_day(clock: Clock, holding: Holding) -> None:
    standstills = [
        Standstill(each, (StandstillCause(n, each.since, FactKind.REPORTER_ASKED, Stage.AWAITING_REPORTER),))
        for n, each in enumerate(clock.pauses)
    ]
    days = list(Count(clock, holding, standstills, extended_by=99).days())
    if clock.unit is Unit.SECONDS:
        assert days == []
        return
    due_at, due_on = compute_due(clock, holding)
    assert [day.date for day in days] == [days[0].date + n * ONE_DAY for n in range(len(days))]
    assert sum(day.counts for day in days) == days[-1].count == clock.budget + clock.extension
    assert sum(day.extended_by == 99 for day in days) == clock.extension
    assert days[-1].date == due_on
    assert due_at == datetime.combine(due_on + ONE_DAY, datetime.min.time(), ZoneInfo(holding.calendar.zone))


@given(clocks(), holdings())
def test_each_entry_says_what_its_calendar_and_its_pauses_say(clock: Clock, holding: Holding) -> None:
    cause = StandstillCause(7, clock.started_at, FactKind.REPORTER_ASKED, Stage.AWAITING_REPORTER)
    standstills = [Standstill(each, (cause,)) for each in clock.pauses]
    for day in Count(clock, holding, standstills).days():
        snapshot = holding.calendars[day.region]
        midnights = [snapshot.end_of(day.date - ONE_DAY), snapshot.end_of(day.date)]
        stood = [p for p in clock.pauses for at in midnights if p.since < at and p.until and at < p.until]
        assert (day.stood is not None) == bool(stood)
        assert day.cause == (cause if stood else None)
        named = snapshot.names.get(day.date)
        assert (day.name, day.decree) == ((named.name, named.decree) if named else (None, None))
        works = snapshot.is_working_day(day.date)
        if day.counts:
            assert not stood
            assert works or clock.unit is Unit.CALENDAR_DAYS
        elif day.why is Why.PAUSED:
            assert stood
        assert not (works and day.why in (Why.WEEKEND, Why.HOLIDAY, Why.NON_WORKING))
        assert works or day.why not in (Why.WORKING_DAY, Why.NEXT_WORKING_DAY, Why.FLOOR)
        assert day.why is not Why.WEEKEND or day.date.weekday() >= 5


@given(clocks(), holdings(), st.integers(0, 30))
def test_a_larger_budget_is_never_due_earlier(clock: Clock, holding: Holding, more: int) -> None:
    larger = replace(clock, budget=clock.budget + more)
    assert compute_due(larger, holding) >= compute_due(clock, holding)
    extended = replace(clock, extension=clock.extension + more)
    assert compute_due(extended, holding) == compute_due(larger, holding)


def with_days(of: Snapshot, days: set[int], *, working: bool) -> Snapshot:
    """The next version of a calendar, in which those days are working ones, or are not."""
    those = {FIRST + timedelta(days=n) for n in days}

    def works(day: date) -> bool:
        return working if day in those else of.is_working_day(day)

    return Snapshot.covering(of.region, of.zone, of.version + 1, of.first, of.last, works)


@given(clocks(), holdings(), sets_of_days, st.sampled_from(sorted(ZONES)))
def test_a_non_working_day_more_makes_nothing_due_earlier_and_a_working_one_nothing_later(
    clock: Clock, holding: Holding, days: set[int], code: str
) -> None:
    before = compute_due(clock, holding)
    assert (
        compute_due(clock, holding.under(with_days(holding.calendars[code], days, working=False))) >= before
    )
    assert compute_due(clock, holding.under(with_days(holding.calendars[code], days, working=True))) <= before


@given(clocks(), holdings(), sets_of_days, st.sampled_from(sorted(ZONES)), st.booleans())
def test_what_was_added_and_is_withdrawn_leaves_every_due_instant_as_it_was(
    clock: Clock, holding: Holding, days: set[int], code: str, working: bool
) -> None:
    before = holding.calendars[code]
    added = with_days(before, days, working=working)
    withdrawn = replace(before, version=added.version + 1)
    assert compute_due(clock, holding.under(added).under(withdrawn)) == compute_due(clock, holding)


def test_days_off_at_the_end_are_those_of_whoever_holds_the_report_then() -> None:
    """Papua's calendar has no working day for weeks; on the day after, Jakarta holds the report."""
    zero = wib("2026-02-02 00:00")
    never, always = calendar("ID-PA", 1, [False], False), calendar("ID", 1, [True], False)
    holding = Holding(
        (Custody(zero, "a", "ID-PA"), Custody(zero + ONE_DAY, "b", "ID")), {"ID-PA": never, "ID": always}
    )
    clock = Clock(ClockName.RESPONSE, 1, 0, Unit.CALENDAR_DAYS, zero, zero, zero.date(), zero)
    assert compute_due(clock, holding)[1] == date(2026, 2, 3)
    assert list(Count(clock, holding, []).days())[-1].date == date(2026, 2, 3)
