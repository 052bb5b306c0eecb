"""Bulk decisions as their author is told of them."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from api.answers.problems import Problem
from api.bulks.judging import JudgedTask, OfferedInBulk
from api.schemas import bulks as written
from api.schemas.common import phrase
from api.services import Services
from records.reports.bulk_items import BulkItem
from records.reports.bulks import Bulk
from texts.bulks import YES_OR_NO, describe_effects
from texts.decisions.fields import name_choice, name_field
from texts.decisions.kinds import KINDS
from texts.formats import InBoth, both
from texts.problems import explain_problem
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


def present_offers(tasks: Sequence[str], offers: Iterable[OfferedInBulk]) -> written.BulkOffers:
    """Which decisions can be made upon so many of the tasks."""
    decisions: list[written.BulkOffer] = [
        {
            "kind": each.offer["kind"],
            "label": each.offer["label"],
            "hint": each.offer["hint"],
            "tasks": each.tasks,
            "fields": each.offer["fields"],
        }
        for each in offers
    ]
    return {"preview": True, "total": len(tasks), "decisions": decisions}


def present_bulk_preview(kind: str, judged: Sequence[JudgedTask]) -> written.BulkPreview:
    """What would come of the decision, counted."""
    problems = [each.problem for each in judged if each.problem is not None]
    effects = describe_effects(each.previewed for each in judged if each.previewed is not None)
    return {
        "preview": True,
        "kind": kind,
        "total": len(judged),
        "stands": len(judged) - len(problems),
        "refused": len(problems),
        "effects": [{"text": phrase(text), "reports": count} for text, count in effects],
        "refusals": _count_refusals(problems),
        "items": [_previewed(each) for each in judged],
    }


def _count_refusals(problems: Iterable[Problem]) -> list[written.CountedRefusal]:
    counted: dict[str, written.CountedRefusal] = {}
    for each in problems:
        reason = phrase(explain_problem(each.code, each.detail))
        counted.setdefault(each.code, {"code": each.code, "reason": reason, "tasks": 0})["tasks"] += 1
    return sorted(counted.values(), key=lambda each: -each["tasks"])


def _previewed(judged: JudgedTask) -> written.PreviewedTask:
    problem = judged.problem
    return {
        "task": judged.task,
        "tracking_number": judged.report,
        "title": judged.title,
        "stands": problem is None,
        "code": problem.code if problem else None,
        "reason": phrase(explain_problem(problem.code, problem.detail)) if problem else None,
    }


def present_bulk(bulk: Bulk) -> written.BulkProgress:
    """How far it has come."""
    return {
        "id": bulk.id,
        "kind": bulk.kind,
        "label": phrase(KINDS[bulk.kind][0]) if bulk.kind else None,
        "chosen": bulk.chosen,
        "state": _state(bulk),
        "total": bulk.total,
        "waiting": bulk.waiting,
        "stands": bulk.stands,
        "refused": bulk.refused,
        "stopped": bulk.stopped,
        "repeatable": bulk.repeatable,
        "made_at": instants.format_instant(bulk.made_at),
        "begun_at": instants.format_instant(bulk.begun_at) if bulk.begun_at else None,
        "done_at": instants.format_instant(bulk.done_at) if bulk.done_at else None,
    }


def _state(bulk: Bulk) -> written.BulkState:
    if bulk.begun_at is None:
        return "listed"
    if bulk.waiting:
        return "running"
    return "stopped" if bulk.stopped else "finished"


def present_item(services: Services, item: BulkItem) -> written.BulkItem:
    """What came of one task. Who ended it before is told by the name that they have now."""
    members: dict[str, Any] = item.members or {}
    by = services.directory.account(members.get("decided_by") or "")
    return {
        "task": item.task,
        "tracking_number": item.report,
        "state": item.state,
        "code": item.code,
        "reason": phrase(explain_problem(item.code, item.code)) if item.code else None,
        "decided_by_name": by.name if by else None,
        "decided_by_role": cast("Role | None", members.get("decided_by_role")),
        "decided_at": members.get("decided_at"),
        "attempts": item.attempts,
        "done_at": instants.format_instant(item.done_at) if item.done_at else None,
    }


def describe_chosen(services: Services, actor: Actor, bulk: Bulk) -> list[tuple[InBoth, InBoth]]:
    """The codes that were chosen, as names of fields and of values."""
    kind = bulk.kind or ""
    return [
        (name_field(kind, name), _name_value(services, actor, kind, name, value))
        for name, value in bulk.chosen.items()
        if name != "acknowledged"
    ]


def _name_value(services: Services, actor: Actor, kind: str, field: str, value: str | bool) -> InBoth:
    if isinstance(value, bool):
        return dict(YES_OR_NO)["yes" if value else "no"]
    match field:
        case "agency":
            name = services.directory.agency_name(value)
        case "unit":
            name = services.directory.unit_name(actor.agency, value)
        case "into":
            name = value
        case _:
            return name_choice(kind, field, value)
    return both(name or value, name or value)
