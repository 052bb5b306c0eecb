"""The decisions that can be made in bulk, and how a report's own values complete one."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.answers.problems import Malformed, Problem
from api.reports import parse_decision
from api.requests.sealing import stand_in
from api.schemas.offered import OfferedField, OfferedKind
from api.services import Services
from fields.errors import field_errors
from texts.bulks import LEFT_OUT
from workflows.procedure.model.case import Case
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.model.enums import Role
from workflows.procedure.model.inputs import Input

FIELDS_IN_BULK: Mapping[str, tuple[str, ...]] = {
    "forward": ("agency", "class", "supervisory", "category"),
    "dispose": ("unit", "note"),
    "archive": ("reason", "note"),
    "merge": ("into", "acknowledged"),
    "nudge": ("note",),
    "reassign": ("to",),
}
"""By kind the fields that it has in bulk. A report's own title and text are not for many to share."""
OWN: Mapping[str, tuple[str, ...]] = {"forward": ("class", "supervisory", "category")}
"""Fields that may be left out: each report keeps its own."""
ROLES_IN_BULK = frozenset({Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.SUPERVISOR})
"""Whose decisions can be made in bulk: those of the others are answers, each of its own."""
CODES = frozenset({Input.CHOICE, Input.AGENCY, Input.UNIT, Input.FLAG, Input.REPORT})
"""Inputs whose values are codes that anybody may know; the rest is kept sealed only."""


def check_decision(services: Services, decision: Any) -> dict[str, Any]:
    """The decision of a bulk as it was sent, if it can be read. Raises Malformed."""
    if not isinstance(decision, Mapping) or decision.get("kind") not in FIELDS_IN_BULK:
        known = ", ".join(FIELDS_IN_BULK)
        raise Malformed([{"field": "decision.kind", "message": f"must be one of {known}"}])
    kind = decision["kind"]
    if unknown := decision.keys() - {"kind", *FIELDS_IN_BULK[kind]}:
        extra = [{"type": "extra_forbidden", "loc": ("decision", name)} for name in sorted(unknown)]
        raise Malformed(field_errors(extra))
    given = {name: value for name, value in decision.items() if value is not None}
    least = {name: parse_decision.STAND_INS[kind][name] for name in OWN.get(kind, ())}
    parse_decision.parse_decision(services, {"task": None, "decision": least | given}, stand_in)
    return given


def complete_decision(decision: Mapping[str, Any], case: Case | None) -> dict[str, Any]:
    """The decision upon one report, with the report's own values where none was given. Raises a 422 problem
    `category_needed` where the report has no category of its own."""
    own = OWN.get(decision["kind"], ())
    if case is None or not own:
        return dict(decision)
    subject = case.subject
    values: dict[str, Any] = {
        "class": subject.report_class.value,
        "supervisory": subject.supervisory,
        "category": subject.category,
    }
    found = {**{name: values[name] for name in own}, **decision}
    if found["category"] is None:
        raise Problem(422, "category_needed", "The report has no category: choose one for all.")
    return found


def list_codes(decision: Mapping[str, Any]) -> dict[str, Any]:
    """Those values of the decision that are codes."""
    coded = {field.name for field in FIELDS[decision["kind"]] if field.input in CODES}
    return {name: value for name, value in decision.items() if name in coded}


def fit_offer(offers: Iterable[OfferedKind]) -> OfferedKind:
    """The offers of one kind on several reports as one: fields of a bulk, choices of any of the reports, and
    defaults that all have."""
    every = list(offers)
    first = every[0]
    fields = [_join_fields(first["kind"], name, every) for name in FIELDS_IN_BULK[first["kind"]]]
    return {**first, "task": None, "fields": fields, "limits": []}


def _join_fields(kind: str, name: str, offers: Iterable[OfferedKind]) -> OfferedField:
    found = [field for offer in offers for field in offer["fields"] if field["name"] == name]
    choices = {each["value"]: each for field in found for each in field["choices"] or ()}
    is_own = name in OWN.get(kind, ())
    return {
        **found[0],
        "required": found[0]["required"] and not is_own,
        "hint": {"id": LEFT_OUT["id"], "en": LEFT_OUT["en"]} if is_own else found[0]["hint"],
        "choices": list(choices.values()) if found[0]["choices"] is not None else None,
        "default": None,
    }
