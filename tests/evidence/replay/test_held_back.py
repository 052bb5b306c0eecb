"""Events that the engine writes down later than they happened."""

from datetime import UTC, datetime, timedelta

from temporalio.api.history.v1 import HistoryEvent

from evidence.replay.events import Run
from evidence.replay.findings import Finding
from evidence.replay.history import check_times

BEGUN = datetime(2026, 11, 24, 8, tzinfo=UTC)
STORY = (
    ("workflow_execution_started", 0),
    ("workflow_task_scheduled", 0),
    ("workflow_task_started", 0),
    ("workflow_task_completed", 10),
    ("activity_task_scheduled", 10),
    ("workflow_task_scheduled", 20),
    ("workflow_task_started", 20),  # a decision, while the activity tries to reach the record
    ("workflow_task_completed", 20),
    ("activity_task_started", 12),
    ("activity_task_completed", 22),
)


def found(started: int) -> list[Finding]:
    """What is wrong with the times where the activity was started that many seconds after the beginning."""
    events = []
    for number, (name, second) in enumerate(STORY, 1):
        event = HistoryEvent(event_id=number)
        event.event_time.FromDatetime(
            BEGUN + timedelta(seconds=started if name == "activity_task_started" else second)
        )
        getattr(event, f"{name}_event_attributes").SetInParent()
        if name == "activity_task_started":
            event.activity_task_started_event_attributes.scheduled_event_id = 5
        events.append(event)
    return list(check_times(Run.of("8KD2-TJZP-XGEP-D", 1, events)))


def test_an_activity_that_ran_beside_a_decision_accuses_no_history() -> None:
    assert found(started=12) == []


def test_an_activity_that_was_started_before_it_was_asked_for_is_told() -> None:
    (finding,) = found(started=8)
    assert (finding.kind, finding.event, finding.field) == ("history_broken", 9, "event_time")
