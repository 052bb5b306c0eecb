"""What today's code asks the engine for in a replay, beside what the history says it was asked for.

The engine itself matches the two by kind and order and, of activities and timers, by their ids. Everything
else they say, how long a timer is set for before all, replays without complaint: it is compared here.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.bridge.proto.workflow_commands import WorkflowCommand

from evidence.replay.bulk_replayer import IssuedCommands, Replay, processed_events
from evidence.replay.events import Run, detail_of
from evidence.replay.findings import Finding, pairs

ROUNDING = timedelta(microseconds=1)
"""The engine is told of timers in floating seconds."""
BATCH = ("report", "facts")
"""What of a batch for the record is not made of its facts: the rest may change from release to release."""

Key = tuple[str, str]
"""What pairs a command with its event: the event's name, and the id that both carry, if they do."""


def compare_commands(run: Run, replay: Replay) -> Iterator[Finding]:
    """Where a history differs from what today's code asks for: other seconds of a timer (`timer_differs`),
    anything else (`nondeterministic`), or nothing where it should go on (`history_broken`)."""
    asked: dict[Key, deque[IssuedCommands]] = defaultdict(deque)
    for each in replay.asked:
        asked[_key_of_command(each.command)].append(each)
    for number, (name, own) in enumerate(zip(run.names, run.carried, strict=True), 1):
        if name == "timer_started":
            yield from compare_timer(run, number, own, replay)
        if name not in ID_OF:
            continue
        if waiting := asked.get((name, ID_OF[name](own))):
            yield from compare_contents(run, number, waiting.popleft().command)
        elif replay.failure is None:
            yield _other(run, number, "unasked")
    if replay.failure is None:
        yield from find_cut(run, asked)


def compare_timer(run: Run, number: int, own: Any, replay: Replay) -> Iterator[Finding]:
    """How long a timer is set for, by the fold of the facts and by the history."""
    wait, set_for = replay.wait_of(own.timer_id), own.start_to_fire_timeout.ToTimedelta()
    if wait is not None and abs(wait - set_for) > ROUNDING:
        yield Finding(
            "timer_differs",
            "timer_set",
            run.number,
            number,
            field="start_to_fire_timeout",
            values=pairs(set_for=set_for, wait=wait),
        )


def compare_contents(run: Run, number: int, command: WorkflowCommand) -> Iterator[Finding]:
    """What else a command says, and its event."""
    name = run.names[number - 1]
    for field in SAME[name](run.carried[number - 1], command) if name in SAME else ():
        yield _other(run, number, "asked_otherwise", field)


def find_cut(run: Run, asked: Mapping[Key, Sequence[IssuedCommands]]) -> Iterator[Finding]:
    """What was asked for, and no event tells of. Something set and given up within one task leaves none; a
    local activity may still be under way where another task follows."""
    is_under_way = len(processed_events(run)) < len(run.events)
    for (name, id_), left in asked.items():
        if not left or (name == "marker_recorded" and is_under_way):
            continue
        counterpart = {"timer_started": "timer_canceled", "timer_canceled": "timer_started"}.get(name)
        if counterpart and asked.get((counterpart, id_)):
            continue
        yield run.broken("ends_before_command", len(run.events), command=name)


def _other(run: Run, number: int, code: str, field: str | None = None) -> Finding:
    return Finding("nondeterministic", code, run.number, number, field=field)


def _key_of_command(command: WorkflowCommand) -> Key:
    variant = command.WhichOneof("variant") or ""
    own: Any = getattr(command, variant, None)
    if variant == "update_response":
        accepted = own.WhichOneof("response") == "accepted"
        how = "accepted" if accepted else "completed"
        return f"workflow_execution_update_{how}", own.protocol_instance_id
    name, id_of = EVENT_OF.get(variant, (variant, _none))
    return name, id_of(own)


def _none(_: Any) -> str:
    return ""


def _activity_of_marker(own: Any) -> str:
    try:
        return str(json.loads(detail_of(own, "data").payloads[0].data)["activity_id"])
    except (ValueError, LookupError, TypeError):
        return "none"


