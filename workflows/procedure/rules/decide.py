"""Decisions: every request passes here; the result is facts or a typed refusal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.tasks import EndedTask, Task
from workflows.procedure.rules import agency, centre, notes, reporter, supervision
from workflows.procedure.rules.authority import NEED_NO_TASK, find_sole_officer, may_on_task, may_without_task
from workflows.procedure.rules.reading import NONE, reach_of_case, readable_up_to
from workflows.procedure.rules.refusals import (
    KeyReused,
    NotAllowed,
    NotReadable,
    Refusal,
    TaskNotOpen,
    UnknownTask,
)
from workflows.procedure.rules.timed_events import write_due_events

RULES: dict[str, Callable[[Transcript, DecisionRequest, Any, datetime], None]] = {
    "forward": centre.forward,
    "ask_reporter": agency.ask_reporter,
    "postpone": centre.postpone,
    "merge": centre.merge,
    "archive": centre.archive,
    "correct": centre.correct,
    "split": centre.split,
    "open_identity": centre.open_identity,
    "recall": centre.recall,
    "dispose": agency.dispose,
    "respond": agency.respond,
    "decline": agency.decline,
    "return_to_agency": agency.return_to_agency,
    "approve": agency.approve,
    "revise": agency.revise,
    "extend": supervision.extend,
    "nudge": supervision.nudge,
    "allow_question": supervision.allow_question,
    "reassign": supervision.reassign,
    "note": notes.add_note,
    "complete": reporter.complete,
    "confirm": reporter.confirm,
    "reply": reporter.reply,
    "dispute": reporter.dispute,
    "withdraw": reporter.withdraw,
    "remark": reporter.remark,
    "reopen": reporter.reopen,
    "correct_contact": reporter.correct_contact,
}
"""The rule of each kind of decision."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a decision: the Case after it, its steps, and the answer, which for a key seen before
    (`is_known`) is the first one again."""

    case: Case
    steps: tuple[Step, ...]
    answer: dict[str, Any]
    is_known: bool = False


def decide(case: Case, request: DecisionRequest, now: datetime, *, target_gone: bool = False) -> Decided:
    """Carries out `request`, received when it says, at `now`; raises a Refusal and adds nothing.

    Timed events that are due at the instant of reception come first, later ones after the decision: a
    decision received in time counts (ADR 15). `target_gone` says that the original of a merge could not adopt
    the report.
    """
    received = min(request.received_at, now)
    transcript = Transcript(case, now)
    write_due_events(transcript, received)
    known = judge_request(transcript.case, request)
    is_known = known is not None
    if known is None:
        apply_rule(transcript, request, received, target_gone=target_gone)
        known = transcript.case.answered[request.key].answer
    _advance_to_now(transcript)
    return Decided(transcript.case, tuple(transcript.steps), known, is_known)


def apply_rule(
    transcript: Transcript, request: DecisionRequest, received: datetime, *, target_gone: bool = False
) -> None:
    """Adds the facts of a request that `judge_request` lets through; raises a Refusal by its own rule."""
    transcript.request, transcript.instead_of = request, _instead_of(transcript.case, request)
    at = max(received, transcript.case.last_fact.at)  # what was folded already stays before it
    if target_gone:
        centre.refuse_merge(transcript, request.decision, at)  # type: ignore[arg-type]  # only merges
    else:
        RULES[request.decision.kind](transcript, request, request.decision, at)
    transcript.request = transcript.instead_of = None


def judge_request(case: Case, request: DecisionRequest) -> dict[str, Any] | None:
    """Everything that is asked before the decision's own rule, in the order of the procedure.

    Returns the earlier answer where the key is known, else null. Raises a Refusal.
    """
    kind = request.decision.kind
    authorize(case, request)
    known = case.answered.get(request.key)
    if known is not None:
        if known.content != request.content:
            raise KeyReused
        if "refusal" in known.answer:
            raise Repeated(known.answer["refusal"])
        return known.answer
    if request.task is not None and case.task_named(request.task) is None:
        raise UnknownTask("This report never had such a task.")
    if not may_without_task(request.actor, case.stage, kind):
        _require_open(case, request)
    return None


class Repeated(Refusal):
    """A refusal given before, given again to the same key."""

    def __init__(self, first: dict[str, Any]) -> None:
        super().__init__(first["detail"])
        self.first = first

    def wire(self) -> dict[str, Any]:
        """The first refusal, word for word."""
        return self.first


def authorize(case: Case, request: DecisionRequest) -> None:
    """Raises NotReadable or NotAllowed; the latter is judged by the task named, open or not."""
    actor, kind = request.actor, request.decision.kind
    if readable_up_to(actor, reach_of_case(case)) == NONE:
        raise NotReadable
    if may_without_task(actor, case.stage, kind):
        return
    if kind in NEED_NO_TASK and _is_repeated(case, request):
        return  # it was allowed when it first came; the stage may be another one since
    if request.task is not None:
        named = case.task_named(request.task)
        if named is None:
            return  # what never was gives no authority to judge by; the rule refuses it
        gone = request.looked_up.officer_gone
        if not may_on_task(actor, named[0], kind, gone) and not _was_theirs(case, request, named[0]):
            raise NotAllowed(kind, named[0].stage.value, find_sole_officer(actor, named[0], kind))
    elif not _may_now(case, request) and _last_ended(case, request) is None:
        raise NotAllowed(kind, case.stage.value)


def _is_repeated(case: Case, request: DecisionRequest) -> bool:
    known = case.answered.get(request.key)
    return known is not None and known.content == request.content


def _was_theirs(case: Case, request: DecisionRequest, task: Task) -> bool:
    """Whether it repeats a decision upon a reporter's task that the actor's agency served then. Such a task
    stays open when a successor comes to serve it (ADR 34); a staff task ends, and keeps its owner."""
    if task.owner.role is not Role.REPORTER or not _is_repeated(case, request):
        return False
    earlier = (held for held, after in pairwise(case.holding.custody) if after.since >= task.opened_at)
    served = (replace(task, served_by=replace(task.served_by, agency=held.agency)) for held in earlier)
    return any(may_on_task(request.actor, each, request.decision.kind) for each in served)


def _may_now(case: Case, request: DecisionRequest) -> bool:
    """Whether the open task gives the actor the decision."""
    gone = request.looked_up.officer_gone
    return case.task is not None and may_on_task(request.actor, case.task, request.decision.kind, gone)


def _instead_of(case: Case, request: DecisionRequest) -> str | None:
    """The officer whom the task names, who is gone, and in whose place the actor decides."""
    named = case.task_named(request.task) if request.task is not None else None
    is_theirs = named is None or may_on_task(request.actor, named[0], request.decision.kind)
    return None if is_theirs else request.looked_up.officer_gone


def _require_open(case: Case, request: DecisionRequest) -> None:
    ended = _last_ended(case, request)
    if request.task is not None:
        named = case.task_named(request.task)
        ended = named[1] if named else None
    elif _may_now(case, request):
        if request.actor.role is not Role.REPORTER:
            raise UnknownTask("A decision names its task.")
        return
    if ended is not None:
        raise TaskNotOpen(ended.task.id, ended.by, instants.format_instant(ended.at), ended.kind)


def _last_ended(case: Case, request: DecisionRequest) -> EndedTask | None:
    """For a reporter who names no task: the last one that the decision could have been for."""
    if request.actor.role is not Role.REPORTER:
        return None
    kind = request.decision.kind
    return next(
        (each for each in reversed(case.task_history.ended) if may_on_task(request.actor, each.task, kind)),
        None,
    )


def record_refusal(case: Case, request: DecisionRequest, refusal: Refusal, now: datetime) -> Transcript:
    """Records that a decision which came by Signal was refused; a known key adds nothing.

    What the report knows nothing of, a task that never was say, is free text and stays out of its facts.
    """
    transcript = Transcript(case, now)
    received = min(request.received_at, now)
    write_due_events(transcript, received)
    if request.key not in transcript.case.answered:
        transcript.request = request
        transcript.add(
            FactKind.DECISION_REFUSED,
            received,
            decision=request.decision.kind,
            task=request.task if request.task and transcript.case.task_named(request.task) else None,
            refusal=refusal.wire(),
        )
        transcript.request = None
    _advance_to_now(transcript)
    return transcript


def _advance_to_now(transcript: Transcript) -> None:
    """Writes the timed events that are due after the reception. Under a policy with `outage_grace` they are
    left to the report's timer, because another decision may have been received before them (ADR 15)."""
    if not transcript.case.policy.outage_grace:
        write_due_events(transcript, transcript.now)
