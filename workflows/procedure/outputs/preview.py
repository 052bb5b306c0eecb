"""What would come of a decision: it is carried out upon the immutable Case, and what came is forgotten."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.enums import ClockName, FactKind, Outcome, Role, Stage
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.tasks import Owner
from workflows.procedure.outputs.notices import list_notices
from workflows.procedure.rules.decide import decide
from workflows.procedure.rules.timed_events import write_due_events


class ClockEffect(StrEnum):
    """What a decision does to a clock."""

    STARTS = "starts"
    STOPS = "stops"
    PAUSES = "pauses"
    """It stands still from now on; its due day is open until it resumes."""
    RESUMES = "resumes"
    MOVES = "moves"
    """It runs on, with another due day."""
    RUNS_ON = "runs_on"
    """It runs on with the same due day."""
    STANDS_STILL = "stands_still"
    """It stood still before, and goes on doing so."""


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One clock before and after the decision.

    A due day (a local day, inclusive) and its instant (exclusive) are null where there is none: the clock has
    not started, has stopped or stands still. `lapsed` is as after the decision.
    """

    name: ClockName
    instance: int
    effect: ClockEffect
    due_on_before: date | None
    due_on_after: date | None
    due_at_before: datetime | None
    due_at_after: datetime | None
    lapsed: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is sent which letter: a role in an agency and unit (null for the centre and for the reporter),
    after a reassignment one officer; `template` is the letter's name in `texts/letters`."""

    template: str
    role: Role
    agency: str | None
    unit: str | None
    officer: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A report at one instant. `task` and `owner` are null where the report waits for nobody."""

    stage: Stage
    task: str | None
    owner: Owner | None
    escalation_level: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of a decision.

    `task_ends` says whether the task that is open now would be over. `clocks` holds each clock that is live
    before or after, in the order in which they started. `facts` are the kinds of the facts that would be
    added, in order. `outcome` is null while the report stays open; `is_final` says that it could not be
    reopened. `is_known` says that the request's idempotency key was answered before, so that nothing would
    change. Alarms that are due already count as rung before.
    """

    before: Standing
    after: Standing
    task_ends: bool
    clocks: tuple[ClockChange, ...]
    recipients: tuple[Recipient, ...]
    facts: tuple[FactKind, ...]
    outcome: Outcome | None
    is_final: bool
    is_known: bool


def preview_decision(case: Case, request: DecisionRequest, now: datetime) -> Preview:
    """What would come of `request` at `now`. Raises the Refusal that it would meet; changes nothing."""
    decided = decide(case, request, now)
    rung = Transcript(case, now)
    write_due_events(rung, min(request.received_at, now))
    before, after = rung.case, decided.case
    own = decided.steps[len(rung.steps) :]
    return Preview(
        before=_standing(before),
        after=_standing(after),
        task_ends=before.task is not None and (after.task is None or after.task.id != before.task.id),
        clocks=tuple(_compare_clocks(before, after)),
        recipients=tuple(dict.fromkeys(_list_recipients(own))),
        facts=tuple(fact.kind for _, fact in own),
        outcome=after.closing.outcome,
        is_final=after.is_final,
        is_known=decided.is_known,
    )


def _standing(case: Case) -> Standing:
    task = case.task
    return Standing(
        case.stage, task.id if task else None, task.owner if task else None, case.escalation.level
    )


def _compare_clocks(before: Case, after: Case) -> Iterator[ClockChange]:
    """Clocks are never taken away, so that those of both stand in the same order."""
    older = {(each.name, each.instance): each for each in before.clocks}
    for new in after.clocks:
        old = older.get((new.name, new.instance))
        if new.stopped_at is not None and (old is None or old.stopped_at is not None):
            continue
        yield ClockChange(
            new.name,
            new.instance,
            _effect(old, new),
            old.due_on if old and old.running else None,
            new.due_on if new.running else None,
            old.due_at if old and old.running else None,
            new.due_at if new.running else None,
            new.lapsed,
        )


def _effect(old: Clock | None, new: Clock) -> ClockEffect:
    if old is None:
        return ClockEffect.STARTS
    if new.stopped_at is not None:
        return ClockEffect.STOPS
    if old.paused:
        return ClockEffect.STANDS_STILL if new.paused else ClockEffect.RESUMES
    if new.paused:
        return ClockEffect.PAUSES
    return ClockEffect.RUNS_ON if old.due_at == new.due_at else ClockEffect.MOVES


def _list_recipients(steps: Iterable[Step]) -> Iterator[Recipient]:
    for case, fact in steps:
        for notice in list_notices(case, fact):
            for each in notice["audience"]:
                role = Role(each["role"])
                yield Recipient(notice["template"], role, each["agency"], each["unit"], each["officer"])
