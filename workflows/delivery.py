"""Delivery: keeps an activity running that sends the messages of the outbox. On the wire it is `courier`."""

from temporalio import workflow

from workflows.shifts import Shifts, run_shifts


@workflow.defn(name="courier")
class Delivery:
    """Keeps the activity `deliver` going."""

    @workflow.run
    async def run(self, start: Shifts) -> None:
        """Runs for ever."""
        await run_shifts("deliver", start)
