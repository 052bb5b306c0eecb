"""A report as it is sent in: read, checked, sealed."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from api.answers.problems import Malformed, Problem
from api.requests.bodies import parse_body
from api.schemas.bodies import Location, NewReport, Reporter
from api.services import Services
from calendars import NATIONAL, REGIONS
from calendars.regions import WIT
from fields.telephone import telephone
from records.keys.report_key import ReportKey
from workflows.procedure.model.submission import Contact, Intake, Place, Submission


def parse_report(services: Services, body: dict[str, Any], received_at: datetime) -> NewReport:
    """The report in the body. Raises Malformed, or a 422 problem for an unknown category."""
    new = parse_body(NewReport, body)
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
        language=new.language,
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
