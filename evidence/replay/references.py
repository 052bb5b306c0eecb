"""How the events of a run refer to one another: what one says of another has to be so."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from evidence.replay.events import CLOSING, COMMANDS, REFERENCES, UNSTARTED, Run
from evidence.replay.findings import Finding


def check_references(run: Run) -> Iterator[Finding]:
    """What an event says of an earlier one is so, and nothing is settled twice."""
    settled: set[tuple[str, int]] = set()
    task: int | None = None
    for number, name in enumerate(run.names, 1):
        own = run.carried[number - 1]
        for field, wanted in REFERENCES.get(name, {}).items():
            if not _refers(run, number, getattr(own, field), wanted):
                yield run.broken("refers_to_nothing", number, field, wanted=wanted)
                return
        if closing := CLOSING.get(name):
            key = (REFERENCES[name][closing], getattr(own, closing))
            if key in settled:
                yield run.broken("settled_twice", number, closing, of=key[1])
            settled.add(key)
        if name == "workflow_task_completed":
            task = number
        elif name in COMMANDS and task is not None:
            yield from _of_another_task(run, number, task)
        for field in CONTRADICTIONS[name](run, own) if name in CONTRADICTIONS else ():
            yield run.broken("refers_otherwise", number, field)


def _refers(run: Run, number: int, named: int, wanted: str) -> bool:
    if named == 0 and run.names[number - 1] in UNSTARTED and wanted.endswith("_started"):
        return True
    return 0 < named < number and run.names[named - 1] == wanted


def _of_another_task(run: Run, number: int, task: int) -> Iterator[Finding]:
    """What a task left names that task, which stands just before it."""
    own = run.carried[number - 1]
    if "workflow_task_completed_event_id" in REFERENCES[run.names[number - 1]]:
        if own.workflow_task_completed_event_id != task:
            field = "workflow_task_completed_event_id"
            yield run.broken("other_task", number, field)
    elif run.names[number - 1] == "workflow_execution_update_accepted":
        field = "accepted_request_sequencing_event_id"
        if getattr(own, field) != run.carried[task - 1].started_event_id - 1:
            yield run.broken("other_beginning", number, field)


def _timer(run: Run, own: Any) -> Iterator[str]:
    if own.timer_id != run.carried[own.started_event_id - 1].timer_id:
        yield "timer_id"


def _started(run: Run, own: Any) -> Iterator[str]:
    start = own.started_event_id  # 0 where it ended before it began
    if start and run.carried[start - 1].scheduled_event_id != own.scheduled_event_id:
        yield "scheduled_event_id"


def _signal(run: Run, own: Any) -> Iterator[str]:
    sent = run.carried[own.initiated_event_id - 1]
    for field in ("namespace", "namespace_id", "workflow_execution"):
        if getattr(own, field) != getattr(sent, field):
            yield field


def _accepted(run: Run, own: Any) -> Iterator[str]:
    if own.accepted_request.meta.update_id != own.protocol_instance_id:
        yield "accepted_request.meta.update_id"
    if own.accepted_request_message_id != f"{own.protocol_instance_id}/request":
        yield "accepted_request_message_id"


def _completed(run: Run, own: Any) -> Iterator[str]:
    if own.meta.update_id != run.carried[own.accepted_event_id - 1].protocol_instance_id:
        yield "meta.update_id"


CONTRADICTIONS: Mapping[str, Callable[[Run, Any], Iterator[str]]] = {
    "activity_task_completed": _started,
    "activity_task_failed": _started,
    "activity_task_timed_out": _started,
    "external_workflow_execution_signaled": _signal,
    "signal_external_workflow_execution_failed": _signal,
    "timer_canceled": _timer,
    "timer_fired": _timer,
    "workflow_execution_update_accepted": _accepted,
    "workflow_execution_update_completed": _completed,
    "workflow_task_completed": _started,
    "workflow_task_failed": _started,
    "workflow_task_timed_out": _started,
}
"""The fields by which an event contradicts the earlier one that it refers to."""
