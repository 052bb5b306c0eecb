"""Ladders: at which instants a clock reminds and escalates."""

from datetime import datetime, timedelta

from calendars import Snapshot
from workflows.procedure.clocks import Clock
from workflows.procedure.policy import Policy, Rung
from workflows.procedure.words import Unit


def rung_at(clock: Clock, rung: Rung, policy: Policy, calendar: Snapshot) -> datetime:
    """The rung's own instant, by the clock's due instant and the holder's `calendar`."""
    if policy.in_seconds or clock.unit is Unit.SECONDS:
        return clock.due_at + timedelta(seconds=rung.offset)
    if rung.offset == 0:
        return clock.due_at
    if rung.offset > 0:
        return calendar.end_of(calendar.add(clock.due_on, rung.offset))
    if clock.unit is Unit.WORKING_DAYS and clock.budget + clock.extension == 1 and rung.one_day_at:
        return calendar.at(clock.due_on, rung.one_day_at)
    day = clock.due_on
    for _ in range(-rung.offset):
        day -= timedelta(days=1)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
    assert rung.at is not None, "a reminder in working days names its hour"
    return calendar.at(day, rung.at)


def skipped_at_start(clock: Clock, policy: Policy, calendar: Snapshot) -> tuple[int, ...]:
    """The levels of reminders whose instant has already passed when the clock comes into being."""
    return tuple(
        rung.level
        for rung in policy.ladder_of(clock.name)
        if rung.offset < 0 and rung_at(clock, rung, policy, calendar) <= clock.started_at
    )
