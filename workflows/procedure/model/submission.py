"""What a reporter sends in, and what the intake attaches to it: a report's first input."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from calendars import Snapshot
from workflows.procedure.model.decisions import Code
from workflows.procedure.model.enums import Channel, LetterLanguage, ReportClass
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.sealed import Line, Remark, Text


class Contact(BaseModel):
    """The reporter: sealed as one value, with what routing needs to know of it left readable."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: Remark
    email: bool
    phone: bool


class Place(BaseModel):
    """Where it happened: the region's ISO 3166-2 code, and the sealed rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: str | None = None
    detail: Remark | None = None


class Submission(BaseModel):
    """A report as submitted, with everything personal or free sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line
    text: Text
    report_class: Annotated[ReportClass, Field(alias="class")]
    category: Code | None = None
    occurred_on: date | None = None
    place: Place | None = None
    channel: Channel
    anonymous: bool
    confidential: bool
    reporter: Contact
    language: LetterLanguage | None = None  # of letters; null, as in older facts: Indonesian


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose calendar and settings hold while a report is there. `agency` is null for the centre.

    `region` is `ID` or an ISO 3166-2 code; the zone is the calendar's. With `approval`, final answers
    need the supervisor's approval. `name` is what the agency is called now.
    """

    agency: str | None
    region: str
    calendar: Snapshot
    approval: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """Everything a report begins with. `content` is the HMAC of the canonical plain body."""

    tracking_number: str
    submission: Submission
    received_at: datetime
    content: str
    policy: Policy
    centre: Profile
