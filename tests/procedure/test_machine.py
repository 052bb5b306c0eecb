"""Random decisions by random people at random times, over every policy and zone, beside the invariants."""

import os
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from calendars import Snapshot
from tests.procedure.authority_table import PEOPLE
from tests.procedure.build import DEFAULTS, Play, nobody, person
from tests.procedure.figures.recount import require_entries_to_fit
from tests.procedure.invariants import Watch
from tests.procedure.offering import (
    foresee,
    require_offers_to_fit,
    require_preview_to_hold,
    require_same_refusal,
)
from tests.procedure.scene import REGIONS, UNITS, profile, wib
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.enums import ClockName, FactKind, Outcome, Stage, Unit
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.succession import Succession
from workflows.procedure.model.vacancy import VacantTask
from workflows.procedure.outputs.figures.entries import list_entries
from workflows.procedure.rules import external_events, retiming, succession
from workflows.procedure.rules.decide import Decided, decide, record_refusal
from workflows.procedure.rules.refusals import MergeTarget, NotReadable, Refusal
from workflows.procedure.time.schedule import TimedEventKind, find_next_event

STARTS = ("2026-10-05 09:00", "2026-10-09 23:30", "2026-12-23 22:10", "2027-03-04 00:00")
MICROSECOND = timedelta(microseconds=1)
WORKS_ON: dict[str, tuple[str, ...]] = {
    "central_verification": ("forward", "forward", "forward", "ask_reporter", "merge", "note"),
    "agency_verification": ("dispose",) * 2
    + ("respond", "decline", "ask_reporter", "extend", "recall", "note"),
    "follow_up": ("respond",) * 3
    + ("return_to_agency", "ask_reporter", "extend", "reassign", "recall", "note"),
    "approval": ("approve", "approve", "revise", "extend", "recall", "note"),
    "awaiting_reporter": ("complete", "complete", "note"),
    "reporter_reply": ("dispute", "dispute", "reply", "confirm", "note"),
    "merged": ("split",),
    "closed": ("reopen",),
}
"""What is likely to be decided next, so that reports get somewhere."""


