"""The workflow of one report: message handlers, one timer and the loop that writes the record.

`workflows.procedure` decides everything. Names of messages and activities are on the wire.

Messages: Update and Signal `decide` (one `DecisionRequest`), Updates `look`, `adopt`, `retime`, `vacancy` and
`transfer`, Signal `hear`; Query `live`. Activities, by name: `record`, `calendar_snapshot`, `adopt_follower`.
"""

import asyncio
import dataclasses
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from calendars import Snapshot
from workflows import clock_guard, inspection, recording
from workflows.carried_case import carry_case, restore_case
from workflows.inputs import Adoption, ReportInput
from workflows.loops import send_messages, should_continue_as_new, wait_until
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Step
from workflows.procedure.model.decisions import Merge
from workflows.procedure.model.enums import Stage
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import Answer, DecisionRequest
from workflows.procedure.model.succession import Succession
from workflows.procedure.model.vacancy import VacantTask
from workflows.procedure.outputs import merge_messages, record_batch
from workflows.procedure.rules import external_events, succession
from workflows.procedure.rules.centre import no_merge_target
from workflows.procedure.rules.decide import Decided, decide, record_refusal
from workflows.procedure.rules.intake import open_report
from workflows.procedure.rules.refusals import Refusal
from workflows.procedure.rules.retiming import change_calendar
from workflows.procedure.rules.timed_events import write_due_events
from workflows.procedure.time.retiming import changes_count
from workflows.procedure.time.schedule import finished_at, last_event_at
from workflows.timer import ReportTimer
from workflows.visibility import Visibility

P = ParamSpec("P")
Applied = TypeVar("Applied", Transcript, Decided)
"""What is applied to the report: a Case with the steps that led to it."""


