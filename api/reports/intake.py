"""A report as it is sent in: read, checked, sealed."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from api.answers.problems import Malformed, Problem
from api.services import Services
from calendars import NATIONAL, REGIONS
from calendars.regions import WIT
from fields.addresses import address
from fields.errors import WrittenDay, field_errors
from fields.telephone import telephone
from fields.text import clean, line
from records.keys.report_key import ReportKey
from workflows.procedure.model.decisions import Code
from workflows.procedure.model.enums import Channel, ReportClass
from workflows.procedure.model.submission import Contact, Intake, Place, Submission

NATIONAL_ID = re.compile(r"[0-9]{16}")
EARLIEST = date(1945, 8, 17)


def _matching(pattern: re.Pattern[str], message: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _written(rule: Callable[[str], Any]) -> BeforeValidator:
    return BeforeValidator(lambda value: rule(value) if isinstance(value, str) else value)


Written, InOneLine = _written(clean), _written(line)
"""Come last in an annotation, so that what stands before them judges the cleaned text."""
Region = Annotated[str, AfterValidator(lambda code: _known(code))]


def _known(code: str) -> str:
    if code not in REGIONS:
        raise ValueError("must be ID or an ISO 3166-2 code of Indonesia")
    return code


def _checked_telephone(text: str) -> str:
    telephone(text)
    return text


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class Reporter(_Sent):
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


class Location(_Sent):
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


class NewReport(_Sent):
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


def parse_report(services: Services, body: dict[str, Any], received_at: datetime) -> NewReport:
    """The report in the body. Raises Malformed, or a 422 problem for an unknown category."""
    try:
        new = NewReport.model_validate(body)
    except ValidationError as error:
        raise Malformed(field_errors(error.errors(include_url=False, include_input=False))) from None
    today = received_at.astimezone(ZoneInfo(_zone(new.location))).date()
    if new.occurred_on is not None and new.occurred_on > today:
        raise Malformed([{"field": "occurred_on", "message": "must not be in the future"}])
    if new.category is not None and new.category not in services.policy.categories:
        detail = "There is no such category."
        raise Problem(422, "unknown_category", detail, allowed=list(services.policy.categories))
    return new


def _zone(where: Location | None) -> str:
    """The zone by which a date lies in the future: that of the province named, else the easternmost, where
    each day begins first."""
    region = where.region if where else None
    return REGIONS[region].zone if region and region != NATIONAL else WIT


def seal_report(
    services: Services, new: NewReport, number: str, key: ReportKey, received_at: datetime, content: str
) -> Intake:
    """The report as its workflow begins with it: nothing personal or free left in plain."""
    contact = Contact(
        identity=key.seal(_json(_identity(new.reporter))),
        email=new.reporter.email is not None,
        phone=new.reporter.phone is not None,
    )
    submission = Submission(
        title=key.seal(new.title),
        text=key.seal(new.text),
        **{"class": new.report_class},
        category=new.category,
        occurred_on=new.occurred_on,
        place=_place(new.location, key),
        channel=new.channel,
        anonymous=new.anonymous,
        confidential=new.confidential,
        reporter=contact,
    )
    centre = services.directory.centre()
    return Intake(number, submission, received_at, content, services.policy, centre)


def _identity(reporter: Reporter) -> dict[str, Any]:
    """What is sealed of the reporter: `{name, email?, phone?, phone_note?, national_id?}`."""
    who = reporter.model_dump(exclude_none=True)
    if reporter.phone is not None:
        found = telephone(reporter.phone)
        who |= {"phone": found.number} | ({"phone_note": found.note} if found.note else {})
    return who


def _place(location: Location | None, key: ReportKey) -> Place | None:
    if location is None:
        return None
    rest = location.model_dump(exclude_none=True, exclude={"region"})
    return Place(region=location.region, detail=key.seal(_json(rest)) if rest else None)


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
