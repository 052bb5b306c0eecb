"""Clocks: a budget, a start, pauses, extensions and a due instant. An instance never restarts."""

from datetime import date, datetime, timedelta

from calendars import Snapshot
from workflows.procedure.model.clocks import Clock, Pause
from workflows.procedure.model.custody import Holding
from workflows.procedure.model.enums import ClockName, Stage, Unit
from workflows.procedure.model.immutable import replace

STAFF_CLOCKS = (ClockName.VERIFICATION, ClockName.DISPOSITION, ClockName.RESPONSE, ClockName.SETTLEMENT)
"""The clocks of staff: they lapse and escalate. The others close the report, or finish it, when due."""

EXTENDABLE = (ClockName.DISPOSITION, ClockName.RESPONSE, ClockName.SETTLEMENT)
"""The clocks that an owner or supervisor may extend. Only the centre's supervisor may extend verification."""

STANDS_STILL: dict[ClockName, frozenset[Stage]] = {
    ClockName.VERIFICATION: frozenset({Stage.AWAITING_REPORTER}),
    ClockName.DISPOSITION: frozenset({Stage.AWAITING_REPORTER}),
    ClockName.RESPONSE: frozenset({Stage.AWAITING_REPORTER}),
    ClockName.SETTLEMENT: frozenset(
        {Stage.AWAITING_REPORTER, Stage.REPORTER_REPLY, Stage.MERGED, Stage.CLOSED}
    ),
}
"""In which stages a clock stands still. A lapsed one runs on in awaiting_reporter (`pause_or_resume`)."""

HALF_A_DAY = timedelta(hours=12)


def day_counts(clock: Clock, day: date, holding: Holding) -> bool:
    """Whether local `day` uses up one of the clock's days (pauses and, for working days, the calendar)."""
    calendar = holding.calendar_on(day)
    if clock.unit is Unit.WORKING_DAYS and not calendar.is_working_day(day):
        return False
    return not did_stand_still(clock, day, calendar)


def did_stand_still(clock: Clock, day: date, calendar: Snapshot) -> bool:
    """Whether the clock stood still across a midnight touching local `day`."""
    midnights = (calendar.end_of(day - timedelta(days=1)), calendar.end_of(day))
    return any(lasted_across(pause, midnight) for pause in clock.pauses for midnight in midnights)


def lasted_across(pause: Pause, midnight: datetime) -> bool:
    """Whether the pause began before `midnight` and lasted beyond it."""
    return pause.since < midnight and (pause.until is None or midnight < pause.until)


def compute_due(clock: Clock, holding: Holding) -> tuple[datetime, date]:
    """When the clock lapses, and the local day whose end that is.

    The day on which it started is day zero. A day counts if it is a working day of its holder (or, in
    calendar days, any day) and no pause lasts across one of its midnights. In calendar days, a due day that
    is no working day moves to the next one. In seconds, pauses are added. A pause that still lasts counts as
    if it had ended at its beginning.
    """
    if clock.unit is Unit.SECONDS:
        paused = sum(((each.until or each.since) - each.since for each in clock.pauses), timedelta())
        at = clock.started_at + timedelta(seconds=clock.budget + clock.extension) + paused
        at = max(at, clock.floor or at)
        return at, holding.calendar.local_date(at)
    ended = replace(clock, pauses=tuple(each for each in clock.pauses if each.until is not None))
    day = _due_day(ended, holding)
    if clock.unit is Unit.CALENDAR_DAYS:  # each day by its holder's calendar
        while not holding.calendar_on(day).is_working_day(day):
            day += timedelta(days=1)
    if clock.floor is not None:
        day = max(day, floor_day(clock.floor, holding))
    return holding.calendar.end_of(day), day


def _due_day(clock: Clock, holding: Holding) -> date:
    zero = holding.calendar_at(clock.started_at).local_date(clock.started_at)
    wanted = clock.budget + clock.extension
    if not clock.pauses and holding.custody[-1].since <= clock.started_at:
        # One holder throughout and no pause: the calendar alone knows the answer.
        if clock.unit is Unit.CALENDAR_DAYS:
            return zero + timedelta(days=wanted)
        return holding.calendar.add(zero, wanted)
    day = zero
    while wanted > 0:
        day += timedelta(days=1)
        wanted -= day_counts(clock, day, holding)
    return day


def floor_day(floor: datetime, holding: Holding) -> date:
    """The local day whose end is `floor`. Twelve hours before it, at noon, all zones of the country have the
    same date, so the holder's calendar gives the day in whichever zone the floor was set."""
    return holding.calendar.local_date(floor - HALF_A_DAY)


def earliest_new_due(calendar: Snapshot, at: datetime) -> datetime:
    """The earliest due instant that a re-timing at `at` may set: the end of the next working day."""
    return calendar.end_of(calendar.next_working_day(calendar.local_date(at)))


def set_floor(clock: Clock, floor: datetime, at: datetime, holding: Holding) -> Clock:
    """The clock with the floor of a re-timing at `at`: `floor`, or its present due instant if that is
    earlier.

    `holding` is the one before the re-timing. The due instant of a clock that stands still is computed as if
    it ran again at `at`. A clock that has stopped or lapsed gets no floor.
    """
    if clock.stopped_at is not None or clock.lapsed:
        return clock
    due_at = compute_due(_running_again(clock, at), holding)[0] if clock.paused else clock.due_at
    least = min(due_at, floor)
    return replace(clock, floor=max(least, clock.floor) if clock.floor else least)


def _running_again(clock: Clock, at: datetime) -> Clock:
    return replace(clock, pauses=(*clock.pauses[:-1], replace(clock.pauses[-1], until=at)))


def recompute_due(clock: Clock, holding: Holding, at: datetime) -> Clock:
    """The clock with its due instant computed again at `at`; `settled_at` is `at` if it moved."""
    due_at, due_on = compute_due(clock, holding)
    if due_at == clock.due_at:
        return clock
    return replace(clock, due_at=due_at, due_on=due_on, settled_at=at)


def new_instance(
    name: ClockName, instance: int, budget: int, unit: Unit, at: datetime, holding: Holding
) -> Clock:
    """A new instance that starts at `at`, with its due instant."""
    blank = Clock(name, instance, budget, unit, at, at, at.date(), at)
    return recompute_due(blank, holding, at)


def pause_or_resume(clock: Clock, stage: Stage, at: datetime, holding: Holding) -> Clock:
    """The clock after the report has come into `stage` at `at`: it pauses in the stages of STANDS_STILL and
    runs on in others.

    A lapsed clock does not pause in awaiting_reporter: a question does not stop its escalations. In the other
    stages it pauses, and its later rungs wait (`ladder.rung_at`). Its due instant never moves.
    """
    if clock.stopped_at is not None:
        return clock
    still = stage in STANDS_STILL.get(clock.name, ())
    if still and not clock.paused and not (clock.lapsed and stage is Stage.AWAITING_REPORTER):
        return replace(clock, pauses=(*clock.pauses, Pause(at)))
    if not still and clock.paused:
        resumed = replace(_running_again(clock, at), settled_at=at)
        return resumed if clock.lapsed else recompute_due(resumed, holding, at)
    return clock
