"""What both replayers share: the engine's replayer for reports, and what is kept of a run that it replays.

`evidence.replay.replayer` and `evidence.replay.bulk_replayer` say when to take which.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from temporalio import workflow
from temporalio.runtime import Runtime
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowRunner,
)

from runtime.converter import data_converter
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.facts import Fact
from workflows.report import Report


@dataclass(frozen=True, slots=True)
class ReplayedRun:
    """One run, carried out again: its steps, the Case it ended with, and the durations of its timers."""

    steps: tuple[Step, ...]
    case: Case
    waits: tuple[timedelta, ...]

    @classmethod
    def of_workflow(cls, report: Report) -> Self:
        """What the workflow object holds once its history is at its end."""
        return cls(tuple(report.steps), report.case, tuple(report.waits))

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts of the run."""
        return tuple(fact for _, fact in self.steps)


class ReportObserver(Interceptor):
    """Keeps the workflow object of the run that was begun last, as `report`; null before the first."""

    def __init__(self) -> None:
        self.report: Report | None = None

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002  # the library's name
    ) -> type[WorkflowInboundInterceptor]:
        observer = self

        class Inbound(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002  # see above
                observer.report = workflow.instance()
                return await super().execute_workflow(input)

        return Inbound


def make_replayer(
    observer: ReportObserver, runner: WorkflowRunner, *, runtime: Runtime | None = None, debug: bool = False
) -> Replayer:
    """The engine's replayer for reports, which `observer` watches. With `debug` tasks run in the loop's own
    thread, and nothing ends code that loops for ever."""
    return Replayer(
        workflows=[Report],
        data_converter=data_converter,
        interceptors=[observer],
        workflow_runner=runner,
        runtime=runtime,
        debug_mode=debug,
    )
