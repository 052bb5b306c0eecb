"""What people may decide, and the fields of each decision. Who may decide it where: `authority.py`."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, TypeAdapter

from workflows.procedure.model.enums import AnswerOutcome, ArchiveReason, ClockName, ReportClass
from workflows.procedure.model.inputs import Input
from workflows.procedure.model.sealed import Email, InternalText, Line, Note, Phone, Remark, Text

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
"""An agency's, unit's, category's or reason's code, or an account's name."""
TrackingNumber = Annotated[str, Field(min_length=1, max_length=40)]
Days = Annotated[int, Field(ge=1, strict=True)]
"""How many of a clock's own unit; the policy sets how many at most."""
_Lines = Annotated[tuple[Line, ...], Field(max_length=20)]
References = Annotated[
    _Lines,
    BeforeValidator(lambda given: () if given is None else given, json_schema_input_type=_Lines | None),
    Input.REFERENCES,
]
"""What is referred to, if anything: null is the same as none."""


class _Decision(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Forward(_Decision):
    kind: Literal["forward"] = "forward"
    agency: Annotated[Code, Input.AGENCY]
    report_class: ReportClass = Field(alias="class")
    supervisory: StrictBool
    category: Annotated[Code, Input.CHOICE]
    title: Line | None = None
    text: Text | None = None


class AskReporter(_Decision):
    kind: Literal["ask_reporter"] = "ask_reporter"
    question: Text


class Postpone(_Decision):
    """`until` is a local date of the centre; under a policy in seconds it may be an instant."""

    kind: Literal["postpone"] = "postpone"
    reason: Note
    # Instants first: one that falls on midnight in UTC would else be read as a date.
    until: Annotated[AwareDatetime | date, Field(union_mode="left_to_right"), Input.DATE]


class Merge(_Decision):
    """`acknowledged`: it is known what the reporter will see of an anonymous or confidential original."""

    kind: Literal["merge"] = "merge"
    into: Annotated[TrackingNumber, Input.REPORT]
    acknowledged: StrictBool | None = None


class Archive(_Decision):
    kind: Literal["archive"] = "archive"
    reason: ArchiveReason
    note: Note


class Correct(_Decision):
    kind: Literal["correct"] = "correct"
    title: Line | None = None
    text: Text | None = None
    reason: Note


class Dispose(_Decision):
    kind: Literal["dispose"] = "dispose"
    unit: Annotated[Code, Input.UNIT]
    note: Note | None = None


class Respond(_Decision):
    """An answer. An interim one leaves the task open, and its `outcome` is ignored."""

    kind: Literal["respond"] = "respond"
    text: Text
    final: StrictBool
    outcome: AnswerOutcome | None = None
    evidence: References = ()


class Decline(_Decision):
    """Bukan wewenang: back to the centre."""

    kind: Literal["decline"] = "decline"
    reason: Note
    code: Annotated[Code | None, Input.CODE] = None


class Recall(_Decision):
    """Back to the centre from a holder that is inactive or has nobody in office."""

    kind: Literal["recall"] = "recall"
    reason: Note


class ReturnToAgency(_Decision):
    kind: Literal["return_to_agency"] = "return_to_agency"
    reason: Note


class Approve(_Decision):
    kind: Literal["approve"] = "approve"
    note: Note | None = None


class Revise(_Decision):
    kind: Literal["revise"] = "revise"
    note: Note


class Extend(_Decision):
    kind: Literal["extend"] = "extend"
    clock: ClockName
    days: Days
    reason: Note


class Nudge(_Decision):
    kind: Literal["nudge"] = "nudge"
    note: Note


class AllowQuestion(_Decision):
    kind: Literal["allow_question"] = "allow_question"
    note: Note | None = None


class Reassign(_Decision):
    """`to` is a unit of the agency in follow_up, else an officer of the same role."""

    kind: Literal["reassign"] = "reassign"
    to: Annotated[Code, Input.SUCCESSOR]


class AddNote(_Decision):
    """An internal note: for colleagues, the centre and auditors; changes nothing of the report."""

    kind: Literal["note"] = "note"
    text: InternalText


class Split(_Decision):
    kind: Literal["split"] = "split"
    reason: Note


class OpenIdentity(_Decision):
    """Opening an anonymous reporter's identity; writes a fact and changes nothing else."""

    kind: Literal["open_identity"] = "open_identity"
    reason: Note


class Complete(_Decision):
    kind: Literal["complete"] = "complete"
    text: Text
    files: References = ()


class Confirm(_Decision):
    kind: Literal["confirm"] = "confirm"
    rating: Annotated[int, Field(ge=1, le=5, strict=True), Input.RATING]
    comment: Remark | None = None


class Reply(_Decision):
    kind: Literal["reply"] = "reply"
    text: Text


class Dispute(_Decision):
    kind: Literal["dispute"] = "dispute"
    reason: Note


class Withdraw(_Decision):
    kind: Literal["withdraw"] = "withdraw"
    reason: Note | None = None


class RemarkOn(_Decision):
    kind: Literal["remark"] = "remark"
    text: Text
    files: References = ()


class Reopen(_Decision):
    kind: Literal["reopen"] = "reopen"
    reason: Note


class CorrectContact(_Decision):
    """By what the reporter is reached from now on: both together take the place of the contact before, so
    that one that is left out is used no more."""

    kind: Literal["correct_contact"] = "correct_contact"
    email: Email | None = None
    phone: Phone | None = None


StaffDecision = (
    Forward | AskReporter | Postpone | Merge | Archive | Correct | Dispose | Respond | Decline
    | Recall | ReturnToAgency | Approve | Revise | Extend | Nudge | AllowQuestion | Reassign | Split
    | OpenIdentity | AddNote
)  # fmt: skip
ReporterDecision = Complete | Confirm | Reply | Dispute | Withdraw | RemarkOn | Reopen | CorrectContact
Decision = Annotated[StaffDecision | ReporterDecision, Field(discriminator="kind")]

DECISION: TypeAdapter[StaffDecision | ReporterDecision] = TypeAdapter(Decision)
"""Reads a decision; give it the context `{"seal": Seal}` to read a plain one (see `sealed.py`)."""
