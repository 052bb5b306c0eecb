"""Which decisions an actor may make now, with what each of them asks for.

Nothing is judged here: each kind of decision is tried with sample requests upon the immutable Case, by the
very functions that judge decisions and apply them (`decide.py`). What stands is offered, what is refused is
not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case
from workflows.procedure.model.decision_fields import FIELDS, DecisionField
from workflows.procedure.model.decisions import DECISION
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.procedure.model.sealed import Sealed
from workflows.procedure.model.submission import Profile
from workflows.procedure.rules.allowances import (
    Allowance,
    count_contact_corrections,
    count_declines,
    count_disputes,
    count_extensions,
    count_questions,
    count_remarks,
    count_reopenings,
)
from workflows.procedure.rules.authority import may_without_task
from workflows.procedure.rules.decide import apply_rule, judge_request
from workflows.procedure.rules.refusals import (
    ClockNotExtendable,
    NotAllowed,
    NotReadable,
    Refusal,
    RuleBroken,
    TaskNotOpen,
    UnknownTask,
)
from workflows.procedure.rules.sample_decisions import SAMPLE, fit_field, keep_accepted, list_samples
from workflows.procedure.rules.timed_events import write_due_events

Limits = Callable[[Case, datetime], tuple[Allowance, ...]]


@dataclass(frozen=True, slots=True)
class OfferedDecision:
    """A decision that the actor may make now.

    `task` is the task that the request has to name; null where the decision needs none. `fields` are in the
    order in which a form asks for them. `limits` are what it may be done how often.
    """

    kind: str
    task: str | None
    fields: tuple[DecisionField, ...]
    limits: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class UnavailableDecision:
    """A decision that the stage gives to the actor, but that a rule refuses now, whatever is entered.

    `refusal` is what it would be refused with.
    """

    kind: str
    refusal: RuleBroken
    limits: tuple[Allowance, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferedDecisions:
    """All decisions that an actor may make now, and those that a rule withholds; both in the order of the
    procedure's kinds. What the stage does not give to the actor is in neither."""

    decisions: tuple[OfferedDecision, ...] = ()
    unavailable: tuple[UnavailableDecision, ...] = ()


def offer_decisions(
    case: Case,
    actor: Actor,
    now: datetime,
    known: LookedUp | None = None,
    kinds: Iterable[str] = FIELDS,
) -> OfferedDecisions:
    """The decisions of these `kinds` that `actor` may make at `now`.

    A decision is offered exactly where the procedure accepts a well-formed one of its kind. Whether there is
    an agency, a unit, an officer or a report to name is not known here. Of `known` these matter: `vacancy`,
    that of the open task's owner, and `officer_gone`.
    """
    transcript = Transcript(case, now)
    write_due_events(transcript, now)
    trial = _Trial(transcript.case, actor, now, known or LookedUp())
    decisions: list[OfferedDecision] = []
    unavailable: list[UnavailableDecision] = []
    for kind in kinds:
        match trial.find_offer(kind):
            case OfferedDecision() as offered:
                decisions.append(offered)
            case RuleBroken() as refusal:
                unavailable.append(UnavailableDecision(kind, refusal, trial.limits_of(kind)))
    return OfferedDecisions(tuple(decisions), tuple(unavailable))


@dataclass(frozen=True, slots=True)
class _Trial:
    """A Case upon which an actor's decisions are tried."""

    case: Case
    actor: Actor
    now: datetime
    known: LookedUp

    def find_offer(self, kind: str) -> OfferedDecision | RuleBroken | None:
        """The offer; the refusal where a rule withholds it; null where the decision is not this actor's."""
        fields = tuple(fit_field(self.case, self.now, kind, field) for field in FIELDS[kind])
        accepted: list[dict[str, Any]] = []
        refusals: list[Refusal] = []
        for sample in list_samples(kind, fields):
            if (refusal := self._find_refusal(kind, sample)) is None:
                accepted.append(sample)
            elif isinstance(refusal, NotReadable | NotAllowed | TaskNotOpen | UnknownTask):
                return None
            else:
                refusals.append(refusal)
        if not accepted:
            return _most_telling(refusals)
        fields = tuple(keep_accepted(kind, field, accepted) for field in fields)
        return OfferedDecision(kind, self._task_for(kind), fields, self.limits_of(kind))

    def _task_for(self, kind: str) -> str | None:
        if may_without_task(self.actor, self.case.stage, kind) or self.case.task is None:
            return None
        return self.case.task.id

    def _find_refusal(self, kind: str, sample: Mapping[str, Any]) -> Refusal | None:
        decision = DECISION.validate_python({"kind": kind, **sample}, context={"seal": _seal_nothing})
        task, known = self._task_for(kind), self._look_up(kind)
        request = DecisionRequest(self.actor, task, decision, self.now, "", "", known)
        try:
            judge_request(self.case, request)
            apply_rule(Transcript(self.case, self.now), request, self.now)
        except Refusal as refusal:
            return refusal
        return None

    def _look_up(self, kind: str) -> LookedUp:
        calendar = self.case.holding.calendar
        return LookedUp(
            agency=Profile(SAMPLE, calendar.region, calendar),
            unit=SAMPLE,
            officer=SAMPLE,
            target_open=True,
            vacancy=self.known.vacancy if kind == "recall" else None,
            officer_gone=self.known.officer_gone,
        )

    def limits_of(self, kind: str) -> tuple[Allowance, ...]:
        """What the decision may be done how often."""
        return LIMITS[kind](self.case, self.now) if kind in LIMITS else ()


def _list_extensions(case: Case, _now: datetime) -> tuple[Allowance, ...]:
    return tuple(count_extensions(clock) for clock in case.clocks if clock.stopped_at is None)


LIMITS: Mapping[str, Limits] = {
    "forward": lambda case, _now: (count_declines(case),),
    "decline": lambda case, _now: (count_declines(case),),
    "ask_reporter": lambda case, _now: count_questions(case),
    "allow_question": lambda case, _now: count_questions(case),
    "extend": _list_extensions,
    "dispute": lambda case, _now: (count_disputes(case),),
    "remark": lambda case, now: (count_remarks(case, now),),
    "correct_contact": lambda case, _now: (count_contact_corrections(case),),
    "reopen": lambda case, _now: (count_reopenings(case),),
}
"""The kinds of decisions that may be made only so often."""


def _most_telling(refusals: list[Refusal]) -> RuleBroken | None:
    """Of the refusals of all samples the one that says most: not that a clock is never to be extended."""
    rules = [each for each in refusals if isinstance(each, RuleBroken)]
    telling = [each for each in rules if not isinstance(each, ClockNotExtendable)]
    return next(iter(telling or rules), None)


def _seal_nothing(text: str) -> Sealed:
    return Sealed(sealed=None, key="", commitment="", length=len(text))
