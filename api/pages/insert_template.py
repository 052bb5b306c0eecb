"""Templates in the form of a decision: those that fit, and one inserted into its text."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.pages.answer_templates import chosen_template
from api.pages.decision_form import TypedDecision
from api.pages.staff import StaffVisit
from api.reports import answer_templates
from api.schemas.drafts import KINDS
from api.services import Services
from workflows.procedure.model.decision_fields import FIELDS
from workflows.procedure.model.enums import Role
from workflows.procedure.model.inputs import Input

NOT_WRITTEN_ANEW = {"forward", "correct", "open_identity"}
"""Their texts are the reporter's own, or one's own reason for looking."""
TARGETS: Mapping[str, str] = {
    kind: next(field.name for field in FIELDS[kind] if field.input is Input.TEXT)
    for kind in KINDS
    if kind not in NOT_WRITTEN_ANEW and any(field.input is Input.TEXT for field in FIELDS[kind])
}
"""By kind of decision the field that a template is inserted into."""


async def describe_templates(
    services: Services, visit: StaffVisit, kind: str, category: str | None
) -> Mapping[str, Any]:
    """What the form of a decision shows of them: those that fit the report, and the field they go to."""
    target = TARGETS.get(kind)
    if target is None or visit.who.actor.role in {Role.AUDITOR, Role.OPERATOR}:
        return {"templates": [], "template_field": None}
    found = await answer_templates.list_fitting(services, visit.who.actor, category)
    return {"templates": [(str(each["id"]), each["name"]) for each in found], "template_field": target}


async def insert_template(
    services: Services,
    visit: StaffVisit,
    report: str,
    kind: str,
    typed: TypedDecision,
    form: Mapping[str, str],
) -> TypedDecision:
    """The form with the chosen template's text after what was typed. Raises 404 `no_such_template`."""
    target = TARGETS.get(kind)
    if target is None:
        return typed
    filled = await answer_templates.fill_template(services, visit.reading, report, chosen_template(form))
    before = typed.values.get(target, "").rstrip()
    text = f"{before}\n\n{filled['text']}" if before else filled["text"]
    return replace(typed, values={**typed.values, target: text})
