"""The form of a decree: what was typed, as a decree; and what is wrong with it, field by field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.answers.problems import Malformed, Problem
from api.pages.language import Language
from api.requests.bodies import parse_body
from api.services import Services
from calendars import Decree
from calendars.regions import NATIONAL
from texts.decrees import BAD_LINE
from texts.field_errors import explain_field_error
from texts.problems import explain_problem

FIELDS = (
    "number", "title", "issued_on", "place", "non_working", "working", "six_days_since", "six_days_until",
    "settles", "supersedes",
)  # fmt: skip
"""Of the form. `place` is a region's or an agency's code; the lists have a line for each day."""
LINE = re.compile(r"\s*(\d{4}-\d{2}-\d{2})[\s,;:]+(\S.*?)\s*")
FIELD_OF = {"region": "place", "agency": "place", "six_day_week": "six_days_since"}
FIELD_OF_CODE = {
    "decree_conflict": "number",
    "decree_in_future": "issued_on",
    "decree_superseded": "supersedes",
    "unknown_decree": "supersedes",
    "supersedes_other_reach": "supersedes",
    "unknown_agency": "place",
    "unknown_region": "place",
    "year_settled_by_region": "settles",
    "week_ends_before_it_begins": "six_days_until",
}


@dataclass(frozen=True, slots=True)
class BadLine(Exception):
    """A line of one of the lists that is not a day and its name."""

    field: str
    line: int


def read_values(sent: Mapping[str, str]) -> dict[str, str]:
    """The form's fields, each as it was typed."""
    return {name: sent.get(name, "").strip() for name in FIELDS}


def read_decree(services: Services, values: Mapping[str, str]) -> Decree:
    """The decree that was typed. Raises BadLine, Malformed."""
    place = values["place"] or NATIONAL
    agency = services.directory.agency(place)
    since, until = values["six_days_since"], values["six_days_until"]
    body: dict[str, Any] = {
        "number": values["number"],
        "title": values["title"],
        "issued_on": values["issued_on"],
        "region": agency.region if agency else place,
        "agency": agency.code if agency else None,
        "non_working": _read_days(values, "non_working"),
        "working": _read_days(values, "working"),
        "six_day_week": {"since": since, "until": until or None} if since or until else None,
        "settles": values["settles"] or None,
        "supersedes": values["supersedes"] or None,
    }
    return parse_body(Decree, body)


def _read_days(values: Mapping[str, str], field: str) -> list[dict[str, str]]:
    days = []
    for number, line in enumerate(values[field].split("\n"), start=1):
        if not line.strip():
            continue
        if (found := LINE.fullmatch(line)) is None:
            raise BadLine(field, number)
        days.append({"date": found[1], "name": found[2]})
    return days


def explain_errors(error: Exception, language: Language) -> dict[str, str]:
    """What is wrong, by field of the form."""
    if isinstance(error, BadLine):
        return {error.field: BAD_LINE[language].format(n=error.line)}
    if isinstance(error, Malformed):
        told: dict[str, str] = {}
        for each in error.members["errors"]:
            name = each["field"].split(".")[0]
            told.setdefault(FIELD_OF.get(name, name), explain_field_error(each["message"])[language])
        return told
    assert isinstance(error, Problem), error
    text = explain_problem(error.code, error.detail)[language]
    return {FIELD_OF_CODE.get(error.code, "non_working"): text}
