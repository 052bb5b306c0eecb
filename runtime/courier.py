"""The one courier of a namespace."""

from datetime import timedelta

from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from workflows.courier import Courier, CourierInput

COURIER = "courier"


async def ensure_courier(
    client: Client, *, task_queue: str = "tuntas", start: CourierInput | None = None
) -> WorkflowHandle[Courier, None]:
    """Starts the courier; where it runs already nothing changes."""
    return await client.start_workflow(
        Courier.run,
        start or CourierInput(),
        id=COURIER,
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        task_timeout=timedelta(seconds=3),
    )
