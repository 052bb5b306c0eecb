"""One run of a report: its Case, and all that follows from new facts.

Message handlers are in `workflows.report`. They apply facts by `_apply` and `_apply_event`; the timer and the
record are served here.
"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows import clock_guard, recording
from workflows.carried_case import carry_case, restore_case
from workflows.inputs import ReportInput
from workflows.loops import send_messages, should_continue_as_new, wait_until
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Step
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.outputs import merge_messages, record_batch
from workflows.procedure.rules import external_events
from workflows.procedure.rules.decide import Decided
from workflows.procedure.rules.intake import open_report
from workflows.procedure.rules.retiming import change_calendar
from workflows.procedure.rules.timed_events import write_due_events
from workflows.procedure.time.schedule import finished_at
from workflows.timer import ReportTimer
from workflows.visibility import Visibility

P = ParamSpec("P")
Applied = TypeVar("Applied", Transcript, Decided)
"""What is applied to the report: a Case with the steps that led to it."""


class ReportRun:
    """A run of the workflow, from its start until the report is finished or continues as new.

    `case` is all that the report knows. `steps` are the facts of this run, and `waits` the durations of its
    timers in order. A replay is compared by these three.
    """

    def __init__(self, start: ReportInput) -> None:
        self._start = start
        self.steps: list[Step] = []
        self.waits: list[timedelta] = []
        self._recorded = 0
        self._outgoing: list[MergeMessage] = []
        self._early_messages = list(start.early)
        self._timer = ReportTimer(self.waits)
        carried = restore_case(start.case) if start.case is not None else None
        self._visibility = Visibility(carried)
        self._has_started = False
        self._is_long = False
        if carried is not None:
            self.case = carried
            self._apply(Transcript(carried, clock_guard.current_instant()))
        elif start.intake is not None:
            transcript = open_report(start.intake, clock_guard.current_instant())
            self.case = transcript.steps[0][0]
            self._apply(transcript)
        else:
            raise ApplicationError("a report begins with an intake or a case", non_retryable=True)

    async def _run_to_end(self) -> str:
        """Runs until the report is finished. Returns the digest of the last fact."""
        self._has_started = True
        coroutines = (self._run_timer(), self._write_record(), send_messages(self._outgoing))
        loops = [asyncio.create_task(each) for each in coroutines]
        await wait_until(loops, lambda: self._is_over() or self._is_long)
        await wait_until(loops, self._is_drained)
        if not self._is_over():
            early = tuple(self._early_messages)
            workflow.continue_as_new(
                ReportInput(None, carry_case(self.case), self._start.continue_after, early)
            )
        if not self.case.is_final:
            await recording.send_to_record(record_batch.build_batch(self.case, (), finished_at(self.case)))
        return self.case.last_fact.digest

    # -- applying facts

    def _apply_event(
        self, rule: Callable[Concatenate[Transcript, P], None], *given: P.args, **named: P.kwargs
    ) -> None:
        """Applies the facts that `rule` writes now. For events that are no decisions of this report."""
        transcript = Transcript(self.case, clock_guard.current_instant())
        rule(transcript, *given, **named)
        self._apply(transcript)

    def _apply(self, applied: Applied) -> Applied:
        """Makes `applied.case` the report's Case. Everything that follows from new facts is done here:
        messages to other reports, the timer, search attributes."""
        self._outgoing += merge_messages.list_messages(self.case, applied.steps)
        self.steps += applied.steps
        self.case = applied.case
        if self.case.stage is not Stage.MERGED:
            self._early_messages = []
        self._timer.set_for(self.case)
        # Only with facts, which leave a command: a task without any is replayed together with the next, and
        # the history is then longer than it was.
        if applied.steps and should_continue_as_new(self._start.continue_after):
            self._is_long = True
        by_update = workflow.current_update_info() is not None
        unmarked = bool(applied.steps) and self._has_started and not by_update
        self._visibility.show(self.case, unmarked=unmarked)
        return applied

    async def _run_timer(self) -> None:
        """Writes the facts of timed events whenever the timer fires."""
        while not self._is_over():
            if (at := await self._timer.wait_until_fired()) is not None:
                transcript = Transcript(self.case, clock_guard.current_instant_at_timer(at))
                write_due_events(transcript, transcript.now)
                self._apply(transcript)

    async def _write_record(self) -> None:
        """Sends the steps that are not recorded yet, in order, one batch at a time."""
        while True:
            await workflow.wait_condition(lambda: self._recorded < len(self.steps))
            case, tail = self.case, self.steps[self._recorded :]
            batch = record_batch.build_batch(case, tail, finished_at(case) if case.is_final else None)
            answer = await recording.send_to_record(batch)
            await self._apply_record_answer(batch["region"], answer)
            # If the record lacks earlier facts of this run, they are sent again.
            first = self.steps[0][1].number
            self._recorded = min(max(answer["next"] - first, 0), self._recorded + len(tail))

    async def _apply_record_answer(self, region: str, answer: dict[str, Any]) -> None:
        """Applies what the record found: vacancies, or a newer calendar."""
        if vacancies := external_events.list_new_vacancies(self.steps, answer["vacancies"]):
            self._apply_event(external_events.note_vacancies, vacancies)
        if code := recording.find_newer_calendar(self.case.holding, region, answer):
            self._apply_event(change_calendar, await recording.fetch_newest_calendar(code))

    def _is_over(self) -> bool:
        end = finished_at(self.case)
        return end is not None and (self.case.is_final or self._timer.has_fired_for(end))

    def _is_drained(self) -> bool:
        return self._recorded == len(self.steps) and not self._outgoing and workflow.all_handlers_finished()
