"""Delivery: sends the messages of the outbox. On the wire the workflow is named `courier`."""

from temporalio import workflow

from workflows.activity_loop import ActivityLoop, run_activity_loop


@workflow.defn(name="courier")
class Delivery:
    """Runs the activity `deliver` for ever."""

    @workflow.run
    async def run(self, start: ActivityLoop) -> None:
        """Never returns; continues as new."""
        await run_activity_loop("deliver", start)
