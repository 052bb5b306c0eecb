"""Vacancies: sees to it that reports always hear when nobody is left to do their open task."""

from temporalio import workflow

from workflows.shifts import Shifts, run_shifts


@workflow.defn(name="vacancies")
class Vacancies:
    """Keeps the activity `find_vacancies` going."""

    @workflow.run
    async def run(self, start: Shifts) -> None:
        """Runs for ever."""
        await run_shifts("find_vacancies", start)
