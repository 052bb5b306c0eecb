"""The reporter's decisions."""

from datetime import datetime

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case
from workflows.procedure.model.decisions import (
    Complete,
    Confirm,
    CorrectContact,
    Dispute,
    RemarkOn,
    Reopen,
    Reply,
    Withdraw,
)
from workflows.procedure.model.enums import ClockName, FactKind, Outcome, Role, Stage
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.rules.agency import dump_sealed
from workflows.procedure.rules.allowances import (
    count_contact_corrections,
    count_disputes,
    count_remarks,
    count_reopenings,
)
from workflows.procedure.rules.centre import close_report
from workflows.procedure.rules.refusals import (
    AlreadyReopened,
    ContactLimit,
    DisputeLimit,
    NoContact,
    RemarkLimit,
    ReopeningOver,
)

OMBUDSMAN = "ombudsman"
"""Where a reporter may turn next; nothing is sent there without their consent."""


def complete(transcript: Transcript, request: DecisionRequest, decision: Complete, at: datetime) -> None:
    """Answers what was asked; the report returns to the desk that asked."""
    files = [each.model_dump() for each in decision.files]
    transcript.add(FactKind.COMPLETED_BY_REPORTER, at, text=decision.text.model_dump(), files=files)


def confirm(transcript: Transcript, request: DecisionRequest, decision: Confirm, at: datetime) -> None:
    """Accepts the answer: the report is closed with the answer's outcome, for good."""
    outcome = transcript.case.answering.outcome
    assert outcome is not None, "what is confirmed was answered"
    transcript.add(FactKind.CONFIRMED, at, rating=decision.rating, comment=dump_sealed(decision.comment))
    close_report(transcript, at, Outcome(outcome), decision.kind, final=True)


def reply(transcript: Transcript, request: DecisionRequest, decision: Reply, at: datetime) -> None:
    """Replies to the answer; the report returns to the desk that answered."""
    transcript.add(FactKind.REPLIED, at, text=decision.text.model_dump())


def dispute(transcript: Transcript, request: DecisionRequest, decision: Dispute, at: datetime) -> None:
    """Rejects the answer; the second time at escalation level 1, a third is refused.

    The reporter of a merged report may object once; the national admin is asked to split. Raises
    DisputeLimit. The policy has the limits (`limits.disputes`, `limits.approval_from_dispute`).
    """
    case = transcript.case
    merged = case.stage is Stage.MERGED
    if count_disputes(case).is_used_up:
        raise DisputeLimit(
            "The answer can't be disputed again; the Ombudsman is open to you.", referral=OMBUDSMAN
        )
    transcript.add(FactKind.DISPUTED, at, reason=decision.reason.model_dump(), merged=merged)
    if not merged and transcript.case.answering.disputes >= case.policy.limits.approval_from_dispute:
        transcript.add(
            FactKind.ESCALATED,
            at,
            clock=None,
            instance=None,
            level=1,
            cause="second_dispute",
            told=["owner", "supervisor"],
        )


def withdraw(transcript: Transcript, request: DecisionRequest, decision: Withdraw, at: datetime) -> None:
    """Takes the report back."""
    transcript.add(FactKind.WITHDRAWN, at, reason=dump_sealed(decision.reason))
    close_report(transcript, at, Outcome.WITHDRAWN, decision.kind)


def remark(transcript: Transcript, request: DecisionRequest, decision: RemarkOn, at: datetime) -> None:
    """Adds something that the owner is shown; changes no clock.

    Raises RemarkLimit (`limits.remarks_per_day` of the policy).
    """
    remarks = count_remarks(transcript.case, at)
    if remarks.is_used_up:
        raise RemarkLimit(f"At most {remarks.most} remarks a day.", limit=remarks.most)
    files = [each.model_dump() for each in decision.files]
    transcript.add(FactKind.REMARKED, at, text=decision.text.model_dump(), files=files)


def correct_contact(
    transcript: Transcript, request: DecisionRequest, decision: CorrectContact, at: datetime
) -> None:
    """Says by what the reporter is reached from now on. Both the former contact and the new one are told.

    Raises ContactLimit, or NoContact where neither address nor number is given.
    """
    corrections = count_contact_corrections(transcript.case)
    if corrections.is_used_up:
        raise ContactLimit(
            f"A contact is corrected {corrections.most} times at most.", limit=corrections.most
        )
    if decision.email is None and decision.phone is None:
        raise NoContact("A contact has an e-mail address, a telephone number, or both.")
    transcript.add(
        FactKind.CONTACT_CORRECTED,
        at,
        email=dump_sealed(decision.email),
        phone=dump_sealed(decision.phone),
        anonymous=transcript.case.submitted.form["anonymous"],
    )


def reopen(transcript: Transcript, request: DecisionRequest, decision: Reopen, at: datetime) -> None:
    """Opens a closed report again, once, within the window: at the centre or at the last agency.

    Raises ReopeningOver, or AlreadyReopened (`limits.reopenings` of the policy).
    """
    case = transcript.case
    window = case.live_clock(ClockName.REOPENING)
    if window is None or at >= window.due_at:
        raise ReopeningOver("The report is closed for good.", referral=OMBUDSMAN)
    if count_reopenings(case).is_used_up:
        raise AlreadyReopened("A report can be reopened once.", referral=OMBUDSMAN)
    to = reopens_at(case)
    transcript.add(
        FactKind.REOPENED, at, reason=decision.reason.model_dump(), to=to.value, was=str(case.closing.outcome)
    )


def reopens_at(case: Case) -> Stage:
    """Where a closed report comes back to: the centre if it archived or last held it, or if any agency
    archived it; else the last agency."""
    archived = case.closing.archived_by in (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN)
    if archived or case.assignment.agency is None or case.holding.custody[-1].agency is None:
        return Stage.CENTRAL_VERIFICATION
    return Stage.AGENCY_VERIFICATION
