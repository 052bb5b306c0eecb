"""The national admin's decisions."""

from datetime import date, datetime, time, timedelta
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.decisions import (
    Archive,
    Correct,
    Forward,
    Merge,
    OpenIdentity,
    Postpone,
    Recall,
    Split,
)
from workflows.procedure.model.enums import FactKind, Outcome, ReportClass
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.submission import Profile
from workflows.procedure.rules.allowances import count_declines
from workflows.procedure.rules.refusals import (
    HolderInOffice,
    MergeNotAcknowledged,
    MergeTarget,
    NobodyInOffice,
    NotAnonymous,
    NothingCorrected,
    PostponementLimit,
    SupervisoryComplaintsOnly,
    UnknownAgency,
    UnknownCategory,
)
from workflows.procedure.rules.retiming import write_moves

_AGAIN = "To merge all the same, send `acknowledged: true`."
SHOWN_OF_ANONYMOUS = (
    "The original was reported anonymously. The reporter of the report that is merged will read its "
    f"published answers as they were written. {_AGAIN}"
)
SHOWN_OF_CONFIDENTIAL = (
    "The original is confidential. The reporter of the report that is merged will see its stage, and when "
    f"and with which outcome it was answered, but no answer's text or evidence. {_AGAIN}"
)


def forward(transcript: Transcript, request: DecisionRequest, decision: Forward, at: datetime) -> None:
    """Sends the report to an agency; after too many declines that is a ruling.

    Raises UnknownCategory, SupervisoryComplaintsOnly, UnknownAgency or NobodyInOffice. The policy has the
    categories and how many declines are too many (`limits.declines`).
    """
    case = transcript.case
    profile = _forwardable(case, request, decision)
    class_: dict[str, Any] = {"class": decision.report_class.value}
    changed = (case.subject.report_class, case.subject.supervisory) != (
        decision.report_class,
        decision.supervisory,
    )
    transcript.add(
        FactKind.FORWARDED,
        at,
        agency=profile.agency,
        **class_,
        supervisory=decision.supervisory,
        category=decision.category,
        title=decision.title.model_dump() if decision.title else case.subject.title,
        text=decision.text.model_dump() if decision.text else case.subject.text,
        ruling=count_declines(case).is_used_up,
        profile=describe_profile(profile),
    )
    write_moves(transcript, at, "class" if changed else "moved")


def describe_profile(profile: Profile) -> dict[str, Any]:
    """The agency's settings, calendar and name as they are now. (Older facts have no name.)"""
    named = {"name": profile.name} if profile.name is not None else {}
    return {
        "approval": profile.approval,
        "region": profile.region,
        "calendar": profile.calendar.wire(),
        **named,
    }


def _forwardable(case: Case, request: DecisionRequest, decision: Forward) -> Profile:
    if decision.category not in case.policy.categories:
        raise UnknownCategory(
            f"{decision.category!r} is not a category.", allowed=list(case.policy.categories)
        )
    if decision.supervisory and decision.report_class is not ReportClass.COMPLAINT:
        raise SupervisoryComplaintsOnly("Only a complaint can be supervisory.")
    profile = request.looked_up.agency
    if profile is None or profile.agency != decision.agency:
        raise UnknownAgency(f"No active agency has the code {decision.agency!r}.", agency=decision.agency)
    require_somebody(request)
    return profile


def require_somebody(request: DecisionRequest) -> None:
    """Raises NobodyInOffice if nobody in office could do the task that the decision opens."""
    vacancy = request.looked_up.vacancy
    if vacancy is not None:
        detail = f"Nobody there is in office as {vacancy.role.value}: the task would be nobody's."
        raise NobodyInOffice(detail, role=vacancy.role.value, agency=vacancy.agency, unit=vacancy.unit)


def recall(transcript: Transcript, request: DecisionRequest, decision: Recall, at: datetime) -> None:
    """Takes the report back to the centre from a holder that is inactive or has nobody in office; clocks are
    as after a decline, and none is counted.

    Raises HolderInOffice.
    """
    case, vacancy = transcript.case, request.looked_up.vacancy
    assert case.task is not None, "only an open task is recalled"
    if vacancy is None or not vacancy.is_of(case.task.owner):
        raise HolderInOffice("Somebody is in office there; only a report that nobody can handle is recalled.")
    transcript.add(
        FactKind.RECALLED,
        at,
        reason=decision.reason.model_dump(),
        role=vacancy.role.value,
        agency=vacancy.agency,
        unit=vacancy.unit,
        vacancy=vacancy.reason.value,
    )
    write_moves(transcript, at, "moved")


def postpone(transcript: Transcript, request: DecisionRequest, decision: Postpone, at: datetime) -> None:
    """Takes the task out of the worklist until a date; its clock goes on.

    Raises PostponementLimit. The policy has the limit (`limits.postponement`).
    """
    until = _until(transcript.case, decision.until, at)
    transcript.add(
        FactKind.POSTPONED, at, reason=decision.reason.model_dump(), until=instants.format_instant(until)
    )


