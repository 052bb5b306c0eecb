"""How long timers were set for: the engine matches them by their order only, so that it never minds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from temporalio.api.history.v1 import HistoryEvent

from evidence.replay.evidence import Evidence
from tests.evidence.replay.scene import Court, copied, evidence, with_events
from tests.histories.many import everything

NANOSECONDS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Changed:
    """A report of which one timer was set otherwise, and which."""

    case: Evidence
    run: int
    event: int


def changed(by: Callable[[int], int], every: int = 1) -> Sequence[Changed]:
    """Of every so many timers one report where it was set for other nanoseconds."""
    found = []
    for golden in everything():
        whole = evidence(golden)
        for run, history in enumerate(whole.histories):
            for at, event in enumerate(history.events):
                if event.HasField("timer_started_event_attributes"):
                    events = copied(history.events)
                    _set(events[at], by)
                    found.append(Changed(with_events(whole, run, events), run + 1, at + 1))
    return found[::every]


def _set(event: HistoryEvent, by: Callable[[int], int]) -> None:
    duration = event.timer_started_event_attributes.start_to_fire_timeout
    duration.FromNanoseconds(by(duration.ToNanoseconds()))


async def seen(court: Court, cases: Sequence[Changed]) -> None:
    """Requires that each is told for what it is, and where."""
    verdicts = await court.judged(*(each.case for each in cases))
    for each, verdict in zip(cases, verdicts, strict=True):
        assert verdict.verdict == "timer_differs"
        assert len(verdict.all) == 1
        assert verdict.first is not None
        assert (verdict.first.run, verdict.first.event) == (each.run, each.event)


async def test_a_second_more_is_seen(court: Court) -> None:
    await seen(court, changed(lambda timer: timer + NANOSECONDS, every=6))


async def test_an_hour_less_is_seen(court: Court) -> None:
    await seen(court, changed(lambda timer: max(timer - 3600 * NANOSECONDS, 1), every=10))


async def test_three_microseconds_are_seen(court: Court) -> None:
    """The engine is told of timers in floating seconds, so that one may be lost, or won."""
    await seen(court, changed(lambda timer: timer + 3_000, every=20))
