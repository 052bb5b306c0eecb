"""Replaying stored histories on today's code: what a report's facts, state and timers really were."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    UnsandboxedWorkflowRunner,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowRunner,
)

from runtime.converter import data_converter
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.state import describe_state
from workflows.report import Report


@dataclass(frozen=True, slots=True)
class Replayed:
    """One run, carried out again: its steps, the Case it ended with, and the waits its alarm was set for."""

    steps: tuple[Step, ...]
    case: Case
    waits: tuple[timedelta, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the run."""
        return tuple(fact for _, fact in self.steps)


class _Witness(Interceptor):
    """Keeps the workflow object of the run that is replayed."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002  # the library's name
    ) -> type[WorkflowInboundInterceptor]:
        seen = self.seen

        class Inbound(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002  # see above
                seen.append(workflow.instance())
                return await super().execute_workflow(input)

        return Inbound


async def replay_run(history: WorkflowHistory, runner: WorkflowRunner | None = None) -> Replayed:
    """One run's history, carried out again. Raises what the Replayer raises where the code takes another
    way (a nondeterminism error), and ValueError for a history that was cut before its first task."""
    if len(history.events) < 2:
        raise ValueError("a history of one event has nothing to replay")
    witness = _Witness()
    replayer = Replayer(
        workflows=[Report],
        data_converter=data_converter,
        interceptors=[witness],
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
    )
    await replayer.replay_workflow(history)
    report = witness.seen[-1]
    return Replayed(tuple(report.steps), report.case, tuple(report.waits))


def continued_from(history: WorkflowHistory) -> str | None:
    """The run before, if there was one."""
    started = history.events[0].workflow_execution_started_event_attributes
    return started.continued_execution_run_id or None


@dataclass(frozen=True, slots=True)
class Station:
    """A fact, and the state that people were shown just after it."""

    fact: Fact
    state: dict[str, Any]

    @property
    def at(self) -> datetime:
        """When the fact counts."""
        return self.fact.at


Packed = Sequence[tuple[str, Sequence[bytes]]]
"""Histories as they travel to another process: of each run the workflow's id and its events."""


def pack_runs(runs: Sequence[WorkflowHistory]) -> Packed:
    """The runs, to be sent."""
    return [(run.workflow_id, [event.SerializeToString() for event in run.events]) for run in runs]


def unpack_runs(sent: Packed) -> list[WorkflowHistory]:
    """The runs that were sent."""
    return [
        WorkflowHistory(id_, [HistoryEvent.FromString(event) for event in events]) for id_, events in sent
    ]


def replay_stations(sent: Packed) -> list[Station]:
    """Every fact with the state after it, in one pass over the histories; for a process without a loop."""
    return [
        Station(fact, describe_state(case)) for case, fact in asyncio.run(replay_steps(unpack_runs(sent)))
    ]


async def replay_steps(runs: Sequence[WorkflowHistory]) -> list[Step]:
    """The steps of all runs, oldest first; a run whose first task isn't done yet has none."""
    return [step for run in runs if is_begun(run) for step in (await replay_run(run)).steps]


def is_begun(run: WorkflowHistory) -> bool:
    """Whether a workflow task of the run is done."""
    return any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in run.events)
