"""The form of a yearly form: what was typed, as the body of the JSON route, and its faults."""

from collections.abc import Mapping
from typing import Any

from api.answers.problems import Malformed, Problem
from api.pages.language import Language
from api.schemas.yearly_forms import YearlyFormContent
from records.yearly_forms.content import FIELDS
from texts.field_errors import explain_field_error
from texts.problems import explain_problem
from texts.yearly_forms import PARTS

NAMES = (*(f"{part}.has" for part in PARTS), *FIELDS, "reason", "version")
WHOLE_NUMBERS = frozenset(
    {"action_plan.first_year", "action_plan.last_year", "trained", "survey.scale", "survey.respondents"}
)
YES, NO = "yes", "no"


def read_values(sent: Mapping[str, str]) -> dict[str, str]:
    """The form's fields, each as it was typed."""
    return {name: sent.get(name, "").strip() for name in NAMES}


def values_of(form: YearlyFormContent | None, version: int, language: Language) -> dict[str, str]:
    """The fields as the version in force has them; of a first one nothing is filled in."""
    values = dict.fromkeys(NAMES, "") | {"version": str(version)}
    if form is None:
        return values
    told: Mapping[str, Any] = dict(form)
    for part in PARTS:
        values[f"{part}.has"] = NO if told[part] is None else YES
    for name in FIELDS:
        part, _, inner = name.partition(".")
        value = told[part] if not inner or told[part] is None else told[part][inner]
        values[name] = "" if value is None else str(value)
    if form["survey"] is not None:
        written = f"{form['survey']['value']:g}"
        values["survey.value"] = written.replace(".", ",") if language == "id" else written
    return values


def read_body(values: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, as a program would send it. What is left empty is left out."""
    form: dict[str, Any] = {}
    for part in PARTS:
        if values[f"{part}.has"] == NO:
            form[part] = None
        elif values[f"{part}.has"] == YES:
            form[part] = {}
    for name in FIELDS:
        part, _, inner = name.partition(".")
        if not values[name] or (inner and form.get(part) is None):
            continue
        holder, key = (form[part], inner) if inner else (form, name)
        holder[key] = _read(name, values[name])
    body: dict[str, Any] = {"version": _read_whole(values["version"]), "form": form}
    return body | ({"reason": values["reason"]} if values["reason"] else {})


def explain_errors(problem: Problem, language: Language) -> dict[str, str]:
    """What is wrong, by field of the form, in its order."""
    if not isinstance(problem, Malformed):
        return {"content": explain_problem(problem.code, problem.detail)[language]}
    found: dict[str, str] = {}
    for each in problem.members["errors"]:
        name = each["field"].removeprefix("form.")
        name = f"{name}.has" if name in PARTS else name if name in NAMES else "content"
        found[name] = explain_field_error(each["message"])[language]
    return {name: found[name] for name in (*_in_order(), "reason", "content") if name in found}


def _in_order() -> list[str]:
    """The fields as the page has them: each part after its question."""
    names: list[str] = []
    for name in FIELDS:
        part = name.partition(".")[0]
        if part in PARTS and f"{part}.has" not in names:
            names.append(f"{part}.has")
        names.append(name)
    return names


def _read(name: str, text: str) -> str | int | float:
    if name in WHOLE_NUMBERS:
        return _read_whole(text)
    return _read_decimal(text) if name == "survey.value" else text


def _read_whole(text: str) -> str | int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else text


def _read_decimal(text: str) -> str | float:
    """The number; a comma is the Indonesian decimal point. What is none stays as it was typed."""
    try:
        return float(text.replace(",", ".")) if len(text) < 16 else text
    except ValueError:
        return text