def _until(case: Case, until: date | datetime, at: datetime) -> datetime:
    most = case.policy.limits.postponement
    if case.policy.in_seconds:
        instant = until if isinstance(until, datetime) else case.holding.calendar.at(until, time())
        earliest, latest = postponement_instants(case, at)
        if not earliest <= instant <= latest:
            raise PostponementLimit(f"`until` lies at most {most} seconds ahead.", limit=most)
        return instant
    if isinstance(until, datetime):
        raise PostponementLimit("Under this policy `until` is a date.", limit=most)
    first, last = postponement_dates(case, at)
    if not first <= until <= last:
        raise PostponementLimit(f"`until` is a date after today, at most {most} days ahead.", limit=most)
    return case.holding.calendar.at(until, time())


def postponement_instants(case: Case, at: datetime) -> tuple[datetime, datetime]:
    """Under a policy in seconds, the first and the last instant until which a postponement may last."""
    return at + timedelta(microseconds=1), at + timedelta(seconds=case.policy.limits.postponement)


def postponement_dates(case: Case, at: datetime) -> tuple[date, date]:
    """Under a policy in days, the same as local dates."""
    today = case.holding.calendar.local_date(at)
    return today + timedelta(days=1), today + timedelta(days=case.policy.limits.postponement)


def archive(transcript: Transcript, request: DecisionRequest, decision: Archive, at: datetime) -> None:
    """Puts the report aside without an answer."""
    transcript.add(FactKind.ARCHIVED, at, reason=decision.reason.value, note=decision.note.model_dump())
    close_report(transcript, at, Outcome.ARCHIVED, decision.kind)


def close_report(
    transcript: Transcript, at: datetime, outcome: Outcome, by: str, *, final: bool = False
) -> None:
    """Writes the closing by a decision or event named `by`. A `final` one can't be reopened."""
    transcript.add(FactKind.CLOSED, at, outcome=outcome.value, final=final, cause={"kind": by}, ended_by=by)


def correct(transcript: Transcript, request: DecisionRequest, decision: Correct, at: datetime) -> None:
    """Corrects title or text; the original stays in its fact.

    Raises NothingCorrected.
    """
    if decision.title is None and decision.text is None:
        raise NothingCorrected("A correction names a new title, a new text, or both.")
    transcript.add(
        FactKind.CORRECTED,
        at,
        title=decision.title.model_dump() if decision.title else None,
        text=decision.text.model_dump() if decision.text else None,
        reason=decision.reason.model_dump(),
    )


def check_merge(case: Case, request: DecisionRequest, decision: Merge) -> None:
    """Raises MergeTarget for a merge into itself or into a report that is closed, merged or unknown, and
    MergeNotAcknowledged if the original is anonymous or confidential and the request does not say that the
    effect for the reporter is known."""
    original = request.looked_up
    if decision.into == case.tracking_number or not original.target_open:
        raise no_merge_target()
    if (original.target_anonymous or original.target_confidential) and not decision.acknowledged:
        raise MergeNotAcknowledged(
            SHOWN_OF_CONFIDENTIAL if original.target_confidential else SHOWN_OF_ANONYMOUS,
            into=decision.into,
            anonymous=original.target_anonymous,
            confidential=original.target_confidential,
        )


def no_merge_target() -> MergeTarget:
    """The refusal of a merge into a report that can adopt no other."""
    return MergeTarget("A report is merged into another one that is open and itself not merged.")


def merge(transcript: Transcript, request: DecisionRequest, decision: Merge, at: datetime) -> None:
    """Makes the report follow another, which has taken it and its followers in.

    Raises what `check_merge` raises. The original is asked before (ADR 5).
    """
    check_merge(transcript.case, request, decision)
    transcript.add(FactKind.MERGED, at, into=decision.into)


def refuse_merge(transcript: Transcript, decision: Merge, at: datetime) -> None:
    """Writes that the original could not adopt the report (ADR 5); nothing else changes."""
    transcript.add(FactKind.MERGE_REFUSED, at, into=decision.into)


def split(transcript: Transcript, request: DecisionRequest, decision: Split, at: datetime) -> None:
    """Frees a follower: it goes its own way again, from the centre."""
    transcript.add(
        FactKind.SPLIT, at, reason=decision.reason.model_dump(), original=transcript.case.merging.into
    )


def open_identity(
    transcript: Transcript, request: DecisionRequest, decision: OpenIdentity, at: datetime
) -> None:
    """Records that, and why, an anonymous reporter's identity was opened.

    Raises NotAnonymous.
    """
    if not transcript.case.submitted.form["anonymous"]:
        raise NotAnonymous("The reporter is not anonymous.")
    transcript.add(FactKind.IDENTITY_OPENED, at, reason=decision.reason.model_dump())