@workflow.defn(name="report")
class Report:
    """One report, from submission until nothing can happen to it any more.

    `case` is all that the report knows. `steps` are the facts of this run, and `waits` the durations of its
    timers in order. A replay is compared by these three.
    """

    @workflow.init
    def __init__(self, start: ReportInput) -> None:
        self._start = start
        self.steps: list[Step] = []
        self.waits: list[timedelta] = []
        self._recorded = 0
        self._outgoing: list[MergeMessage] = []
        self._merges_under_way = 0
        self._early_messages = list(start.early)
        self._cached_decision: inspection.CachedDecision | None = None
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

    @workflow.run
    async def run(self, start: ReportInput) -> str:
        """Runs until the report is finished. Returns the digest of the last fact."""
        self._has_started = True
        coroutines = (self._run_timer(), self._write_record(), send_messages(self._outgoing))
        loops = [asyncio.create_task(each) for each in coroutines]
        await wait_until(loops, lambda: self._is_over() or self._is_long)
        await wait_until(loops, self._is_drained)
        if not self._is_over():
            early = tuple(self._early_messages)
            workflow.continue_as_new(ReportInput(None, carry_case(self.case), start.continue_after, early))
        if not self.case.is_final:
            await recording.send_to_record(record_batch.build_batch(self.case, (), finished_at(self.case)))
        return self.case.last_fact.digest

    # -- messages: decisions

    @workflow.update(name="decide")
    async def decide(self, request: DecisionRequest) -> Answer:
        """Executes a decision. The validator raises refusals, which leave no event in the history. A repeat
        leaves none either: the validator answers it with the first answer (`KNOWN`)."""
        with inspection.refusals_as_errors():
            return Answer(**await self._execute(request))

    @decide.validator
    def _validate_decide(self, request: DecisionRequest) -> None:
        with inspection.refusals_as_errors():
            decided = decide(self.case, request, workflow.now())
        if decided.is_known:
            raise inspection.known_error(decided.answer)
        if request.received_at - workflow.now() > clock_guard.MAX_CLOCK_SKEW:
            raise inspection.clock_ahead_error()
        self._cached_decision = inspection.CachedDecision(request.key, request.content, self.case, decided)

    @workflow.signal(name="decide")
    async def decide_later(self, request: DecisionRequest) -> None:
        """Executes a decision for senders that don't wait. A refusal becomes the fact `decision_refused`. A
        decision with a `received_at` in the future waits until then; if the run ends first, it counts now."""
        if clock_guard.is_ahead(request.received_at):
            await self._wait_until(request.received_at)
            received_at = min(request.received_at, clock_guard.current_instant())
            request = dataclasses.replace(request, received_at=received_at)
        try:
            await self._execute(request)
        except Refusal as refusal:
            now = clock_guard.current_instant_after(request.received_at)
            self._apply(record_refusal(self.case, request, refusal, now))

    async def _wait_until(self, instant: datetime) -> None:
        wait = instant - clock_guard.current_instant()
        self.waits.append(wait)
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._is_over() or self._is_long, timeout=wait)

    async def _execute(self, request: DecisionRequest) -> dict[str, Any]:
        if isinstance(request.decision, Merge) and request.key not in self.case.answered:
            return await self._merge(request, request.decision)
        now = clock_guard.current_instant_after(request.received_at)
        cached, self._cached_decision = self._cached_decision, None
        if cached and cached.fits(request, self.case):
            return self._apply(cached.decided).answer
        return self._apply(decide(self.case, request, now)).answer

    async def _merge(self, request: DecisionRequest, merge: Merge) -> dict[str, Any]:
        """Asks the original to adopt this report, then judges the decision again, because others may have
        been made meanwhile. If it is refused then, the original is told to release this report."""
        decide(self.case, request, clock_guard.current_instant())
        me, adopted = self.case.tracking_number, False
        self._merges_under_way += 1
        try:
            adopted = await recording.ask_to_adopt(Adoption(merge.into, me, self.case.merging.followers))
            decided = decide(self.case, request, clock_guard.current_instant(), target_gone=not adopted)
            is_told = request.protocol >= 1 and workflow.current_update_info() is not None
            if not adopted and is_told and not decided.is_known:
                raise no_merge_target()
            return self._apply(decided).answer
        except Refusal:
            if adopted and self.case.merging.into != merge.into:
                self._outgoing.append(MergeMessage(merge.into, me))
            raise
        finally:
            self._merges_under_way -= 1

    @workflow.update(name="adopt")
    def adopt(self, adoption: Adoption) -> None:
        """Makes another report a follower of this one. The validator raises MergeTarget."""
        self._apply_event(external_events.adopt_follower, adoption.follower, adoption.followers)

    @adopt.validator
    def _validate_adopt(self, adoption: Adoption) -> None:
        is_merging = self._merges_under_way > 0
        with inspection.refusals_as_errors():
            external_events.check_adoption(
                self.case, adoption.follower, adoption.followers, workflow.now(), is_merging=is_merging
            )

    @workflow.update(name="retime")
    def retime(self, calendar: Snapshot) -> None:
        """Applies a newer calendar. The validator refuses it (`UNCONCERNED`) if no clock counts a day that
        it changes; such a report gets it with its next fact."""
        self._apply_event(change_calendar, calendar)

    @retime.validator
    def _validate_retime(self, calendar: Snapshot) -> None:
        case = self.case
        if not changes_count(case.clocks, case.holding, calendar, last_event_at(case)):
            raise inspection.unconcerned_error("this calendar is no concern here")

    @workflow.update(name="vacancy")
    def vacancy(self, found: VacantTask) -> None:
        """Writes that nobody in office can do the open task. The validator refuses a vacancy that is known
        or of another task (`UNCONCERNED`)."""
        self._apply_event(external_events.note_vacancy, found)

    @vacancy.validator
    def _validate_vacancy(self, found: VacantTask) -> None:
        if not external_events.is_vacancy_new(self.case, found):
            raise inspection.unconcerned_error("that vacancy is no concern here")

    @workflow.update(name="transfer")
    def transfer(self, act: Succession) -> None:
        """Moves the report to the successor of its agency or unit. The validator refuses an act that does not
        concern the report (any more) (`UNCONCERNED`)."""
        self._apply_event(succession.transfer_report, act)

    @transfer.validator
    def _validate_transfer(self, act: Succession) -> None:
        if not succession.concerns(self.case, act, workflow.now()):
            raise inspection.unconcerned_error("that act is no concern here")

    @workflow.signal(name="hear")
    async def receive_message(self, message: MergeMessage) -> None:
        """Applies a message of a merged report; waits while a merge of this report is under way, because the
        message may be of the new original. A message that comes too early is kept."""
        if self._merges_under_way:
            await workflow.wait_condition(lambda: not self._merges_under_way)
        if external_events.comes_early(self.case, message):
            self._early_messages.append(message)
            return
        self._apply_event(external_events.receive_messages, message, self._early_messages)

    # -- messages: queries

    @workflow.query(name="live")
    def live(self) -> dict[str, Any]:
        """Returns what `inspect_case` says. Only for finished reports and for people at Temporal's own tools;
        open reports are asked by `look` (ADR 6)."""
        return inspection.inspect_case(self.case)

    @workflow.update(name="look")
    def look(self, request: DecisionRequest | None) -> None:
        """Asks an open report for its state. The validator always refuses, and its refusal (`SEEN`) holds the
        answer, so that no event is left in the history (ADR 6)."""

    @look.validator
    def _validate_look(self, request: DecisionRequest | None) -> None:
        raise inspection.seen_error(self.case, request)

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
