"""The decisions of agency admins, liaison officers and approving supervisors."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case
from workflows.procedure.model.decisions import (
    Approve,
    AskReporter,
    Decline,
    Dispose,
    Respond,
    ReturnToAgency,
    Revise,
)
from workflows.procedure.model.enums import AnswerOutcome, FactKind
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.procedure.model.sealed import Sealed
from workflows.procedure.rules.allowances import count_questions
from workflows.procedure.rules.centre import require_somebody
from workflows.procedure.rules.refusals import QuestionLimit, RulingStands, UnknownUnit
from workflows.procedure.rules.retiming import write_moves


def dump_sealed(value: Sealed | None) -> dict[str, Any] | None:
    """An optional sealed value in its wire form."""
    return value.model_dump() if value else None


def dispose(transcript: Transcript, request: DecisionRequest, decision: Dispose, at: datetime) -> None:
    """Hands the report to a unit of the agency.

    Raises UnknownUnit or NobodyInOffice.
    """
    if request.looked_up.unit != decision.unit:
        raise UnknownUnit(f"The agency has no active unit {decision.unit!r}.", unit=decision.unit)
    require_somebody(request)
    transcript.add(
        FactKind.DISPOSED,
        at,
        unit=decision.unit,
        note=dump_sealed(decision.note),
        **name_unit(request.looked_up),
    )


def name_unit(found: LookedUp) -> dict[str, Any]:
    """The name of the unit, for its fact; empty if it was not looked up."""
    return {"unit_name": found.unit_name} if found.unit_name is not None else {}


def respond(transcript: Transcript, request: DecisionRequest, decision: Respond, at: datetime) -> None:
    """Answers: at once, or as a draft where the answer needs approval.

    Only final answers need approval: see `needs_approval`.
    """
    outcome = (decision.outcome or AnswerOutcome.RESOLVED).value if decision.final else None
    answer: dict[str, Any] = {
        "text": decision.text.model_dump(),
        "outcome": outcome,
        "evidence": [each.model_dump() for each in decision.evidence],
    }
    if decision.final and needs_approval(transcript.case):
        transcript.add(FactKind.DRAFTED, at, **answer)
    else:
        transcript.add(FactKind.RESPONDED, at, **answer, final=decision.final)


def needs_approval(case: Case) -> bool:
    """Whether a final answer goes to the supervisor first: by the agency's setting, or after a dispute."""
    return case.assignment.needs_approval or case.answering.approval_owed


def decline(transcript: Transcript, request: DecisionRequest, decision: Decline, at: datetime) -> None:
    """Sends the report back to the centre: not this agency's to handle. A ruling can't be declined.

    Raises RulingStands.
    """
    case = transcript.case
    if case.assignment.is_ruling:
        raise RulingStands("The national admin has ruled that the report is this agency's.")
    reason, agency = decision.reason.model_dump(), case.assignment.agency
    transcript.add(FactKind.DECLINED, at, reason=reason, code=decision.code, agency=agency)
    write_moves(transcript, at, "moved")


def return_to_agency(
    transcript: Transcript, request: DecisionRequest, decision: ReturnToAgency, at: datetime
) -> None:
    """Gives the report back to the agency's admin."""
    unit = transcript.case.assignment.unit
    transcript.add(FactKind.RETURNED, at, reason=decision.reason.model_dump(), unit=unit)


def ask_reporter(
    transcript: Transcript, request: DecisionRequest, decision: AskReporter, at: datetime
) -> None:
    """Asks the reporter to complete the report, as often as the policy and granted questions allow.

    Raises QuestionLimit (`limits.questions` and `limits.questions_per_stage` of the policy).
    """
    case = transcript.case
    if any(each.is_used_up for each in count_questions(case)):
        raise QuestionLimit("The reporter has been asked as often as may be.")
    transcript.add(
        FactKind.REPORTER_ASKED, at, question=decision.question.model_dump(), stage=case.stage.value
    )


def approve(transcript: Transcript, request: DecisionRequest, decision: Approve, at: datetime) -> None:
    """Publishes the drafted answer."""
    draft = transcript.case.answering.draft
    assert draft is not None, "in approval there is a draft"
    transcript.add(FactKind.APPROVED, at, note=dump_sealed(decision.note), draft=draft["fact"])
    answer = {name: draft[name] for name in ("text", "outcome", "evidence")}
    transcript.add(FactKind.RESPONDED, at, **answer, final=True, draft=draft["fact"], ended_by=decision.kind)


def revise(transcript: Transcript, request: DecisionRequest, decision: Revise, at: datetime) -> None:
    """Sends the draft back to the desk that wrote it."""
    transcript.add(FactKind.REVISED, at, note=decision.note.model_dump())
