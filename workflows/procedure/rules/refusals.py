"""Refusals: one class each, with its stable code and HTTP status.

Refusal
├── NotReadable (404)          ├── RuleBroken (422)
├── NotAllowed (403)           │   └── one subclass per rule
├── TaskNotOpen (409)          └── KeyReused (422)
"""

from typing import Any, ClassVar


class Refusal(Exception):
    """A decision that is refused. `members` go into the problem answer beside code and detail."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = members

    def wire(self) -> dict[str, Any]:
        """The refusal as it travels from the report to the API."""
        return {"code": self.code, "status": self.status, "detail": self.detail, **self.members}


class NotReadable(Refusal):
    """This actor may not know that the report exists."""

    code, status = "not_found", 404

    def __init__(self) -> None:
        super().__init__("There is no such report, or it is not yours to read.")


class NotAllowed(Refusal):
    """This actor may not make the decision on that task. `officer` is the id of the officer whom a
    reassignment named, if that is the only reason."""

    code, status = "not_allowed", 403

    def __init__(self, kind: str, stage: str, officer: str | None = None) -> None:
        if officer is None:
            detail = f"In {stage} your role, agency and unit have no decision {kind!r}."
            super().__init__(detail, stage=stage)
        else:
            detail = "The task was given to another officer of your role."
            super().__init__(detail, stage=stage, officer=officer)


class TaskNotOpen(Refusal):
    """The task has ended already, by a person or a clock."""

    code, status = "task_not_open", 409

    def __init__(self, task: str | None, decided_by: str, decided_at: str, kind: str) -> None:
        super().__init__(
            f"The task was ended by {kind!r} at {decided_at}.",
            task=task,
            decided_by=decided_by,
            decided_at=decided_at,
            kind=kind,
        )


class RuleBroken(Refusal):
    """A rule of the procedure forbids the decision."""


class UnknownTask(RuleBroken):
    """The report never had that task."""

    code = "unknown_task"


class KeyReused(RuleBroken):
    """The idempotency key was used before, with another content."""

    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__("This Idempotency-Key was used before, for another decision.")


class UnknownAgency(RuleBroken):
    """No active agency has that code."""

    code = "unknown_agency"


class UnknownUnit(RuleBroken):
    """The agency has no active unit of that code."""

    code = "unknown_unit"


class UnknownOfficer(RuleBroken):
    """No active officer of that role and agency has that name."""

    code = "unknown_officer"


class NobodyInOffice(RuleBroken):
    """Nobody could do the task there: nobody active holds the role that it needs."""

    code = "nobody_in_office"


class HolderInOffice(RuleBroken):
    """A report is recalled only if its holder is inactive or has nobody in office."""

    code = "holder_in_office"


class UnknownCategory(RuleBroken):
    """The category is not in the policy's list."""

    code = "unknown_category"


class SupervisoryComplaintsOnly(RuleBroken):
    """Only a complaint can need an investigation."""

    code = "supervisory_complaints_only"


class NothingCorrected(RuleBroken):
    """A correction that corrects neither title nor text."""

    code = "nothing_corrected"


class RulingStands(RuleBroken):
    """After the policy's number of declines a forward is a ruling; it can't be declined."""

    code = "ruling_stands"


class QuestionLimit(RuleBroken):
    """The reporter has been asked as often as the policy allows."""

    code = "question_limit"


class PostponementLimit(RuleBroken):
    """The date is past, or further ahead than the policy allows."""

    code = "postponement_limit"


class MergeTarget(RuleBroken):
    """The report named is not one to merge into."""

    code = "merge_target"


class MergeNotAcknowledged(RuleBroken):
    """The original is anonymous or confidential, and what will be shown of it was not acknowledged."""

    code = "merge_not_acknowledged"


class ClockNotExtendable(RuleBroken):
    """That clock has no extension, not by this role, or is not running."""

    code = "clock_not_extendable"


class AlreadyExtended(RuleBroken):
    """An instance is extended once."""

    code = "already_extended"


class Lapsed(RuleBroken):
    """The clock has lapsed. A lapsed clock can't be extended."""

    code = "lapsed"


class ExtensionLimit(RuleBroken):
    """More than the policy allows."""

    code = "extension_limit"


class DisputeLimit(RuleBroken):
    """No further dispute; the Ombudsman is the next instance."""

    code = "dispute_limit"


class AlreadyReopened(RuleBroken):
    """A report is reopened once."""

    code = "already_reopened"


class ReopeningOver(RuleBroken):
    """The window for reopening has passed, or the report was confirmed."""

    code = "reopening_over"


class RemarkLimit(RuleBroken):
    """As many remarks today as the policy allows."""

    code = "remark_limit"


class NoContact(RuleBroken):
    """A correction of the contact by which nobody could be reached."""

    code = "no_contact"


class ContactLimit(RuleBroken):
    """The contact was corrected as often as it may be."""

    code = "contact_limit"


class SameOwner(RuleBroken):
    """A reassignment to whoever has the task already."""

    code = "same_owner"


class NotAnonymous(RuleBroken):
    """There is no identity to open: the reporter is not anonymous."""

    code = "not_anonymous"
