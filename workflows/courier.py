"""The courier: sees to it that somebody always delivers what is to leave."""

from temporalio import workflow

from workflows.shifts import Shifts, run_shifts


@workflow.defn(name="courier")
class Courier:
    """Keeps the activity `deliver` going."""

    @workflow.run
    async def run(self, start: Shifts) -> None:
        """Runs for ever."""
        await run_shifts("deliver", start)
