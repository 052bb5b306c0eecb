"""The form by which a report is sent in: its steps, and the answers that travel with it from step to step.

Each step asks for some fields and carries all others hidden: neither a session nor a script is needed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from annotated_types import MaxLen, MinLen
from pydantic import BaseModel

from api.answers.problems import Malformed, Problem
from api.dependencies import LONGEST_KEY
from api.pages.forms import new_key
from api.reports.intake import parse_report
from api.schemas.bodies import Location, NewReport, Reporter
from api.services import Services
from texts.formats import InBoth
from texts.intake_errors import explain_intake_error
from texts.problems import explain_problem

Step = Literal["kind", "events", "place", "reporter", "check"]
STEPS: tuple[Step, ...] = get_args(Step)
FIELDS: Mapping[Step, tuple[str, ...]] = {
    "kind": ("report_class", "category"),
    "events": ("title", "text", "occurred_on"),
    "place": ("region", "address"),
    "reporter": ("name", "email", "phone", "language", "anonymous", "confidential"),
}
"""What each step asks for. The last one only shows."""
NAMES = tuple(name for fields in FIELDS.values() for name in fields)
FORM_NAMES: Mapping[str, str] = {
    "class": "report_class",
    "location": "region",
    "location.region": "region",
    "location.address": "address",
    "reporter": "email",
    "reporter.name": "name",
    "reporter.email": "email",
    "reporter.phone": "phone",
}
"""The form's names of the API's fields, where they differ."""
SAMPLE: Mapping[str, str] = {
    "report_class": "complaint",
    "title": "x",
    "text": "x" * 20,
    "name": "x",
    "phone": "081234567890",
}
"""Right answers, which stand in for the other steps while one is checked."""
WRITTEN_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
"""A day as people write it, where the browser has no calendar to choose from."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was typed so far, each field as it was, "" where nothing was; and the form's Idempotency-Key.

    `checked` is whether the check page was reached once: from then on each step leads back to it.
    """

    key: str
    fields: Mapping[str, str]
    checked: bool = False


def begin_answers() -> Answers:
    """An empty form with a key of its own."""
    return Answers(new_key(), dict.fromkeys(NAMES, ""))


def parse_answers(form: Mapping[str, Any]) -> Answers:
    """The answers in a form that was sent. A key that can be none is replaced."""
    fields = {name: _text(form, name) for name in NAMES}
    fields["occurred_on"] = _iso_day(fields["occurred_on"].strip())
    key = _text(form, "key")
    is_good = 0 < len(key) <= LONGEST_KEY and key.isprintable()
    return Answers(key if is_good else new_key(), fields, _text(form, "checked") == "yes")


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""


def make_body(fields: Mapping[str, str]) -> dict[str, Any]:
    """The answers as `POST /v1/reports` takes them. What was left empty is left out."""

    def given(**names: str) -> dict[str, str]:
        return {wire: fields[name] for wire, name in names.items() if name in fields and fields[name].strip()}

    location = given(region="region", address="address")
    body: dict[str, Any] = {
        **given(
            title="title", text="text", category="category", occurred_on="occurred_on", language="language"
        ),
        **given(**{"class": "report_class"}),
        "channel": "web",
        "anonymous": fields.get("anonymous") == "yes",
        "confidential": fields.get("confidential") == "yes",
        "reporter": given(name="name", email="email", phone="phone"),
    }
    return body | ({"location": location} if location else {})


def _iso_day(written: str) -> str:
    """The day as the API takes it, where it can be read; else as it is."""
    found = WRITTEN_DAY.fullmatch(written)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else written


Errors = Mapping[str, InBoth]
"""What is wrong, by the form's name of the field, in the order of the form."""


def check_step(services: Services, answers: Answers, step: Step, now: datetime) -> Errors:
    """What is wrong with the fields of one step, whatever the others are like."""
    own = {name: answers.fields[name] for name in FIELDS.get(step, ())}
    others = {name: value for name, value in SAMPLE.items() if name not in own}
    try:
        parse_report(services, make_body({**others, **own}), now)
    except Problem as problem:
        return explain_errors(problem)
    return {}


def explain_errors(problem: Problem) -> Errors:
    """The fields that a refused report fails by; none where it fails by something else."""
    if problem.code == "unknown_category":
        return {"category": explain_problem(problem.code, problem.detail)}
    if not isinstance(problem, Malformed):
        return {}
    told = {
        FORM_NAMES.get(each["field"], each["field"]): explain_intake_error(each["field"], each["message"])
        for each in problem.members["errors"]
    }
    return {name: told[name] for name in NAMES if name in told}


def step_of(name: str) -> Step:
    """The step that asks for that field."""
    return next(step for step, fields in FIELDS.items() if name in fields)


def _bounds(model: type[BaseModel], name: str) -> dict[str, int]:
    info = model.model_fields[name]
    marks = [*info.metadata]
    for each in get_args(info.annotation):
        marks += getattr(each, "__metadata__", ())
    unpacked = [
        mark for outer in marks for mark in (outer.metadata if hasattr(outer, "metadata") else [outer])
    ]
    least = next((mark.min_length for mark in unpacked if isinstance(mark, MinLen)), 0)
    most = next(mark.max_length for mark in unpacked if isinstance(mark, MaxLen))
    return {"least": least, "most": most}


LENGTHS: Mapping[str, Mapping[str, int]] = {
    "title": _bounds(NewReport, "title"),
    "text": _bounds(NewReport, "text"),
    "address": _bounds(Location, "address"),
    "name": _bounds(Reporter, "name"),
}
"""How many characters these fields take, by the API's own rules."""
