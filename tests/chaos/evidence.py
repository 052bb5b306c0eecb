"""What there is to be seen of one report afterwards: its histories carried out again, and its record."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowHistory,
    WorkflowUpdateFailedError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from evidence.replay.replayer import replay_run
from records.database import Pool, rows
from records.reports.queries.facts import list_facts as recorded_facts
from tests.histories.fetched import fetch_runs
from workflows.inspection import SEEN
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.facts import Fact

BENIGN = frozenset(
    {
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_STICKY_TASK_QUEUE,
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_UPDATE,
    }
)
"""Why the engine gives up a workflow task in the ordinary course of things."""


@dataclass(frozen=True)
class Evidence:
    """One report. `steps` are of all runs; `live` is null once the workflow is over."""

    number: str
    status: WorkflowExecutionStatus
    runs: int
    task_failures: tuple[str, ...]
    task_timeouts: int
    steps: tuple[Step, ...]
    case: Case
    live: dict[str, Any] | None
    recorded: tuple[Fact, ...]
    row: dict[str, Any]
    tasks: dict[str, dict[str, Any]]
    lapses: tuple[dict[str, Any], ...]
    messages: tuple[dict[str, Any], ...]

    @property
    def facts(self) -> list[Fact]:
        """The facts of all runs."""
        return [fact for _, fact in self.steps]


async def gather(client: Client, pool: Pool, number: str) -> Evidence:
    """Everything about one report, as of about now."""
    handle = client.get_workflow_handle(number)
    live = await looked_at(handle)
    described = await handle.describe()
    runs = await fetch_runs(client, number)
    again = [await replay_run(run) for run in runs]
    found = await _of_record(pool, number)
    return Evidence(
        number=number,
        status=described.status or WorkflowExecutionStatus.FAILED,
        runs=len(runs),
        task_failures=tuple(failure for run in runs for failure in _failures(run)),
        task_timeouts=sum(_count(run, EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT) for run in runs),
        steps=tuple(step for run in again for step in run.steps),
        case=again[-1].case,
        live=live,
        **found,
    )


async def looked_at(handle: WorkflowHandle[Any, Any]) -> dict[str, Any] | None:
    """The state that the report itself answers; null once its workflow is over."""
    while True:
        try:
            await handle.execute_update("look", None)
        except WorkflowUpdateFailedError as told:
            if isinstance(told.cause, ApplicationError) and told.cause.type == SEEN:
                state: dict[str, Any] = told.cause.details[0]["state"]
                return state
            await asyncio.sleep(0.1)  # cut off where one run ends and the next begins
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise


async def _of_record(pool: Pool, number: str) -> dict[str, Any]:
    async def all_of(table: str, order: str) -> list[dict[str, Any]]:
        query = f"select to_jsonb(t) as row from {table} as t where report = %s order by {order}"  # noqa: S608
        return [found["row"] for found in await rows(pool, query, [number])]

    found = await all_of("reports", "report")
    return {
        "recorded": tuple((await recorded_facts(pool, number, limit=10_000)).items),
        "row": found[0] if found else {},
        "tasks": {task["id"]: task for task in await all_of("tasks", "sequence")},
        "lapses": tuple(await all_of("lapses", "fact")),
        "messages": tuple(await all_of("messages", "id")),
    }


def _failures(run: WorkflowHistory) -> list[str]:
    found = []
    for event in run.events:
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            told = event.workflow_task_failed_event_attributes
            if told.cause not in BENIGN:
                cause = WorkflowTaskFailedCause.Name(told.cause)
                found.append(f"event {event.event_id}: {cause}: {told.failure.message}")
    return found


def _count(run: WorkflowHistory, kind: "EventType.ValueType") -> int:
    return sum(event.event_type == kind for event in run.events)


def plain(value: Any) -> Any:
    """As JSON has it, so that a tuple equals a list."""
    return json.loads(json.dumps(value))
