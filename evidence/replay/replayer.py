"""Replaying one report's histories on today's code: what its facts, state and timers really were.

Take this for histories of one's own that are to lead to facts: the archive, rebuilding, time travel. A
history that today's code can't carry out raises. To judge histories, or to replay many, take
`evidence.replay.bulk_replayer`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner

from evidence.replay.replayed_run import ReplayedRun, ReportObserver, make_replayer
from workflows.procedure.model.case import Step
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.state import describe_state


async def replay_run(history: WorkflowHistory, runner: WorkflowRunner | None = None) -> ReplayedRun:
    """One run's history, carried out again. Raises what the Replayer raises where the code takes another
    way (a nondeterminism error), and ValueError for a history that was cut before its first task."""
    if len(history.events) < 2:
        raise ValueError("a history of one event has nothing to replay")
    observer = ReportObserver()
    await make_replayer(observer, runner or UnsandboxedWorkflowRunner()).replay_workflow(history)
    if observer.report is None:
        raise ValueError("a history without its first task has nothing to replay")
    return ReplayedRun.of_workflow(observer.report)


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
