"""The engine's events in short: what each is about, and what its payloads are made of, never what they say.
Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

Group = Literal["requests", "timers", "activities", "workflow_tasks", "run"]
"""What events have to do with: requests that came in, timers, activities and what was recorded, workflow
tasks, the run as a whole."""
GROUPS: tuple[Group, ...] = get_args(Group)
OF_NAME: tuple[tuple[str, Group], ...] = (
    ("WORKFLOW_EXECUTION_UPDATE", "requests"),
    ("WORKFLOW_EXECUTION_SIGNALED", "requests"),
    ("TIMER", "timers"),
    ("ACTIVITY", "activities"),
    ("MARKER", "activities"),
    ("WORKFLOW_TASK", "workflow_tasks"),
)
OUTSIDE = {"eventId", "eventTime", "eventType", "runId", "taskId", "eventGroupMarkers"}
NOT_TOLD = {
    "identity", "requestId", "workerVersion", "sdkMetadata", "meteringMetadata", "originalExecutionRunId",
    "firstExecutionRunId", "acceptedRequestMessageId", "protocolInstanceId", "versioningOverride",
    "workflowTaskCompletedEventId", "header", "normalName", "kind", "activation_index",
}  # fmt: skip
"""What says nothing of the report: names of machines and messages, and the engine's own bookkeeping."""
MOST_DETAILS = 8


@dataclass(frozen=True, slots=True)
class Payload:
    """A value that was handed over: where, the names of its fields, and how many bytes its JSON has."""

    where: str
    fields: tuple[str, ...]
    size: int


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """One event: its id within the run, which counts from 1, and its instant in ISO 8601. `details` are pairs
    of name and value."""

    id: int
    run: int
    at: str
    type: str
    group: Group
    details: tuple[tuple[str, str], ...]
    payloads: tuple[Payload, ...]


def summarise_events(events: Sequence[Mapping[str, Any]]) -> list[EngineEvent]:
    """The events of all runs, oldest first, as `describe_history` gives them."""
    runs: dict[str, int] = {}
    return [_summarise(event, runs.setdefault(event["runId"], len(runs) + 1)) for event in events]


def _summarise(event: Mapping[str, Any], run: int) -> EngineEvent:
    type_ = event["eventType"].removeprefix("EVENT_TYPE_")
    rest = {name: value for name, value in event.items() if name not in OUTSIDE}
    attributes = next(iter(rest.values())) if len(rest) == 1 else rest
    return EngineEvent(
        id=int(event["eventId"]),
        run=run,
        at=event["eventTime"],
        type=type_,
        group=next((group for name, group in OF_NAME if type_.startswith(name)), "run"),
        details=tuple(list(_details(attributes))[:MOST_DETAILS]),
        payloads=tuple(_payloads(attributes)),
    )


def _details(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each plain value outside payloads, by the last part of its name."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name == "payloads":
                yield from _details_of_marker(each)
            elif name not in NOT_TOLD:
                yield from _details(each, name)
    elif isinstance(value, str | int | float | bool) and path:
        yield path, str(value)


def _details_of_marker(payloads: Any) -> Iterator[tuple[str, str]]:
    """Which local activity a marker is of: the engine has no field for that."""
    for each in payloads if isinstance(payloads, list) else ():
        if isinstance(each, Mapping) and isinstance(each.get("activity_type"), str):
            yield "activity", each["activity_type"]


def _payloads(value: Any, path: str = "") -> Iterator[Payload]:
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name == "payloads" and isinstance(each, list):
                yield from (_payload(path, one) for one in each)
            elif name not in NOT_TOLD:
                yield from _payloads(each, name)


def _payload(where: str, value: Any) -> Payload:
    fields = tuple(value) if isinstance(value, Mapping) else ()
    return Payload(where, fields, len(json.dumps(value, ensure_ascii=False).encode()))
