"""The archive: keeps every finished report in the archive store, and checks what is kept there."""

from temporalio import workflow

from workflows.activity_loop import ActivityLoop, run_activity_loop


@workflow.defn(name="archive")
class Archive:
    """Runs the activity `archive` for ever."""

    @workflow.run
    async def run(self, start: ActivityLoop) -> None:
        """Never returns; continues as new."""
        await run_activity_loop("archive", start)
