"""Re-timing: sees to it that new calendars always reach the open reports that they move."""

from temporalio import workflow

from workflows.shifts import Shifts, keep_at


@workflow.defn(name="retime")
class Retime:
    """Keeps the activity `retime` going."""

    @workflow.run
    async def run(self, start: Shifts) -> None:
        """Runs for ever."""
        await keep_at("retime", start)
