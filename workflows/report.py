"""The report's durable shell: handlers and one alarm, nothing else. The procedure decides everything.

Messages: Update and Signal `decide` (one `DecisionRequest`), Updates `look`, `adopt`, `retime` and `vacancy`,
Signal `hear`; Query `live`. Activities, by name: `record`, `calendar_snapshot`, `adopt_follower`.
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
from workflows.alarm import ReportAlarm
from workflows.carried_case import carry_case, restore_case
from workflows.inputs import Adoption, ReportInput
from workflows.loops import has_grown, send_messages, wait_beside
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Step
from workflows.procedure.model.decisions import Merge
from workflows.procedure.model.enums import FactKind, Stage
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import Answer, DecisionRequest
from workflows.procedure.model.vacancy import VacantTask
from workflows.procedure.outputs import merge_messages, record_batch
from workflows.procedure.rules import external_events
from workflows.procedure.rules.centre import no_merge_target
from workflows.procedure.rules.decide import Decided, decide, record_refusal
from workflows.procedure.rules.intake import open_report
from workflows.procedure.rules.refusals import MergeTarget, Refusal
from workflows.procedure.rules.retiming import change_calendar
from workflows.procedure.rules.timed_events import ring_due_alarms
from workflows.procedure.time.alarms import finished_at, last_alarm_at
from workflows.procedure.time.retiming import changes_count
from workflows.visibility import Visibility

P = ParamSpec("P")
Came = TypeVar("Came", Transcript, Decided)
"""What came of something: a Case with the steps that led to it."""


@workflow.defn(name="report")
class Report:
    """One report, from submission until nothing can happen to it any more.

    `case` is all it knows; `steps` are the facts of this run, and `waits` how long its alarm was set for,
    each time: what a replay is compared by.
    """

    @workflow.init
    def __init__(self, start: ReportInput) -> None:
        self._start = start
        self.steps: list[Step] = []
        self.waits: list[timedelta] = []
        self._recorded = 0
        self._outgoing: list[MergeMessage] = []
        self._merging = 0
        self._early = list(start.early)
        self._foreseen: inspection.Foreseen | None = None
        self._alarm = ReportAlarm(self.waits)
        carried = restore_case(start.case) if start.case is not None else None
        self._visibility = Visibility(carried)
        self._begun = False
        self._has_grown = False
        if carried is not None:
            self.case = carried
            self._become(Transcript(carried, clock_guard.current_instant()))
        elif start.intake is not None:
            transcript = open_report(start.intake, clock_guard.current_instant())
            self.case = transcript.steps[0][0]
            self._become(transcript)
        else:
            raise ApplicationError("a report begins with an intake or a case", non_retryable=True)

    @workflow.run
    async def run(self, start: ReportInput) -> str:
        """Runs the report to its end; answers with the last fact's digest."""
        self._begun = True
        keepers = (self._keep_alarm(), self._keep_record(), send_messages(self._outgoing))
        loops = [asyncio.create_task(keeper) for keeper in keepers]
        await wait_beside(loops, lambda: self._is_over() or self._has_grown)
        await wait_beside(loops, self._is_settled)
        if not self._is_over():
            early = tuple(self._early)
            workflow.continue_as_new(ReportInput(None, carry_case(self.case), start.continue_after, early))
        if not self.case.is_final:
            await recording.send_to_record(record_batch.build_batch(self.case, (), finished_at(self.case)))
        return self.case.last_fact.digest

    # -- what people and other reports send

    @workflow.update(name="decide")
    async def decide(self, request: DecisionRequest) -> Answer:
        """Carries out a decision. Refusals come from the validator and leave no trace in the history; nor
        does a repeat, which is answered there as it was the first time (`KNOWN`)."""
        try:
            return Answer(**await self._carry_out(request))
        except Refusal as refusal:
            raise inspection.refusal_error(refusal) from None

    @decide.validator
    def _may_decide(self, request: DecisionRequest) -> None:
        try:
            decided = decide(self.case, request, workflow.now())
        except Refusal as refusal:
            raise inspection.refusal_error(refusal) from None
        if decided.is_known:
            raise inspection.known_error(decided.answer)
        if request.received_at - workflow.now() > clock_guard.UNEVENNESS:
            raise inspection.ahead_error()
        self._foreseen = inspection.Foreseen(request.key, request.content, self.case, decided)

    @workflow.signal(name="decide")
    async def decide_later(self, request: DecisionRequest) -> None:
        """The same, for senders that don't wait; a refusal becomes a fact. One that was stamped ahead waits
        until then, alone; where the run ends before, it counts at that instant."""
        if clock_guard.is_ahead(request.received_at):
            await self._wait_for(request.received_at)
            received_at = min(request.received_at, clock_guard.current_instant())
            request = dataclasses.replace(request, received_at=received_at)
        try:
            await self._carry_out(request)
        except Refusal as refusal:
            now = clock_guard.current_instant_after(request.received_at)
            self._become(record_refusal(self.case, request, refusal, now))

    async def _wait_for(self, instant: datetime) -> None:
        wait = instant - clock_guard.current_instant()
        self.waits.append(wait)
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._is_over() or self._has_grown, timeout=wait)

    async def _carry_out(self, request: DecisionRequest) -> dict[str, Any]:
        if isinstance(request.decision, Merge) and request.key not in self.case.answered:
            return await self._merge(request, request.decision)
        now = clock_guard.current_instant_after(request.received_at)
        foreseen, self._foreseen = self._foreseen, None
        if foreseen and foreseen.fits(request, self.case):
            return self._become(foreseen.decided).answer
        return self._become(decide(self.case, request, now)).answer

    async def _merge(self, request: DecisionRequest, merge: Merge) -> dict[str, Any]:
        """Asks the original first. Whatever is decided here meanwhile, the decision is judged anew after;
        should it fall then, the original is told to let go."""
        decide(self.case, request, clock_guard.current_instant())
        me, adopted = self.case.tracking_number, False
        self._merging += 1
        try:
            adopted = await recording.ask_to_adopt(Adoption(merge.into, me, self.case.merging.followers))
            decided = decide(self.case, request, clock_guard.current_instant(), target_gone=not adopted)
            is_told = request.protocol >= 1 and workflow.current_update_info() is not None
            if not adopted and is_told and not decided.is_known:
                raise no_merge_target()
            return self._become(decided).answer
        except Refusal:
            if adopted and self.case.merging.into != merge.into:
                self._outgoing.append(MergeMessage(merge.into, me))
            raise
        finally:
            self._merging -= 1

    @workflow.update(name="adopt")
    def adopt(self, adoption: Adoption) -> None:
        """Takes in a follower."""
        self._undergo(external_events.adopt_follower, adoption.follower, adoption.followers)

    @adopt.validator
    def _may_adopt(self, adoption: Adoption) -> None:
        # Reports that take one another in while each asks to be taken in would follow one another round.
        if self._merging and adoption.follower not in self.case.merging.followers:
            taken = MergeTarget("A report that is itself being merged takes no other in.")
            raise inspection.refusal_error(taken)
        foreseen = Transcript(self.case, workflow.now())
        try:
            external_events.adopt_follower(foreseen, adoption.follower, adoption.followers)
        except Refusal as refusal:
            raise inspection.refusal_error(refusal) from None

    @workflow.update(name="retime")
    def retime(self, calendar: Snapshot) -> None:
        """Counts anew by a newer calendar. The validator refuses one that counts no day otherwise which still
        matters here (`UNCONCERNED`): such a report takes it along with its next fact."""
        self._undergo(change_calendar, calendar)

    @retime.validator
    def _may_retime(self, calendar: Snapshot) -> None:
        case = self.case
        if not changes_count(case.clocks, case.holding, calendar, last_alarm_at(case)):
            raise inspection.unconcerned_error("this calendar is no concern here")

    @workflow.update(name="vacancy")
    def vacancy(self, found: VacantTask) -> None:
        """Notes that nobody is in office to do the open task. The validator refuses what is no concern of the
        report any more (`UNCONCERNED`)."""
        self._undergo(external_events.note_vacancy, found)

    @vacancy.validator
    def _may_be_vacant(self, found: VacantTask) -> None:
        if not external_events.is_vacancy_new(self.case, found):
            raise inspection.unconcerned_error("that vacancy is no concern here")

    @workflow.signal(name="hear")
    async def hear(self, heard: MergeMessage) -> None:
        """Hears what another report has to tell. During a merge that waits: it may be the original's end."""
        if self._merging:
            await workflow.wait_condition(lambda: not self._merging)
        if external_events.comes_early(self.case, heard):
            self._early.append(heard)
            return
        self._undergo(external_events.receive_messages, heard, self._early)

    # -- what people ask

    @workflow.query(name="live")
    def live(self) -> dict[str, Any]:
        """For who looks in by hand, and for reports that are over. An open one that may have work waiting
        is asked by `look`: see ADR 6."""
        return inspection.inspect_case(self.case)

    @workflow.update(name="look")
    def look(self, request: DecisionRequest | None) -> None:
        """Never carried out: its validator answers by refusing, which leaves no trace in the history."""

    @look.validator
    def _seen(self, request: DecisionRequest | None) -> None:
        raise inspection.seen_error(self.case, request)

    # -- what keeps it going

    def _undergo(
        self, act: Callable[Concatenate[Transcript, P], None], *given: P.args, **named: P.kwargs
    ) -> None:
        """Has something happen to the report now that nobody decides here."""
        transcript = Transcript(self.case, clock_guard.current_instant())
        act(transcript, *given, **named)
        self._become(transcript)

    def _become(self, came: Came) -> Came:
        """Takes over the Case with its new facts; whatever follows from them is derived here only."""
        before = self.case
        for after, fact in came.steps:
            self._outgoing += merge_messages.list_messages(before, fact)
            before = after
        self.steps += came.steps
        self.case = came.case
        if self.case.stage is not Stage.MERGED:
            self._early = []
        self._alarm.set_by(self.case)
        # Only with facts, which leave a command: a task without any is replayed together with the next, and
        # the history is then longer than it was.
        self._has_grown = self._has_grown or (bool(came.steps) and has_grown(self._start.continue_after))
        by_update = workflow.current_update_info() is not None
        unmarked = bool(came.steps) and self._begun and not by_update
        self._visibility.show(self.case, unmarked=unmarked)
        return came

    async def _keep_alarm(self) -> None:
        """Lets happen what is due whenever the alarm rings."""
        while not self._is_over():
            if (at := await self._alarm.rings()) is not None:
                transcript = Transcript(self.case, clock_guard.current_instant_at_alarm(at))
                ring_due_alarms(transcript, transcript.now)
                self._become(transcript)

    async def _keep_record(self) -> None:
        """Hands the unrecorded tail to the record, in order, never two at once."""
        while True:
            await workflow.wait_condition(lambda: self._recorded < len(self.steps))
            case, tail = self.case, self.steps[self._recorded :]
            batch = record_batch.build_batch(case, tail, finished_at(case) if case.is_final else None)
            answer = await recording.send_to_record(batch)
            await self._take_in(batch["region"], answer)
            # Should the record lack earlier facts of this run, they are handed over again.
            first = self.steps[0][1].number
            self._recorded = min(max(answer["next"] - first, 0), self._recorded + len(tail))

    async def _take_in(self, region: str, answer: dict[str, Any]) -> None:
        """What the record found out: nobody in office, or a newer calendar."""
        # Facts that were handed over again name the same vacancies again.
        noted = [fact.data for _, fact in self.steps if fact.kind is FactKind.VACANCY_FOUND]
        if vacancies := [each for each in answer["vacancies"] if each not in noted]:
            self._undergo(external_events.note_vacancies, vacancies)
        # Named by the holder's own code once there is one; earlier records named none but the region's.
        code, version = answer.get("calendar", region), answer["calendar_version"]
        holding = self.case.holding
        if region == holding.calendar.region and holding.lacks(code, version):
            self._undergo(change_calendar, await recording.fetch_newest_calendar(code))

    def _is_over(self) -> bool:
        end = finished_at(self.case)
        return end is not None and (self.case.is_final or self._alarm.is_past(end))

    def _is_settled(self) -> bool:
        return self._recorded == len(self.steps) and not self._outgoing and workflow.all_handlers_finished()
