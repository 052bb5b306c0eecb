"""Re-timing: sees to it that new calendars always reach the open reports that they move."""

from temporalio import workflow

from workflows.shifts import Shifts, run_shifts


@workflow.defn(name="retime")
class Retime:
    """Keeps the activity `retime` going."""

    @workflow.run
    async def run(self, start: Shifts) -> None:
        """Runs for ever."""
        await run_shifts("retime", start)
