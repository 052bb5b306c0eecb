"""Vacancies: tells reports that nobody in office can do their open task."""

from temporalio import workflow

from workflows.activity_loop import ActivityLoop, run_activity_loop


@workflow.defn(name="vacancies")
class Vacancies:
    """Runs the activity `find_vacancies` for ever."""

    @workflow.run
    async def run(self, start: ActivityLoop) -> None:
        """Never returns; continues as new."""
        await run_activity_loop("find_vacancies", start)
