"""What one report asks of another: to take it in when they are merged."""

from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from workflows.inputs import Adoption
from workflows.procedure.rules.refusals import MergeTarget


class MergeActivity:
    """The activity `adopt_follower`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @activity.defn(name="adopt_follower")
    async def adopt_follower(self, adoption: Adoption) -> bool:
        """Has `adoption.into` take the follower in; a repeat changes nothing. False where it is closed,
        merged or gone; any other failure is worth another try."""
        original = self._client.get_workflow_handle(adoption.into)
        try:
            await original.execute_update("adopt", adoption)
        except WorkflowUpdateFailedError as failed:
            if isinstance(failed.cause, ApplicationError) and failed.cause.type == MergeTarget.code:
                return False
            raise
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True
