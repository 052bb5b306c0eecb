"""An engine that has forgotten, as after its retention."""

import asyncio

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode


async def forget(client: Client, report: str, run: str = "") -> None:
    """Has the engine forget a run of the report, the newest if none is named."""
    forgotten = WorkflowExecution(workflow_id=report, run_id=run)
    request = DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=forgotten)
    await client.workflow_service.delete_workflow_execution(request)
    while True:
        try:
            await client.get_workflow_handle(report, run_id=run or None).fetch_history()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return
        await asyncio.sleep(0.2)
