"""Alarms: what is due to happen by itself, when, and the facts it writes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from hashlib import sha256

from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import ClockName, Outcome
from workflows.procedure.model.policy import Rung
from workflows.procedure.time.ladder import rung_at


class Cause(IntEnum):
    """What an alarm is for; of one instant, the smaller is first."""

    RESUMPTION = 0
    REMINDER = 1
    LAPSE = 2
    ESCALATION = 3
    CLOSING = 4
    SEALING = 5


@dataclass(frozen=True, slots=True)
class Alarm:
    """One thing due at `at`."""

    at: datetime
    cause: Cause
    clock: Clock | None = None
    rung: Rung | None = None


CLOSES_AS = {
    ClockName.COMPLETION: Outcome.NOT_COMPLETED,
    ClockName.REPLY: Outcome.ANSWERED_WITHOUT_REPLY,
}
"""The clocks whose end closes the report, and as what."""


def list_alarms(case: Case) -> Iterator[Alarm]:
    """Everything that will happen if nobody decides anything."""
    if case.postponed_until is not None:
        yield Alarm(case.postponed_until, Cause.RESUMPTION)
    for clock in case.clocks:
        if clock.running:
            yield from _of_clock(case, clock)


def _of_clock(case: Case, clock: Clock) -> Iterator[Alarm]:
    due = max(clock.due_at, clock.settled_at)
    if clock.name in CLOSES_AS:
        yield Alarm(due, Cause.CLOSING, clock)
    elif clock.name is ClockName.REOPENING:
        yield Alarm(due, Cause.SEALING, clock)
    elif not clock.lapsed:
        yield Alarm(due, Cause.LAPSE, clock)
    for rung in case.policy.ladder_of(clock.name):
        if rung.level in clock.fired or (rung.level == 0 and clock.lapsed):
            continue
        at = max(rung_at(clock, rung, case.policy, case.holding), clock.settled_at)
        yield Alarm(at, Cause.REMINDER if rung.level == 0 else Cause.ESCALATION, clock, rung)


def last_alarm_at(case: Case) -> datetime | None:
    """The last instant at which anything is due to happen by itself; null where nothing is."""
    return max((alarm.at for alarm in list_alarms(case)), default=None)


def find_next_alarm(case: Case) -> Alarm | None:
    """The first one, if any."""
    return min(list_alarms(case), key=lambda alarm: (alarm.at, alarm.cause, _level(alarm)), default=None)


def _level(alarm: Alarm) -> int:
    return alarm.rung.level if alarm.rung else 0


def finished_at(case: Case) -> datetime | None:
    """The instant from which nothing can happen to the report any more; null while something can."""
    if case.is_final:
        return case.closing.at
    reopening = case.live_clock(ClockName.REOPENING)
    return reopening.due_at if reopening else None


def wake_up_delay(case: Case) -> timedelta:
    """How much later than its alarm this report wakes up: by a hash of its number, within the policy.

    Many reports lapse at one midnight; facts carry their own instants, so only the waking is spread.
    """
    most = case.policy.wake_up_spread
    hashed = int.from_bytes(sha256(case.tracking_number.encode()).digest()[:4], "big")
    return timedelta(milliseconds=hashed % (most * 1000)) if most else timedelta()
