"""Starting a report's workflow, once, whatever happens in between and however often it is sent."""

import asyncio
from datetime import timedelta
from typing import Any

from temporalio.client import WorkflowHandle
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from api.answers.problems import Problem, unavailable
from api.reports import submit_decision
from api.services import Services
from records.reports.queries.facts import list_facts
from runtime.search_attributes import REPORT_CLASS, TRACKING_NUMBER
from workflows.inputs import ReportInput
from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.submission import Intake
from workflows.procedure.rules.intake import open_report

TASK_TIMEOUT = timedelta(seconds=3)
"""A killed worker is noticed after so long."""


class Reused(Problem):
    """The key was used for another report; neither number nor PIN of that one is told."""

    def __init__(self) -> None:
        detail = "This Idempotency-Key was used before, for another report."
        super().__init__(422, "idempotency_key_reused", detail)


async def start_report(services: Services, intake: Intake) -> Case:
    """The Case that the report begins with. A repeat finds the report there and answers alike.

    Raises Reused, or a 503 problem where it isn't known whether the report was started.
    """
    try:
        async with asyncio.timeout(submit_decision.PATIENCE):
            while True:
                try:
                    await _started(services, intake)
                    return open_report(intake, intake.received_at).case
                except WorkflowAlreadyStartedError:
                    return await _begun_before(services, intake)
                except RPCError as error:
                    if error.status in submit_decision.FINAL:
                        raise
                await asyncio.sleep(submit_decision.LONGEST_PAUSE)
    except TimeoutError:
        raise submit_decision.not_confirmed() from None


async def _started(services: Services, intake: Intake) -> None:
    number = intake.tracking_number
    attributes = [
        SearchAttributePair(TRACKING_NUMBER, number),
        SearchAttributePair(REPORT_CLASS, intake.submission.report_class.value),
    ]
    await services.client.start_workflow(
        "report",
        ReportInput(intake=intake, continue_after=services.settings.continue_as_new_events),
        id=number,
        task_queue=services.task_queue,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        task_timeout=TASK_TIMEOUT,
        search_attributes=TypedSearchAttributes(attributes),
    )


async def _begun_before(services: Services, intake: Intake) -> Case:
    """The Case that the report under this number began with, from its history, else from the record."""
    first = await _first_input(services, services.client.get_workflow_handle(intake.tracking_number))
    if first is not None and first.intake is not None:
        stored = first.intake
        case = open_report(stored, stored.received_at).case
    else:
        case = await _recorded(services, intake.tracking_number)
    if case.submitted.content != intake.content:
        raise Reused
    return case


async def _first_input(services: Services, handle: WorkflowHandle[Any, Any]) -> ReportInput | None:
    """What the newest run began with; null where the history is gone."""
    try:
        async for event in handle.fetch_history_events(page_size=1):
            payloads = event.workflow_execution_started_event_attributes.input.payloads
            (decoded,) = await services.client.data_converter.decode(payloads, [ReportInput])
            found: ReportInput = decoded
            return found
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    return None


async def _recorded(services: Services, number: str) -> Case:
    facts = (await list_facts(services.pool, number, limit=1)).items
    if not facts:
        raise unavailable(
            "not_confirmed", "The report is there, but nothing can be told of it yet; repeat it."
        )
    return fold(None, facts[0])
