"""Ladders: at which instants a clock reminds and escalates."""

from datetime import date, datetime, timedelta

from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Holding
from workflows.procedure.model.enums import Unit
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.policy import Policy, Rung
from workflows.procedure.time.clocks import day_counts


def rung_at(clock: Clock, rung: Rung, policy: Policy, holding: Holding) -> datetime:
    """The instant of a rung: `rung.offset` from the clock's due instant, in working days of the holder's
    calendar, or in seconds under a policy in seconds.

    A rung after the due instant waits while the lapsed clock stands still: in merged, reporter_reply and
    closed, but not in awaiting_reporter (`clocks.pause_or_resume`).
    """
    calendar = holding.calendar
    if policy.in_seconds or clock.unit is Unit.SECONDS:
        still = _stood_still_since_due(clock) if rung.offset > 0 else timedelta()
        return clock.due_at + timedelta(seconds=rung.offset) + still
    if rung.offset == 0:
        return clock.due_at
    if rung.offset > 0:
        return calendar.end_of(_counted_day_after_due(clock, rung.offset, holding))
    if clock.unit is Unit.WORKING_DAYS and clock.budget + clock.extension == 1 and rung.one_day_at:
        return calendar.at(clock.due_on, rung.one_day_at)
    day = clock.due_on
    for _ in range(-rung.offset):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    assert rung.at is not None, "a reminder in working days names its hour"
    return calendar.at(day, rung.at)


def _stood_still_since_due(clock: Clock) -> timedelta:
    pauses = ((max(pause.since, clock.due_at), pause.until) for pause in clock.pauses)
    return sum((until - since for since, until in pauses if until and until > since), timedelta())


def _counted_day_after_due(clock: Clock, wanted: int, holding: Holding) -> date:
    if all(pause.until and pause.until <= clock.due_at for pause in clock.pauses):
        return holding.calendar.add(clock.due_on, wanted)
    ended = replace(clock, unit=Unit.WORKING_DAYS, pauses=tuple(each for each in clock.pauses if each.until))
    day = clock.due_on
    while wanted > 0:
        day += timedelta(days=1)
        wanted -= day_counts(ended, day, holding)
    return day


def skipped_at_start(clock: Clock, policy: Policy, holding: Holding) -> tuple[int, ...]:
    """The levels of reminders whose instant has passed already when the clock starts. They never fire."""
    return tuple(
        rung.level
        for rung in policy.ladder_of(clock.name)
        if rung.offset < 0 and rung_at(clock, rung, policy, holding) <= clock.started_at
    )
