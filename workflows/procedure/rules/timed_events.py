"""What happens to a report when time is up: the facts that each timed event writes."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import FactKind
from workflows.procedure.time.schedule import CLOSES_AS, TimedEvent, TimedEventKind, find_next_event


def write_due_events(transcript: Transcript, until: datetime) -> None:
    """Writes the facts of every timed event that is due at or before `until`, in order, each at its own
    instant. A fact may cause further events that are due by then; they are written too."""
    while (event := find_next_event(transcript.case)) and event.at <= until:
        if event.kind is TimedEventKind.FINISHING:
            return
        write_event(transcript, event)


def write_event(transcript: Transcript, event: TimedEvent) -> None:
    """Writes the facts of one timed event, other than FINISHING, which writes none."""
    if event.clock is None:
        transcript.add(FactKind.RESUMED, event.at)
        return
    clock: dict[str, Any] = {"clock": event.clock.name.value, "instance": event.clock.instance}
    if event.kind is TimedEventKind.CLOSING:
        outcome = CLOSES_AS[event.clock.name].value
        cause = {"kind": "time_out", **clock}
        transcript.add(
            FactKind.CLOSED, event.at, outcome=outcome, final=False, cause=cause, ended_by="time_out"
        )
    elif event.kind is TimedEventKind.LAPSE:
        _write_lapse(transcript, event, event.clock)
    elif event.rung is not None:
        told = list(event.rung.told)
        if event.kind is TimedEventKind.REMINDER:
            transcript.add(FactKind.REMINDED, event.at, **clock, told=told)
        else:
            transcript.add(FactKind.ESCALATED, event.at, **clock, level=event.rung.level, told=told)


def _write_lapse(transcript: Transcript, event: TimedEvent, clock: Clock) -> None:
    transcript.add(
        FactKind.LAPSED,
        event.at,
        clock=clock.name.value,
        instance=clock.instance,
        due_at=instants.format_instant(clock.due_at),
        charged=describe_holder(transcript.case),
    )
    # At once, so that of two clocks that lapse together each lapse stands beside its escalation.
    for rung in transcript.case.policy.ladder_of(clock.name):
        if rung.level and rung.offset == 0:
            write_event(transcript, TimedEvent(event.at, TimedEventKind.ESCALATION, clock, rung))


def describe_holder(case: Case) -> dict[str, str | None]:
    """Who holds the report now, as `{agency, unit, stage}`. A lapse is charged to them."""
    desk = case.task_history.last_desk
    unit = desk.owner.unit if desk else None
    return {"agency": case.holding.custody[-1].agency, "unit": unit, "stage": case.stage.value}
