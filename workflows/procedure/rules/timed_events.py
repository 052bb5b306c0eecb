"""What happens to a report when time is up: the facts that are written for each due alarm."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind
from workflows.procedure.time.alarms import CLOSES_AS, Alarm, Cause, find_next_alarm


def ring_due_alarms(transcript: Transcript, until: datetime) -> None:
    """Lets everything happen that is due at or before `until`, in order, each at its own instant."""
    while (
        (alarm := find_next_alarm(transcript.case)) and alarm.at <= until and alarm.cause is not Cause.SEALING
    ):
        ring_alarm(transcript, alarm)


def ring_alarm(transcript: Transcript, alarm: Alarm) -> None:
    """Writes what the alarm is for. Sealing is no fact: it is the end of the workflow."""
    if alarm.clock is None:
        transcript.add(FactKind.RESUMED, alarm.at)
        return
    clock: dict[str, Any] = {"clock": alarm.clock.name.value, "instance": alarm.clock.instance}
    if alarm.cause is Cause.CLOSING:
        outcome = CLOSES_AS[alarm.clock.name].value
        cause = {"kind": "time_out", **clock}
        transcript.add(
            FactKind.CLOSED, alarm.at, outcome=outcome, final=False, cause=cause, ended_by="time_out"
        )
    elif alarm.cause is Cause.LAPSE:
        due_at = instants.format_instant(alarm.clock.due_at)
        transcript.add(
            FactKind.LAPSED, alarm.at, **clock, due_at=due_at, charged=describe_holder(transcript.case)
        )
        # At once, so that of two clocks that lapse together each lapse stands beside its escalation.
        for rung in transcript.case.policy.ladder_of(alarm.clock.name):
            if rung.level and rung.offset == 0:
                ring_alarm(transcript, Alarm(alarm.at, Cause.ESCALATION, alarm.clock, rung))
    elif alarm.rung is not None:
        told = list(alarm.rung.told)
        if alarm.cause is Cause.REMINDER:
            transcript.add(FactKind.REMINDED, alarm.at, **clock, told=told)
        else:
            transcript.add(FactKind.ESCALATED, alarm.at, **clock, level=alarm.rung.level, told=told)


def describe_holder(case: Case) -> dict[str, str | None]:
    """Whoever holds the report now: a lapse is theirs."""
    desk = case.task_history.last_desk
    unit = desk.owner.unit if desk else None
    return {"agency": case.holding.custody[-1].agency, "unit": unit, "stage": case.stage.value}
