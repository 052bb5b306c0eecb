"""The fields of the bodies that requests have, with the rules for each field.

The fields of decrees are in `calendars.decrees`, those of decisions in `workflows.procedure.model.decisions`.
"""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from calendars import REGIONS
from fields.addresses import address
from fields.answer_fields import TaskId
from fields.errors import Text, WrittenDay
from fields.telephone import telephone
from fields.tracking_numbers import WrongCheck, parse_number
from fields.written import InOneLine, Written
from workflows.procedure.model.decisions import Code, ReporterDecision, StaffDecision
from workflows.procedure.model.enums import Channel, LetterLanguage, ReportClass

MessageId = Annotated[int, Field(ge=1, lt=2**63, strict=True)]
NATIONAL_ID = re.compile(r"[0-9]{16}")
EARLIEST = date(1945, 8, 17)


def _matching(pattern: re.Pattern[str], message: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(message)
        return value

    return AfterValidator(check)


Region = Annotated[str, AfterValidator(lambda code: _known(code))]


def _known(code: str) -> str:
    if code not in REGIONS:
        raise ValueError("must be ID or an ISO 3166-2 code of Indonesia")
    return code


def _known_number(text: str) -> str:
    try:
        found = parse_number(text)
    except WrongCheck:
        found = None
    if found is None:
        raise ValueError("must be a tracking number, like 68DH-4VQN-FE1B-P")
    return found


def _checked_telephone(text: str) -> str:
    telephone(text)
    return text


class Body(BaseModel):
    """A body without other fields than these; no error repeats what was sent."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Reporter(Body):
    """Who reports; with at least one way to be reached."""

    name: Annotated[str, Field(min_length=1, max_length=200), InOneLine]
    email: Annotated[str, AfterValidator(address), InOneLine] | None = None
    phone: Annotated[str, AfterValidator(_checked_telephone), InOneLine] | None = None
    national_id: Annotated[str, _matching(NATIONAL_ID, "must have 16 digits"), Written] | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.email is None and self.phone is None:
            raise ValueError("at least one of email and phone is needed")
        return self


class LostPin(Body):
    """Whose reports are to be found: by an e-mail address or a telephone number, as on record, and by number
    where one has it."""

    email: Annotated[str, AfterValidator(address), InOneLine] | None = None
    phone: Annotated[str, AfterValidator(lambda text: telephone(text).number), InOneLine] | None = None
    tracking_number: Annotated[str, AfterValidator(_known_number), InOneLine] | None = None

    @model_validator(mode="after")
    def _one_contact(self) -> Self:
        if (self.email is None) == (self.phone is None):
            raise ValueError("either email or phone is needed")
        return self


class Location(Body):
    """Where it happened; latitude and longitude, in degrees, come together."""

    region: Region | None = None
    address: Annotated[str, Field(min_length=1, max_length=1000), Written] | None = None
    latitude: Annotated[float, Field(ge=-90, le=90, strict=True)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180, strict=True)] | None = None

    @model_validator(mode="after")
    def _whole_point(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude come together")
        return self


class NewReport(Body):
    """What a reporter sends in."""

    title: Annotated[str, Field(min_length=1, max_length=200), InOneLine]
    text: Annotated[str, Field(min_length=20, max_length=10_000), Written]
    report_class: Annotated[ReportClass, Field(alias="class")]
    category: Code | None = None
    occurred_on: Annotated[date, Field(ge=EARLIEST), WrittenDay] | None = None
    location: Location | None = None
    channel: Channel
    anonymous: Annotated[bool, Field(strict=True)]
    confidential: Annotated[bool, Field(strict=True)]
    reporter: Reporter
    language: LetterLanguage | None = None


class TaskDecision(BaseModel):
    """A decision, and the task that it is about; null is the open one."""

    task: TaskId | None = None
    decision: Annotated[StaffDecision, Field(discriminator="kind")]


class ReporterReply(BaseModel):
    """A reporter's decision; without a task the open one is meant."""

    task: TaskId | None = None
    decision: Annotated[ReporterDecision, Field(discriminator="kind")]


class IdentityRequest(BaseModel):
    """Why an anonymous reporter's identity has to be known."""

    reason: Annotated[str, Field(min_length=10)]


class CallMade(Body):
    """A call about these messages of a report, by their ids; `reached`: whether the reporter was told."""

    messages: Annotated[list[MessageId], Field(min_length=1, max_length=200)]
    reached: Annotated[bool, Field(strict=True)]


class NewPassword(Body):
    """Both passwords; tokens made before are void afterwards."""

    current: Text
    new: Text
