"""Sample decisions, by which is found out what may be decided: one with every field of a kind filled in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.decision_fields import DecisionField
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.inputs import Input
from workflows.procedure.rules.centre import postponement_dates, postponement_instants
from workflows.procedure.rules.supervision import goes_to_unit

SAMPLE = "sample-of-no-code"
"""Stands in a sample for an agency, a unit and an officer that are there and in office."""

JUDGED = {("extend", "clock")}
"""The fields whose choices a rule judges by the state of the report: each choice is tried."""


def fit_field(case: Case, now: datetime, kind: str, field: DecisionField) -> DecisionField:
    """The field with what this report's policy and state say of it."""
    match kind, field.name:
        case "forward", "class":
            return replace(field, default=case.subject.report_class.value)
        case "forward", "supervisory":
            return replace(field, default=case.subject.supervisory)
        case "forward", "category":
            return replace(field, choices=case.policy.categories, default=case.subject.category)
        case "extend", "days":
            return replace(field, most=case.policy.limits.extension)
        case "postpone", "until" if case.policy.in_seconds:
            earliest, latest = postponement_instants(case, max(now, case.last_fact.at))
            return replace(field, input=Input.INSTANT, earliest=earliest, latest=latest)
        case "postpone", "until":
            first, last = postponement_dates(case, max(now, case.last_fact.at))
            return replace(field, earliest=first, latest=last)
        case "reassign", "to":
            return replace(field, input=Input.UNIT if goes_to_unit(case) else Input.OFFICER)
    return field


def list_samples(kind: str, fields: tuple[DecisionField, ...]) -> Iterator[dict[str, Any]]:
    """Well-formed decisions with every field filled in; one for each choice that a rule judges."""
    sample = {field.name: _sample_of(field) for field in fields}
    judged = next((field for field in fields if (kind, field.name) in JUDGED), None)
    for choice in (judged.choices or ()) if judged else ():
        yield {**sample, judged.name: choice} if judged else sample
    if judged is None:
        yield sample


def _sample_of(field: DecisionField) -> Any:
    match field.input:
        case Input.CHOICE:
            return field.choices[0] if field.choices else SAMPLE
        case Input.FLAG:
            return True
        case Input.REFERENCES:
            return []
        case Input.DATE:
            return field.earliest
        case Input.INSTANT:
            assert isinstance(field.earliest, datetime), "the state gives its bounds"
            return instants.format_instant(field.earliest)
        case Input.NUMBER | Input.RATING:
            return field.least
        case Input.LINE | Input.TEXT | Input.EMAIL | Input.PHONE:
            return "x" * (field.least or 1)
    return SAMPLE


def keep_accepted(kind: str, field: DecisionField, accepted: list[dict[str, Any]]) -> DecisionField:
    """The field with those of its choices that were accepted."""
    if (kind, field.name) not in JUDGED:
        return field
    return replace(field, choices=tuple(sample[field.name] for sample in accepted))
