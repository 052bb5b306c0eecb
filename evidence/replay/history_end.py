"""Whether a history that replays well was cut at its end: by what the report waits for, and by its facts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from evidence.replay.bulk_replayer import Replay
from evidence.replay.events import Run, instant_of
from evidence.replay.evidence import ReplayedEvidence, Wire
from evidence.replay.findings import Finding
from evidence.replay.history import UNEVENNESS
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.time.schedule import finished_at, wake_up_delay

LEEWAY = timedelta(minutes=1)
"""How long the engine may take for what it does at once as a rule, and a workflow task at most."""


def check_end(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """A report that is over has a history that says so."""
    run, case, evidence = replayed.runs[-1], replayed.case, replayed.evidence
    if replayed.is_ended or not replayed.is_whole:
        return
    end = finished_at(case) if case else None
    is_past = (
        case is not None
        and end is not None
        and evidence.as_of is not None
        and end + _lateness(case) + LEEWAY < evidence.as_of
    )
    if evidence.finished or is_past or (case is not None and case.is_final):
        yield run.broken("ends_before_end", len(run.events))


def _lateness(case: Case) -> timedelta:
    """How much later than its last timed event a report may end: its timer is spread, and after an outage it
    waits once more, for decisions that were received before."""
    return 2 * wake_up_delay(case) + timedelta(seconds=case.policy.outage_grace)


def check_answers(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """What the engine does by itself, sooner or later, is in the history once the time for it has passed."""
    run, as_of = replayed.runs[-1], replayed.evidence.as_of
    if replayed.is_ended or as_of is None or not replayed.is_whole:
        return
    for number, wait in _awaited(run, replayed.replays[-1]).items():
        if instant_of(run.events[number - 1]) + wait + LEEWAY < as_of:
            yield run.broken("ends_before_outcome", len(run.events), of=number)


def _awaited(run: Run, replay: Replay) -> dict[int, timedelta]:
    """The events that the engine answers by itself and has not answered, and after how long it does."""
    found: dict[int, timedelta] = {}
    for number, (name, own) in enumerate(zip(run.names, run.carried, strict=True), 1):
        if name == "timer_started" and (wait := replay.wait_of(own.timer_id)) is not None:
            found[number] = wait
        elif name in ("timer_fired", "timer_canceled"):
            found.pop(own.started_event_id, None)
        elif name == "signal_external_workflow_execution_initiated":
            found[number] = timedelta()
        elif name in ("external_workflow_execution_signaled", "signal_external_workflow_execution_failed"):
            found.pop(own.initiated_event_id, None)
    if run.names[-1] == "workflow_task_started":
        found[len(run.names)] = timedelta()
    return found


def check_outrun(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """Facts that were sealed or recorded, and go on from the history's own, recorded no earlier than its end.

    Those of a workflow task that the engine discarded are older than the end: the history has gone on.
    """
    run, evidence = replayed.runs[-1], replayed.evidence
    if replayed.is_ended or not replayed.is_whole:
        return
    for held in (evidence.sealed, _recorded(replayed)):
        if held and _goes_on(held, replayed):
            yield run.broken("ends_before_fact", len(run.events), next=len(replayed.facts) + 1)
            return


def _is_later(fact: Wire, end: datetime) -> bool:
    try:
        return instants.parse_instant(fact["recorded_at"]) + UNEVENNESS >= end
    except (ValueError, OverflowError):  # no instant, so that it is no fact either
        return False


def _recorded(replayed: ReplayedEvidence) -> list[Wire] | None:
    """The record's facts, if the rest of it was made of as many: else facts were added by themselves."""
    found, record = replayed.evidence.recorded, replayed.evidence.record
    if found is None or record is None:
        return None
    return found if record["row"].get("", {}).get("facts") == len(found) else None


def _goes_on(held: Sequence[Wire], replayed: ReplayedEvidence) -> bool:
    own, end = [fact["digest"] for fact in replayed.facts], instant_of(replayed.runs[-1].events[-1])
    next_ = held[len(own)] if len(held) > len(own) else None
    if next_ is None or [fact["digest"] for fact in held[: len(own)]] != own or not _is_later(next_, end):
        return False
    return bool(next_["previous"] == own[-1]) if own else next_["number"] == 1