class Life(RuleBasedStateMachine):
    """One report's life."""

    @initialize(
        policy=st.sampled_from(["default", "default", "drill"]),
        start=st.sampled_from(STARTS).map(wib),
        anonymous=st.booleans(),
    )
    def submitted(self, policy: str, start: Any, anonymous: bool) -> None:
        self.watch = Watch()
        self.sent: list[tuple[DecisionRequest, dict[str, Any]]] = []
        self.play = Play(policy=policy, at=start, anonymous=anonymous)
        for case, fact in zip(self.play.cases, self.play.facts, strict=True):
            self.watch.see(case, fact, start)

    def take(self, made: Transcript | Decided) -> None:
        assert made.case.last_fact.number == self.play.case.last_fact.number + len(made.steps)
        self.play.take(made)
        for case, fact in made.steps:
            self.watch.see(case, fact, self.play.now)

    @property
    def pace(self) -> timedelta:
        """What a day is under this policy, more or less."""
        return timedelta(seconds=4) if self.play.case.policy.in_seconds else timedelta(days=1)

    # -- people

    @rule(data=st.data(), late=st.sampled_from([0.0, 0.0, 0.3]), steps=st.integers(1, 4))
    def moves_on(self, data: st.DataObject, late: float, steps: int) -> None:
        for _ in range(steps):
            kind = data.draw(st.sampled_from(WORKS_ON[self.play.case.stage.value]), label="kind")
            fields: dict[str, Any] = {}
            if kind == "forward":
                fields["agency"] = data.draw(st.sampled_from(list(REGIONS)))
            approval = kind == "forward" and data.draw(st.booleans())
            received = self.play.now - late * self.pace
            request = self.play.request(kind, received=received, approval=approval, **fields)
            self.carry_out(request, by_signal=False)

    @rule(data=st.data(), who=st.sampled_from(["owner", "owner", *PEOPLE]), by_signal=st.booleans())
    def tries(self, data: st.DataObject, who: str, by_signal: bool) -> None:
        kind = data.draw(st.sampled_from(list(DEFAULTS)), label="kind")
        options = data.draw(self._options(kind), label="fields")
        actor = None if who == "owner" else PEOPLE[who]
        received = self.play.now - data.draw(st.sampled_from([0.0, 0.3, 3.0])) * self.pace
        self.carry_out(self.play.request(kind, actor, received=received, **options), by_signal=by_signal)

    def _options(self, kind: str) -> st.SearchStrategy[dict[str, Any]]:
        tasks = [each.task.id for each in self.play.case.task_history.ended[-3:]]
        task = st.sampled_from(["", "", "", "", None, "LPR-9-1", *tasks])
        fields: dict[str, st.SearchStrategy[Any]] = {"task": task}
        if kind == "forward":
            fields |= {"agency": st.sampled_from([*REGIONS, "siapa"]), "approval": st.booleans()}
            fields |= {"class_": st.sampled_from(["complaint", "aspiration"]), "supervisory": st.booleans()}
        elif kind == "respond":
            fields["final"] = st.booleans()
        elif kind in ("dispose", "reassign"):
            fields["unit" if kind == "dispose" else "to"] = st.sampled_from([*UNITS, "gudang", "acc-lain"])
        elif kind == "extend":
            fields |= {"clock": st.sampled_from(ClockName), "days": st.integers(1, 9)}
        elif kind == "postpone":
            ahead, today = st.integers(0, 31), self.play.now.date()
            if self.play.case.policy.in_seconds:
                fields["until"] = ahead.map(lambda n: self.play.now + timedelta(seconds=n))
            else:
                fields["until"] = ahead.map(lambda n: today + timedelta(days=n))
        return st.fixed_dictionaries(fields)

    def carry_out(self, request: DecisionRequest, *, by_signal: bool) -> None:
        before, foreseen = self.play.case, foresee(self.play, request)
        try:
            decided = decide(before, request, self.play.now)
        except Refusal as refusal:
            assert self.play.case is before
            require_same_refusal(foreseen, refusal)
            if by_signal:
                self.take(record_refusal(before, request, refusal, self.play.now))
            return
        require_preview_to_hold(foreseen, decided)
        self.take(decided)
        self.sent.append((request, decided.answer))

    @rule(data=st.data(), who=st.sampled_from(["owner", *PEOPLE]))
    def may_do_what_is_offered_and_nothing_else(self, data: st.DataObject, who: str) -> None:
        task = self.play.case.task
        owner = person(task.owner, self.play.reporter) if task else self.play.reporter
        actor = owner if who == "owner" else PEOPLE[who]
        require_offers_to_fit(self.play, actor, list(DEFAULTS), data)

    @precondition(lambda self: self.sent)
    @rule(data=st.data())
    def repeats(self, data: st.DataObject) -> None:
        request, first = data.draw(st.sampled_from(self.sent[-5:]), label="again")
        try:
            decided = decide(self.play.case, request, self.play.now)
        except NotReadable:
            return  # what is no longer theirs to read is told so before the key is looked at
        assert decided.answer == first
        assert all(fact.actor.role == "system" for _, fact in decided.steps), "a known key adds nothing"
        self.take(decided)

    # -- time

    @rule(days=st.floats(0, 6, allow_nan=False), noticed=st.booleans())
    def waits(self, days: float, noticed: bool) -> None:
        self._until(self.play.now + days * self.pace, noticed=noticed)

    @rule(noticed=st.booleans(), by=st.sampled_from([-MICROSECOND, timedelta(), MICROSECOND]))
    def waits_for_the_next_event(self, noticed: bool, by: timedelta) -> None:
        event = find_next_event(self.play.case)
        if event is not None:
            self._until(max(self.play.now, event.at + by), noticed=noticed)

    def _until(self, instant: Any, *, noticed: bool) -> None:
        before = len(self.play.facts)
        if noticed:
            self.play.wait(instant)
            for case, fact in zip(self.play.cases[before:], self.play.facts[before:], strict=True):
                self.watch.see(case, fact, instant)
            event = find_next_event(self.play.case)
            assert event is None or event.at > instant or event.kind is TimedEventKind.FINISHING
        else:
            self.play.later(instant)

    # -- what comes from elsewhere

    @precondition(lambda self: self.play.case.holding.calendar.version < 6)
    @rule(days=st.lists(st.integers(-5, 20), min_size=1, max_size=4), working=st.booleans())
    def calendar_changes(self, days: list[int], working: bool) -> None:
        old = self.play.case.holding.calendar
        today = old.local_date(self.play.now)
        new = _with_days(old, [today + timedelta(days=n) for n in days], working=working)
        transcript = Transcript(self.play.case, self.play.now)
        retiming.change_calendar(transcript, new)
        self.take(transcript)
        self._see_floor(new, today)

    def _see_floor(self, calendar: Snapshot, today: date) -> None:
        floor = calendar.end_of(calendar.next_working_day(today))
        for fact in self.play.facts:
            if fact.data.get("calendar") == {"region": calendar.region, "version": calendar.version}:
                due_at = fact.data["new_due_at"]
                assert due_at >= min(fact.data["old_due_at"], floor.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))

    @rule(follower=st.sampled_from(["LPR-1", "LPR-5", "LPR-6"]), others=st.sampled_from([(), ("LPR-7",)]))
    def is_asked_to_adopt(self, follower: str, others: tuple[str, ...]) -> None:
        transcript = Transcript(self.play.case, self.play.now)
        try:
            external_events.adopt_follower(transcript, follower, others)
        except MergeTarget:
            return
        self.take(transcript)

    @rule(
        sender=st.sampled_from(["LPR-2", "LPR-3", "LPR-5"]),
        outcome=st.sampled_from([None, *Outcome]),
        into=st.sampled_from([None, "LPR-3"]),
    )
    def hears(self, sender: str, outcome: Outcome | None, into: str | None) -> None:
        transcript = Transcript(self.play.case, self.play.now)
        external_events.receive_message(
            transcript, MergeMessage("LPR-1", sender, outcome=outcome, into=None if outcome else into)
        )
        self.take(transcript)

    @precondition(lambda self: self.play.case.holding.custody[-1].agency is not None)
    @rule(
        to=st.sampled_from([*REGIONS, None]),
        units=st.dictionaries(st.sampled_from(UNITS), st.sampled_from([None, *UNITS]), max_size=2),
        approval=st.booleans(),
    )
    def is_transferred(self, to: str | None, units: dict[str, str | None], approval: bool) -> None:
        before, agency = self.play.case, self.play.case.holding.custody[-1].agency
        assert agency is not None
        act = Succession("ACT-1", agency, profile(to, approval=approval) if to else None, units)
        transcript = Transcript(before, self.play.now)
        concerned = succession.concerns(before, act, self.play.now)
        succession.transfer_report(transcript, act)
        self.take(transcript)
        moved = [after for after, fact in transcript.steps if fact.kind is FactKind.TRANSFERRED]
        assert len(moved) <= concerned, "what happens before may close it or end it, and nothing else"
        for after in moved:
            assert after.holding.custody[-1].agency == to
            assert (after.declines.count, after.answering.disputes) == (
                before.declines.count,
                before.answering.disputes,
            )

    # -- what always holds

    @rule(number=st.integers(1, 6), hour=st.integers(2, 4), late=st.booleans())
    def is_found_vacant(self, number: int, hour: int, late: bool) -> None:
        ended = self.play.case.task_history.ended
        task = ended[-1].task if late and ended else self.play.case.task
        if task is None:
            return
        before = self.play.case
        transcript = Transcript(before, self.play.now)
        found_at = f"2026-10-05T{hour:02}:00:00.000000Z"
        external_events.note_vacancy(transcript, VacantTask(number, task.id, nobody(task.owner), found_at))
        self.take(transcript)
        noted = [fact for _, fact in transcript.steps if fact.kind is FactKind.VACANCY_FOUND]
        assert len(noted) <= 1
        if noted:
            assert (noted[0].data["task"], noted[0].data["number"]) == (task.id, number)
            assert (found_at, number) > before.last_vacancy

    @invariant()
    def only_declines_are_counted_as_declines(self) -> None:
        kinds = [fact.kind for fact in self.play.facts]
        assert self.play.case.declines.count == kinds.count(FactKind.DECLINED)

    @invariant()
    def what_was_recalled_is_at_the_centre_with_its_clocks(self) -> None:
        if self.play.facts[-1].kind is FactKind.RECALLED:
            case = self.play.case
            assert (case.stage, case.answering.draft) == (Stage.CENTRAL_VERIFICATION, None)
            live = {clock.name for clock in case.clocks if clock.stopped_at is None}
            assert live == {ClockName.VERIFICATION, ClockName.SETTLEMENT}

    @invariant()
    def every_stage_has_its_clock(self) -> None:
        case = self.play.case
        clock = {
            Stage.CENTRAL_VERIFICATION: ClockName.VERIFICATION,
            Stage.AGENCY_VERIFICATION: ClockName.DISPOSITION,
            Stage.AWAITING_REPORTER: ClockName.COMPLETION,
            Stage.REPORTER_REPLY: ClockName.REPLY,
        }.get(case.stage)
        assert clock is None or case.live_clock(clock) is not None

    @invariant()
    def clocks_stand_still_exactly_where_they_should(self) -> None:
        case = self.play.case
        for clock in case.clocks:
            if clock.stopped_at is not None or clock.lapsed:
                continue
            asked = case.stage is Stage.AWAITING_REPORTER and clock.name is not ClockName.COMPLETION
            answered = case.stage in (Stage.REPORTER_REPLY, Stage.MERGED, Stage.CLOSED)
            still = asked or (answered and clock.name is ClockName.SETTLEMENT)
            assert clock.paused == still

    @invariant()
    def due_days_are_working_days_and_due_instants_their_ends(self) -> None:
        for clock in self.play.case.clocks:
            if clock.running and clock.unit is not Unit.SECONDS and not clock.lapsed:
                calendar = self.play.case.holding.calendar
                assert calendar.end_of(clock.due_on) == clock.due_at

    def teardown(self) -> None:
        if hasattr(self, "watch"):
            self.watch.see_all_again()
            require_entries_to_fit(self.play.cases, self.play.facts, list_entries(self.play.facts))


def _with_days(of: Snapshot, days: list[date], *, working: bool) -> Snapshot:
    def works(day: date) -> bool:
        return working if day in days else of.is_working_day(day)

    return Snapshot.covering(of.region, of.zone, of.version + 1, of.first, of.last, works)


thorough = bool(os.environ.get("TUNTAS_THOROUGH"))
TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=1_000 if thorough else 100,
    stateful_step_count=60 if thorough else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
