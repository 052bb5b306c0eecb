"""What the events of a report's history are, and how they refer to one another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self

from temporalio.api.common.v1 import Payloads
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

from evidence import history_codec
from evidence.replay.findings import Finding, pairs

PREFIX = "EVENT_TYPE_"
SUFFIX = "_event_attributes"

TASK_ENDS = frozenset({"workflow_task_completed", "workflow_task_failed", "workflow_task_timed_out"})
COMMANDS = frozenset(
    {
        "activity_task_scheduled",
        "marker_recorded",
        "signal_external_workflow_execution_initiated",
        "timer_canceled",
        "timer_started",
        "upsert_workflow_search_attributes",
        "workflow_execution_completed",
        "workflow_execution_continued_as_new",
        "workflow_execution_update_accepted",
        "workflow_execution_update_completed",
    }
)
"""What a workflow task of a report leaves: they stand at once after its completion."""
ENDS = frozenset(
    {"workflow_execution_continued_as_new"}
    | {EventType.Name(each).removeprefix(PREFIX).lower() for each in history_codec.ENDS}
)
"""What a run ends with."""
HELD_BACK = frozenset(
    {
        "activity_task_completed",
        "activity_task_failed",
        "activity_task_started",
        "activity_task_timed_out",
        "external_workflow_execution_signaled",
        "signal_external_workflow_execution_failed",
        "timer_fired",
        "workflow_execution_signaled",
    }
)
"""What the engine writes down later than it happened, where a workflow task is under way."""

REFERENCES: Mapping[str, Mapping[str, str]] = {
    **{name: {"workflow_task_completed_event_id": "workflow_task_completed"} for name in COMMANDS},
    "activity_task_started": {"scheduled_event_id": "activity_task_scheduled"},
    **{
        f"activity_task_{how}": {
            "scheduled_event_id": "activity_task_scheduled",
            "started_event_id": "activity_task_started",
        }
        for how in ("completed", "failed", "timed_out")
    },
    "external_workflow_execution_signaled": {
        "initiated_event_id": "signal_external_workflow_execution_initiated"
    },
    "signal_external_workflow_execution_failed": {
        "initiated_event_id": "signal_external_workflow_execution_initiated"
    },
    "timer_canceled": {
        "started_event_id": "timer_started",
        "workflow_task_completed_event_id": "workflow_task_completed",
    },
    "timer_fired": {"started_event_id": "timer_started"},
    "workflow_execution_update_accepted": {},  # its own task is found by its place
    "workflow_execution_update_completed": {"accepted_event_id": "workflow_execution_update_accepted"},
    "workflow_task_started": {"scheduled_event_id": "workflow_task_scheduled"},
    **{
        name: {
            "scheduled_event_id": "workflow_task_scheduled",
            "started_event_id": "workflow_task_started",
        }
        for name in TASK_ENDS
    },
}
"""By event, which of its fields name an earlier event of which name."""
UNSTARTED = frozenset({"workflow_task_timed_out", "activity_task_timed_out"})
"""What may end before it began: it then names no beginning."""
CLOSING: Mapping[str, str] = {
    **{f"activity_task_{how}": "scheduled_event_id" for how in ("completed", "failed", "timed_out")},
    "external_workflow_execution_signaled": "initiated_event_id",
    "signal_external_workflow_execution_failed": "initiated_event_id",
    "timer_canceled": "started_event_id",
    "timer_fired": "started_event_id",
    "workflow_execution_update_completed": "accepted_event_id",
    "workflow_task_started": "scheduled_event_id",
}
"""The events that settle an earlier one, which can be settled once only, with the field that names it."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a report: its number (1 is the oldest), its events, what they are called and carry."""

    report: str
    number: int
    events: Sequence[HistoryEvent]
    names: Sequence[str]
    carried: Sequence[Any]

    @classmethod
    def of(cls, report: str, number: int, events: Sequence[HistoryEvent]) -> Self:
        """The run of these events."""
        set_ = [event.WhichOneof("attributes") for event in events]
        carried = [getattr(event, each) if each else None for event, each in zip(events, set_, strict=True)]
        return cls(report, number, events, [(each or "").removesuffix(SUFFIX) for each in set_], carried)

    def broken(
        self, code: str, event: int | None = None, field: str | None = None, **values: object
    ) -> Finding:
        """A finding on the run, or on the event in that place of it (1 is the first)."""
        return Finding("history_broken", code, self.number, event, field=field, values=pairs(**values))


def typed_as(event: HistoryEvent) -> str:
    """What an event is called by its type."""
    try:
        return EventType.Name(event.event_type).removeprefix(PREFIX).lower()
    except ValueError:  # a type that this release of the engine's library doesn't know
        return str(event.event_type)


def instant_of(event: HistoryEvent) -> datetime:
    """When the engine says that it happened. Raises ValueError where no year has that instant."""
    return event.event_time.ToDatetime(UTC)


def detail_of(marker: Any, name: str) -> Payloads:
    """What a marker says under that name; nothing where it doesn't."""
    found: Payloads = marker.details.get(name, Payloads())
    return found
