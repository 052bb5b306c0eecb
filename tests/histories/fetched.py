"""Histories as the engine keeps them, for tests that replay or compare them."""

from datetime import timedelta

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory

from evidence.replay.replayer import continued_from


async def fetch_runs(client: Client, tracking_number: str) -> list[WorkflowHistory]:
    """The histories of all runs of a report, oldest first. Raises RPCError (NOT_FOUND) where none is kept."""
    newest = await client.get_workflow_handle(tracking_number).fetch_history()
    runs = [newest]
    while earlier := continued_from(runs[0]):
        handle = client.get_workflow_handle(tracking_number, run_id=earlier)
        runs.insert(0, await handle.fetch_history())
    return runs


def timer_waits(history: WorkflowHistory) -> list[timedelta]:
    """How long each timer of the history was set for, in order."""
    return [
        event.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta()
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED
    ]