EVENT_OF: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "cancel_timer": ("timer_canceled", lambda own: str(own.seq)),
    "complete_workflow_execution": ("workflow_execution_completed", _none),
    "continue_as_new_workflow_execution": ("workflow_execution_continued_as_new", _none),
    "schedule_activity": ("activity_task_scheduled", lambda own: own.activity_id),
    "schedule_local_activity": ("marker_recorded", lambda own: own.activity_id),
    "signal_external_workflow_execution": ("signal_external_workflow_execution_initiated", _none),
    "start_timer": ("timer_started", lambda own: str(own.seq)),
    "upsert_workflow_search_attributes": ("upsert_workflow_search_attributes", _none),
}
"""Which event tells of a command, and the id by which it is found."""
ID_OF: Mapping[str, Callable[[Any], str]] = {
    "activity_task_scheduled": lambda own: own.activity_id,
    "marker_recorded": _activity_of_marker,
    "signal_external_workflow_execution_initiated": _none,
    "timer_canceled": lambda own: own.timer_id,
    "timer_started": lambda own: own.timer_id,
    "upsert_workflow_search_attributes": _none,
    "workflow_execution_completed": _none,
    "workflow_execution_continued_as_new": _none,
    "workflow_execution_update_accepted": lambda own: own.protocol_instance_id,
    "workflow_execution_update_completed": lambda own: own.meta.update_id,
}
"""The same id, as the event carries it."""


def _activity(own: Any, command: WorkflowCommand) -> Iterator[str]:
    today = command.schedule_activity
    if own.activity_type.name != today.activity_type:
        yield "activity_type"
    only = BATCH if today.activity_type == "record" else None
    if not _same(own.input.payloads, today.arguments, only):
        yield "input"


def _local_activity(own: Any, command: WorkflowCommand) -> Iterator[str]:
    data = json.loads(detail_of(own, "data").payloads[0].data)
    if data.get("activity_type") != command.schedule_local_activity.activity_type:
        yield "activity_type"


def _signal(own: Any, command: WorkflowCommand) -> Iterator[str]:
    today = command.signal_external_workflow_execution
    if own.signal_name != today.signal_name:
        yield "signal_name"
    if own.workflow_execution.workflow_id != today.workflow_execution.workflow_id:
        yield "workflow_execution"
    if not _same(own.input.payloads, today.args):
        yield "input"


def _attributes(own: Any, command: WorkflowCommand) -> Iterator[str]:
    if own.search_attributes != command.upsert_workflow_search_attributes.search_attributes:
        yield "search_attributes"


def _answer(own: Any, command: WorkflowCommand) -> Iterator[str]:
    today, outcome = command.update_response, own.outcome
    if outcome.WhichOneof("value") == "success":
        if not _same(outcome.success.payloads, [today.completed]):
            yield "outcome"
    elif not _same_failure(outcome.failure, today.rejected):
        yield "outcome"


def _same_failure(then: Any, now: Any) -> bool:
    own, today = then.application_failure_info, now.application_failure_info
    return (then.message, own.type) == (now.message, today.type) and _same(
        own.details.payloads, today.details.payloads
    )


def _result(own: Any, command: WorkflowCommand) -> Iterator[str]:
    if not _same(own.result.payloads, [command.complete_workflow_execution.result]):
        yield "result"


def _continued(own: Any, command: WorkflowCommand) -> Iterator[str]:
    today = command.continue_as_new_workflow_execution
    if own.workflow_type.name != "report":  # the command names none: it goes on as what it is
        yield "workflow_type"
    if not _same(own.input.payloads, today.arguments):
        yield "input"


SAME: Mapping[str, Callable[[Any, WorkflowCommand], Iterator[str]]] = {
    "activity_task_scheduled": _activity,
    "marker_recorded": _local_activity,
    "signal_external_workflow_execution_initiated": _signal,
    "upsert_workflow_search_attributes": _attributes,
    "workflow_execution_completed": _result,
    "workflow_execution_continued_as_new": _continued,
    "workflow_execution_update_completed": _answer,
}
"""The fields in which an event and its command differ."""


def _same(then: Iterable[Payload], now: Iterable[Payload], only: Sequence[str] | None = None) -> bool:
    """Whether values say the same; of the first, `only` these fields. Today's may have more to say."""
    former, latter = list(then), list(now)
    return len(former) == len(latter) and all(map(lambda a, b: _says(a, b, only), former, latter))


def _says(then: Payload, now: Payload, only: Sequence[str] | None) -> bool:
    if then.data == now.data and then.metadata == now.metadata:
        return True
    if then.metadata.get("encoding") != now.metadata.get("encoding"):
        return False
    try:
        former, latter = json.loads(then.data), json.loads(now.data)
        return _within({name: former[name] for name in only} if only else former, latter)
    except (ValueError, LookupError, TypeError):  # no JSON, or none of ours
        return False


def _within(then: Any, now: Any) -> bool:
    if isinstance(then, dict) and isinstance(now, dict):
        return all(name in now and _within(value, now[name]) for name, value in then.items())
    if isinstance(then, list) and isinstance(now, list):
        return len(then) == len(now) and all(map(_within, then, now))
    return type(then) is type(now) and bool(then == now)
