"""Workflows count working days inside Temporal's sandbox."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from calendars import Snapshot
from calendars.calendar import Calendar


@workflow.defn(name="count_working_days")
class CountWorkingDays:
    """Says when three working days after a day, as the given calendar counts, have ended."""

    @workflow.run
    async def run(self, calendar: Snapshot, start: date) -> datetime:
        return calendar.end_of(calendar.add(start, 3))


async def test_a_workflow_counts_by_the_snapshot_it_was_given(
    temporal_client: Client, calendar: Callable[..., Calendar]
) -> None:
    snapshot = calendar("ID-PA").snapshot(1, date(2025, 1, 1), date(2025, 12, 31))
    queue = f"calendars-{uuid4()}"
    ours = SandboxRestrictions.default.with_passthrough_modules("calendars")
    async with Worker(
        temporal_client,
        task_queue=queue,
        workflows=[CountWorkingDays],
        workflow_runner=SandboxedWorkflowRunner(restrictions=ours),
    ):
        end = await temporal_client.execute_workflow(
            CountWorkingDays.run, args=[snapshot, date(2025, 8, 14)], id=queue, task_queue=queue
        )
    assert end == datetime(2025, 8, 20, 15, tzinfo=UTC)
