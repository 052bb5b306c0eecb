"""The state of a report as JSON, as people are shown it."""

from datetime import datetime
from typing import Any

from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.tasks import Task


def _instant(value: datetime | None) -> str | None:
    return instants.format_instant(value) if value else None


def describe_task(task: Task | None) -> dict[str, Any] | None:
    """The open task as states show it."""
    if task is None:
        return None
    return {
        "id": task.id,
        "owner_role": task.owner.role.value,
        "agency": task.owner.agency,
        "unit": task.owner.unit,
        "officer": task.owner.officer,
        "opened_at": instants.format_instant(task.opened_at),
    }


def describe_state(case: Case) -> dict[str, Any]:
    """The report's state: codes and instants only, no text and no names."""
    sent, subject, form = case.assignment, case.subject, case.submitted.form
    merging, closing = case.merging, case.closing
    names = {"agency_name_then": sent.agency_name, "unit_name_then": sent.unit_name}
    return {
        "tracking_number": case.tracking_number,
        "stage": case.stage.value,
        "class": subject.report_class.value,
        "supervisory": subject.supervisory,
        "category": subject.category,
        "agency": sent.agency,
        "unit": sent.unit,
        # Left out of reports that were sent there before names were kept: their states stay what they were.
        **{name: value for name, value in names.items() if value is not None},
        "task": describe_task(case.task),
        "clocks": [clock.wire() for clock in case.clocks],
        "escalation_level": case.escalation.level,
        "highest_level": case.escalation.highest,
        "hops": case.declines.count,
        "outcome": closing.outcome.value if closing.outcome else None,
        "channel": form["channel"],
        "anonymous": form["anonymous"],
        "confidential": form["confidential"],
        "submitted_at": instants.format_instant(case.submitted.at),
        "closed_at": _instant(closing.at),
        "postponed_until": _instant(case.postponed_until),
        "merged_into": merging.into,
        # Only under policies that know of it: states under others stay what they were.
        **({"objection": True} if merging.objection and case.policy.objection_frees else {}),
        "ruling": sent.is_ruling,
        "disputes": case.answering.disputes,
        "policy": {"name": case.policy.name, "version": case.policy.version},
        "calendar": {"region": case.holding.calendar.region, "version": case.holding.calendar.version},
        "facts": case.last_fact.number,
        "digest": case.last_fact.digest,
    }


def describe_answer(case: Case) -> dict[str, Any]:
    """What a decision is answered with, given the Case just after it: an `Answer`, as JSON."""
    return {
        "fact": case.last_fact.number,
        "stage": case.stage.value,
        "task": describe_task(case.task),
        "clocks": [clock.wire() for clock in case.clocks if clock.stopped_at is None],
        "level": case.escalation.level,
    }
