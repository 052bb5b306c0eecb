"""The archive: sees to it that what is finished is always sealed, and what is sealed stays so."""

from temporalio import workflow

from workflows.shifts import Shifts, run_shifts


@workflow.defn(name="archive")
class Archive:
    """Keeps the activity `archive` going."""

    @workflow.run
    async def run(self, start: Shifts) -> None:
        """Runs for ever."""
        await run_shifts("archive", start)
