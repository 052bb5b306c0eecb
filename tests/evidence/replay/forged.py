"""Histories that were forged with more care than a single edit."""

from collections.abc import Iterator
from typing import Any

from evidence.replay.evidence import Evidence
from tests.evidence.replay.scene import copied, evidence, with_events, with_payload
from tests.histories.golden import load


def forged() -> Iterator[Evidence]:
    """What takes more than one edit, or another than of one value; each is a case of its own."""
    for name in ("straight", "merged_and_split"):
        for golden in load(name):
            yield from _forged(evidence(golden))
    (several,) = load("over_several_runs")
    yield _continued_otherwise(evidence(several))


def _continued_otherwise(whole: Evidence) -> Evidence:
    """A report that goes on with another category than it came to, in both runs alike."""

    def change(start: Any) -> Any:
        return {**start, "case": {**start["case"], "category": "energi"}}

    left = with_payload(whole, 0, len(whole.histories[0].events) - 1, change)
    return with_payload(left, 1, 0, change)


def _forged(whole: Evidence) -> Iterator[Evidence]:
    for run, history in enumerate(whole.histories):
        timeless = copied(history.events)
        timeless[-1].event_time.seconds = -(10**12)
        yield with_events(whole, run, timeless)
        refused, resent = copied(history.events), copied(history.events)
        for event in refused:
            if event.HasField("workflow_execution_update_completed_event_attributes"):
                outcome = event.workflow_execution_update_completed_event_attributes.outcome
                outcome.failure.message = "not allowed"
        yield with_events(whole, run, refused)
        for event in resent:
            for name in (
                "signal_external_workflow_execution_initiated",
                "external_workflow_execution_signaled",
            ):
                if event.HasField(f"{name}_event_attributes"):  # type: ignore[arg-type]  # a name as good as any
                    getattr(event, f"{name}_event_attributes").workflow_execution.workflow_id = "T1"
        yield with_events(whole, run, resent)
        yield from _of_other_tasks(whole, run)


def _of_other_tasks(whole: Evidence, run: int) -> Iterator[Evidence]:
    """The last task's events as if they were of the one before."""
    for field, named in (
        ("workflow_task_completed_event_id", "workflow_task_completed"),
        ("scheduled_event_id", "workflow_task_scheduled"),
    ):
        events = copied(whole.histories[run].events)
        earlier = [each.event_id for each in events if each.HasField(f"{named}_event_attributes")]  # type: ignore[arg-type]  # see above
        of_last = [
            own
            for event in events
            for own in [getattr(event, event.WhichOneof("attributes") or "")]
            if getattr(own, field, None) == earlier[-1] and not hasattr(own, "request_id")
        ]
        for own in of_last[:1] if len(earlier) > 1 else ():
            setattr(own, field, earlier[-2])
            yield with_events(whole, run, events)
