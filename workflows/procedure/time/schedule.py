"""The schedule of a report: its timed events, which happen when time is up and nobody has decided.

The facts that they write are in `rules.timed_events`.
"""

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


class TimedEventKind(IntEnum):
    """What happens. Of events at one instant, the smaller kind comes first."""

    RESUMPTION = 0  # a postponed task comes back to the worklist
    REMINDER = 1
    LAPSE = 2
    ESCALATION = 3
    CLOSING = 4
    FINISHING = 5  # the workflow ends; no fact is written


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """One thing that happens at `at`: `clock` is the clock that is due, `rung` the rung of its ladder."""

    at: datetime
    kind: TimedEventKind
    clock: Clock | None = None
    rung: Rung | None = None


CLOSES_AS = {
    ClockName.COMPLETION: Outcome.NOT_COMPLETED,
    ClockName.REPLY: Outcome.ANSWERED_WITHOUT_REPLY,
}
"""The clocks that close the report when they are due, and with which outcome."""


def list_timed_events(case: Case) -> Iterator[TimedEvent]:
    """All timed events of the report, in no order, as if nobody decides anything before them."""
    if case.postponed_until is not None:
        yield TimedEvent(case.postponed_until, TimedEventKind.RESUMPTION)
    for clock in case.clocks:
        if clock.running:
            yield from _events_of(case, clock)


def _events_of(case: Case, clock: Clock) -> Iterator[TimedEvent]:
    due = max(clock.due_at, clock.settled_at)
    if clock.name in CLOSES_AS:
        yield TimedEvent(due, TimedEventKind.CLOSING, clock)
    elif clock.name is ClockName.REOPENING:
        yield TimedEvent(due, TimedEventKind.FINISHING, clock)
    elif not clock.lapsed:
        yield TimedEvent(due, TimedEventKind.LAPSE, clock)
    for rung in case.policy.ladder_of(clock.name):
        if rung.level in clock.fired or (rung.level == 0 and clock.lapsed):
            continue
        at = max(rung_at(clock, rung, case.policy, case.holding), clock.settled_at)
        yield TimedEvent(
            at, TimedEventKind.REMINDER if rung.level == 0 else TimedEventKind.ESCALATION, clock, rung
        )


def last_event_at(case: Case) -> datetime | None:
    """The instant of the last timed event; null if there is none."""
    return max((event.at for event in list_timed_events(case)), default=None)


def find_next_event(case: Case) -> TimedEvent | None:
    """The first timed event, by instant, kind and level; null if there is none."""
    return min(list_timed_events(case), key=_order, default=None)


def _order(event: TimedEvent) -> tuple[datetime, TimedEventKind, int]:
    return event.at, event.kind, event.rung.level if event.rung else 0


def finished_at(case: Case) -> datetime | None:
    """The instant at which the report is finished: when it was confirmed, or else the end of the reopening
    window; null for a report that is open."""
    if case.is_final:
        return case.closing.at
    reopening = case.live_clock(ClockName.REOPENING)
    return reopening.due_at if reopening else None


def wake_up_delay(case: Case) -> timedelta:
    """How much later than its next timed event the report's timer fires: a hash of the tracking number, below
    `wake_up_spread` seconds of the policy.

    Many reports lapse at the same midnight. Facts carry the event's own instant, so only the load is spread.
    """
    most = case.policy.wake_up_spread
    hashed = int.from_bytes(sha256(case.tracking_number.encode()).digest()[:4], "big")
    return timedelta(milliseconds=hashed % (most * 1000)) if most else timedelta()
