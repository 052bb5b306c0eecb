"""The workflow of one report: its message handlers. What its facts lead to is in `workflows.report_run`.

`workflows.procedure` decides everything. Names of messages and activities are on the wire.

Messages: Update and Signal `decide` (one `DecisionRequest`), Updates `look`, `adopt`, `retime`, `vacancy` and
`transfer`, Signal `hear`; Query `live`. Activities, by name: `record`, `calendar_snapshot`, `adopt_follower`.
"""

import dataclasses
from contextlib import suppress
from datetime import datetime
from typing import Any

from temporalio import workflow

from calendars import Snapshot
from workflows import clock_guard, inspection, recording
from workflows.inputs import Adoption, ReportInput
from workflows.procedure.model.decisions import Merge
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import Answer, DecisionRequest
from workflows.procedure.model.succession import Succession
from workflows.procedure.model.vacancy import VacantTask
from workflows.procedure.rules import external_events, succession
from workflows.procedure.rules.centre import no_merge_target
from workflows.procedure.rules.decide import decide, record_refusal
from workflows.procedure.rules.refusals import Refusal
from workflows.procedure.rules.retiming import change_calendar
from workflows.procedure.time.retiming import changes_count
from workflows.procedure.time.schedule import last_event_at
from workflows.report_run import ReportRun


@workflow.defn(name="report")
class Report(ReportRun):
    """One report, from submission until nothing can happen to it any more."""

    @workflow.init
    def __init__(self, start: ReportInput) -> None:
        self._merges_under_way = 0
        self._cached_decision: inspection.CachedDecision | None = None
        super().__init__(start)

    @workflow.run
    async def run(self, start: ReportInput) -> str:
        """Runs until the report is finished. Returns the digest of the last fact."""
        return await self._run_to_end()

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
