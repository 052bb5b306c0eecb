"""Re-timing: brings new calendars to the open reports that they concern."""

from temporalio import workflow

from workflows.activity_loop import ActivityLoop, run_activity_loop


@workflow.defn(name="retime")
class Retime:
    """Runs the activity `retime` for ever."""

    @workflow.run
    async def run(self, start: ActivityLoop) -> None:
        """Never returns; continues as new."""
        await run_activity_loop("retime", start)
