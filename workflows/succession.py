"""Succession: brings the reports of agencies and units that were merged or abolished to their successors."""

from temporalio import workflow

from workflows.activity_loop import ActivityLoop, run_activity_loop


@workflow.defn(name="succession")
class Successions:
    """Runs the activity `transfer_reports` for ever."""

    @workflow.run
    async def run(self, start: ActivityLoop) -> None:
        """Never returns; continues as new."""
        await run_activity_loop("transfer_reports", start)
