"""Replaying many histories, one after the other, in one worker of the engine's own replayer.

Take this to judge histories, as audits and the check of a bundle do: where today's code takes another way,
that is a finding, and what the code asked the engine for is seen as it asks. For the facts of one report take
`evidence.replay.replayer`.

A replayer makes a worker for each call, and keeps what its interceptors keep. Here one worker carries out all
histories, and nothing of one outlives the next.
"""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any, Self

from temporalio import workflow
from temporalio.api.history.v1 import HistoryEvent
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import WorkflowHistory
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig
from temporalio.worker import (
    UnsandboxedWorkflowRunner,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowReplayResult,
)

from evidence.replay.events import COMMANDS, Run
from evidence.replay.findings import Finding, pairs
from evidence.replay.replayed_run import ReplayedRun, ReportObserver, make_replayer
from runtime.worker_process import Stuck
from workflows.procedure.model.case import Step

PATIENCE = 20.0
"""Seconds after which a history that is still being replayed never will be, …"""
A_THOUSAND_EVENTS = 5.0
"""… and how many more for each thousand of its events."""
NO_END = "the engine's replayer does not come to an end with this history"
EVENT = re.compile(r"(?:HistoryEvent\(id:|event id:) (\d+)")
MESSAGE = re.compile(r'message: "((?:[^"\\]|\\.)+)"')


@dataclass(frozen=True, slots=True)
class IssuedCommands:
    """What the code asked the engine for when it had been told so many events of the history."""

    told: int
    command: WorkflowCommand


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of one run that was carried out again, `run` being null where nothing is begun yet, and what
    it asked for; `failure` where the code took another way."""

    run: ReplayedRun | None = None
    asked: tuple[IssuedCommands, ...] = ()
    failure: Finding | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The run's steps; none where nothing is begun yet."""
        return self.run.steps if self.run else ()

    def wait_of(self, timer: str) -> timedelta | None:
        """The duration of the timer of this id, as the code set it; null where it set none."""
        place = int(timer) - 1 if timer.isdecimal() else -1
        waits = self.run.waits if self.run else ()
        return waits[place] if 0 <= place < len(waits) else None


@dataclass
class _Seen:
    """What is seen of the history that is being replayed."""

    told: int = 0
    asked: list[IssuedCommands] = field(default_factory=list)


class _Watched(WorkflowInstance):
    """A workflow of which is kept what it asks for."""

    def __init__(self, inner: WorkflowInstance, seen: _Seen) -> None:
        self._inner = inner
        self._seen = seen

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._inner.activate(act)
        if not act.jobs or not act.jobs[0].HasField("remove_from_cache"):
            self._seen.told = act.history_length
            self._seen.asked += [
                IssuedCommands(act.history_length, each) for each in completion.successful.commands
            ]
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> workflow.Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()


class _Watching(UnsandboxedWorkflowRunner):
    """Runs workflows so that what the newest of them asks for is seen."""

    def __init__(self) -> None:
        self.seen = _Seen()

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Watched(super().create_instance(det), self.seen)


@cache
def _quiet() -> Runtime:
    """What differs is told in findings: the engine's own logs would only repeat it."""
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig("off")))


class Replays:
    """An open replayer, for one history at a time: `async with Replays() as replays`."""

    def __init__(self) -> None:
        self._coming: asyncio.Queue[WorkflowHistory | None] = asyncio.Queue()
        self._one_at_a_time = asyncio.Lock()
        self._watching = _Watching()
        self._observer = ReportObserver()
        self._open = AsyncExitStack()
        self._is_stuck = False

    async def __aenter__(self) -> Self:
        logging.getLogger("temporalio.worker").setLevel(logging.CRITICAL)
        # Debugging is in the loop's own thread: to hand each task over to another takes a tenth longer. Code
        # that loops for ever then holds up the process, which whoever began it ends.
        replayer = make_replayer(self._observer, self._watching, runtime=_quiet(), debug=True)
        results = replayer.workflow_replay_iterator(self._histories())
        self._results = await self._open.enter_async_context(results)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._coming.put_nowait(None)
        await self._open.aclose()

    async def of(self, run: Run) -> Replay:
        """One run whose structure is in order, carried out again up to its last task that was completed.

        Raises Stuck; so does all that follows, and what follows upon a call that was cancelled.
        """
        events = processed_events(run)
        if not events:
            return Replay()
        async with self._one_at_a_time:
            seen = self._watching.seen = _Seen()
            result = await self._result(WorkflowHistory(run.report, events))
            self._watching.seen = _Seen()
            report, self._observer.report = self._observer.report, None
        failure = result.replay_failure
        found = _failed(run, failure, seen.told) if failure else None
        carried_out = ReplayedRun.of_workflow(report) if report else None
        return Replay(carried_out, tuple(seen.asked), found)

    async def _result(self, history: WorkflowHistory) -> WorkflowReplayResult:
        if self._is_stuck:
            raise Stuck(NO_END)
        patience = PATIENCE + A_THOUSAND_EVENTS * len(history.events) / 1000
        self._coming.put_nowait(history)
        try:
            async with asyncio.timeout(patience):
                result = await anext(self._results)
        except TimeoutError:
            self._give_up()
            raise Stuck(NO_END) from None
        except asyncio.CancelledError:
            self._give_up()  # the next to ask would be given this one's result
            raise
        assert result.history is history, "results come in the order of histories"
        return result

    def _give_up(self) -> None:
        self._is_stuck = True
        self._open.pop_all()  # closing it would wait as well

    async def _histories(self) -> AsyncIterator[WorkflowHistory]:
        while (history := await self._coming.get()) is not None:
            yield history


def processed_events(run: Run) -> Sequence[HistoryEvent]:
    """The events up to the last task that was completed, and what it left. What came later nobody has acted
    upon yet; replayed, a task under way would be taken for the present."""
    end = len(run.names)
    while end and run.names[end - 1] not in COMMANDS and run.names[end - 1] != "workflow_task_completed":
        end -= 1
    return run.events[:end]


def _failed(run: Run, failure: Exception, told: int) -> Finding:
    """Where and how the code took another way; where the engine names no event, the last task it was told."""
    text = str(failure)
    named, said = EVENT.search(text), MESSAGE.search(text)
    event = int(named[1]) if named else max(told, 1)
    message = said[1].replace('\\"', '"') if said else text
    return Finding("nondeterministic", "another_way", run.number, event, values=pairs(said=message))
