"""What always runs in a namespace, one of each: delivery (on the wire `courier`), the re-timing of open
reports, the archive, the search for vacancies, the moving of reports to successors."""

import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from runtime.temporal_connection import TASK_QUEUE
from workflows.activity_loop import ActivityLoop

DELIVERY, RETIME, ARCHIVE, VACANCIES = "courier", "retime", "archive", "vacancies"
SUCCESSION = "succession"
"""Workflows that run for ever, each under its own name."""
STANDING = (DELIVERY, RETIME, ARCHIVE, VACANCIES, SUCCESSION)

SILENCE = 60
"""Seconds without a sign of life after which somebody has to see to one of them."""
FAILURES = 20
"""Attempts in a row, about a minute's, after which the same holds …"""
BRIEF = 10
"""… unless the last one has lasted longer than so many seconds."""


async def ensure_running(
    client: Client, name: str, *, task_queue: str = TASK_QUEUE, start: ActivityLoop | None = None
) -> WorkflowHandle[Any, None]:
    """Starts the one of that name; where it runs already nothing changes."""
    return await client.start_workflow(
        name,
        start or ActivityLoop(),
        id=name,
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=timedelta(seconds=3),
    )


async def standing_alarms(client: Client, task_queue: str) -> list[dict[str, Any]]:
    """Which of them do not get on, of those that were ever started on that queue: `standing_late`, and what
    their signs of life tell. Raises RPCError."""
    return [alarm for name in STANDING async for alarm in _alarms(client, task_queue, name)]


async def _alarms(client: Client, task_queue: str, name: str) -> AsyncIterator[dict[str, Any]]:
    try:
        described = await client.get_workflow_handle(name).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return
    if described.task_queue != task_queue:
        return
    if why := _stuck(described):
        yield {"code": "standing_late", "message": f"the workflow {name} {why}", "workflow": name}
    for activity in described.raw_description.pending_activities:
        for told in await client.data_converter.decode(activity.heartbeat_details.payloads):
            for alarm in told or ():
                yield alarm


def _stuck(described: WorkflowExecutionDescription) -> str | None:
    """Why it does not get on; null where it does."""
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return "has ended; a worker starts it again within a minute"
    raw = described.raw_description
    if raw.pending_workflow_task.attempt > FAILURES:
        return "can't be carried out: its tasks fail, as the workers' logs tell"
    for activity in raw.pending_activities:
        if (quiet := time.time() - _seen(activity)) > SILENCE:
            return f"has given no sign of life for {quiet:.0f} s"
        if activity.attempt > FAILURES and _is_brief(activity):
            kind = activity.last_failure.application_failure_info.type or "unknown"
            return f"has failed {activity.attempt - 1} times in a row, last by {kind}"
    return None


def _seen(activity: PendingActivityInfo) -> float:
    """When it last gave a sign of life, in seconds since the epoch; the present for one that never began."""
    times = (activity.last_heartbeat_time.seconds, activity.last_started_time.seconds)
    return max(times) or time.time()


def _is_brief(activity: PendingActivityInfo) -> bool:
    started = PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
    return activity.state != started or time.time() - activity.last_started_time.seconds < BRIEF
