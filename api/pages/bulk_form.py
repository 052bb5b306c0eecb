"""The form of a bulk decision: its fields as they are drawn, and what was typed as the API takes it."""

from collections.abc import Mapping
from typing import Any

from api.bulks.kinds import FIELDS_IN_BULK, OWN
from api.pages.decision_form import read_value
from api.schemas.offered import OfferedField, OfferedKind
from texts.bulks import YES_OR_NO
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.model.inputs import Input


def fields_of_form(offer: OfferedKind) -> list[OfferedField]:
    """The offer's fields. A flag that may be left out is a choice of yes and no: a box has no third state."""
    return [
        _as_choice(each) if _may_be_left_out(offer["kind"], each["name"]) else each
        for each in offer["fields"]
    ]


def _may_be_left_out(kind: str, name: str) -> bool:
    is_flag = next(each.input is Input.FLAG for each in FIELDS[kind] if each.name == name)
    return is_flag and name in OWN.get(kind, ())


def _as_choice(field: OfferedField) -> OfferedField:
    choices = [{"value": value, "label": {"id": text["id"], "en": text["en"]}} for value, text in YES_OR_NO]
    return {**field, "input": Input.CHOICE, "choices": choices}  # type: ignore[typeddict-item]  # as declared


def read_typed(kind: str, form: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by field."""
    return {name: form.get(name, "") for name in FIELDS_IN_BULK[kind]}


def make_decision(kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """The decision as `POST /v1/bulks` takes it. What was left empty is left out."""
    values: dict[str, Any] = {}
    for field in FIELDS[kind]:
        text = typed.get(field.name, "")
        if field.name not in FIELDS_IN_BULK[kind] or (not text and field.name in OWN.get(kind, ())):
            continue
        if (value := read_value(field, text)) is not None:
            values[field.name] = value
    return {"kind": kind, **values}
