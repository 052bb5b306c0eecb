"""What always runs in a namespace, one of each: the courier, the re-timing of open reports, the archive,
the look-out for vacancies."""

from datetime import timedelta
from typing import Any

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from workflows.shifts import Shifts

COURIER, RETIME, ARCHIVE, VACANCIES = "courier", "retime", "archive", "vacancies"
"""Workflows that run for ever, each under its own name."""


async def ensure(
    client: Client, name: str, *, task_queue: str = "tuntas", start: Shifts | None = None
) -> WorkflowHandle[Any, None]:
    """Starts the one of that name; where it runs already nothing changes."""
    return await client.start_workflow(
        name,
        start or Shifts(),
        id=name,
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=timedelta(seconds=3),
    )
