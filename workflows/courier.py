"""The courier: delivers the messages of the outbox."""

from temporalio import workflow

from workflows.activity_loop import ActivityLoop, run_activity_loop


@workflow.defn(name="courier")
class Courier:
    """Runs the activity `deliver` for ever."""

    @workflow.run
    async def run(self, start: ActivityLoop) -> None:
        """Never returns; continues as new."""
        await run_activity_loop("deliver", start)
