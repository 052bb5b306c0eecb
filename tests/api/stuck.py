"""A report that never answers."""

from temporalio.client import Client

from tests.api.people import Report
from workflows.inputs import ReportInput


async def stuck(client: Client, report: Report) -> None:
    """Puts a workflow in the report's place that no worker ever carries out."""
    await client.get_workflow_handle(report.number).terminate()
    await client.start_workflow("report", ReportInput(), id=report.number, task_queue="nobody's")
