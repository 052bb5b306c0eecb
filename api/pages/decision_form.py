"""The form of a decision: what was typed into it, as the API takes it, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from api.answers.problems import Malformed, Problem
from api.dependencies import LONGEST_KEY
from api.pages.forms import new_key
from texts.field_errors import explain_field_error
from texts.formats import InBoth
from workflows.procedure.model.decision_fields import FIELDS, DecisionField
from workflows.procedure.model.inputs import Input

LONGEST_NUMBER = 8
"""Digits of a number that is read; a longer one is refused as it is."""


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """What was sent in a decision's form, by field. `seen` is the number of the last fact that its page knew
    of; `key` makes the decision once, however often the form is sent."""

    key: str
    task: str | None
    seen: int
    values: Mapping[str, str] = field(default_factory=dict)


def parse_typed(kind: str, form: Mapping[str, str]) -> TypedDecision:
    """The form as it was sent; a key that can be none is replaced."""
    key, seen = form.get("key", ""), form.get("seen", "")
    return TypedDecision(
        key if 0 < len(key) <= LONGEST_KEY and key.isprintable() else new_key(),
        form.get("task") or None,
        int(seen) if seen.isdecimal() and len(seen) <= LONGEST_NUMBER else 0,
        {each.name: form.get(each.name, "") for each in FIELDS[kind]},
    )


def choose_key(typed: TypedDecision | None, problem: Problem | None) -> str:
    """The next form's key: the one that was sent, unless it was used for another decision."""
    is_spent = problem is not None and problem.code == "idempotency_key_reused"
    return typed.key if typed is not None and not is_spent else new_key()


def make_body(kind: str, typed: TypedDecision) -> dict[str, Any]:
    """The form as `POST /v1/reports/{tn}/decisions` takes it. What was left empty is left out."""
    written = {each.name: read_value(each, typed.values.get(each.name, "")) for each in FIELDS[kind]}
    decision = {name: value for name, value in written.items() if value is not None}
    return {"task": typed.task, "decision": {"kind": kind, **decision}}


def read_value(field_: DecisionField, text: str) -> Any:
    """What was typed into the field as the API takes it; null for nothing."""
    if field_.input is Input.FLAG:
        return text == "yes"
    if not text.strip():
        return None
    match field_.input:
        case Input.NUMBER | Input.RATING:
            return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else text
        case Input.REFERENCES:
            return [line.strip() for line in text.splitlines() if line.strip()]
    return text


def explain_field_errors(problem: Problem | None) -> dict[str, InBoth]:
    """By field, what a malformed decision fails by; nothing for another problem."""
    if not isinstance(problem, Malformed):
        return {}
    told: dict[str, InBoth] = {}
    for each in problem.members["errors"]:
        name = each["field"].removeprefix("decision.").split(".")[0]
        told.setdefault(name, explain_field_error(each["message"]))
    return told
