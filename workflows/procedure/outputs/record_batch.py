"""The batch that is written to the record: new facts, and what they mean for the other tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from workflows.procedure.model import instants
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.enums import ClockName, FactKind, Role
from workflows.procedure.model.state import describe_state
from workflows.procedure.model.tasks import EndedTask, Task
from workflows.procedure.outputs.notices import list_notices
from workflows.procedure.time.clocks import STAFF_CLOCKS
from workflows.procedure.time.timetable import build_timetable


def build_batch(case: Case, steps: Sequence[Step], sealed_at: datetime | None = None) -> dict[str, Any]:
    """The batch of `steps`, as JSON. `case` is the Case after the last step."""
    calendar = case.holding.calendar
    # Each by the Case just after its end, so that it's all the same in how many batches facts are sent.
    ended = [
        _ended_task(after, each)
        for after, fact in steps
        for each in after.task_history.ended[-1:]
        if each.fact == fact.number
    ]
    return {
        "report": case.tracking_number,
        "region": calendar.region,
        "holder": case.holding.custody[-1].agency,
        "calendar_version": calendar.version,
        "facts": [fact.wire() for _, fact in steps],
        "row": build_row(case, sealed_at),
        "tasks": ended + ([_open_task(case)] if case.task else []),
        "lapses": [_lapse(fact.wire()) for _, fact in steps if fact.kind is FactKind.LAPSED],
        "notices": [notice for after, fact in steps for notice in list_notices(after, fact)],
    }


def build_row(case: Case, sealed_at: datetime | None) -> dict[str, Any]:
    """The report's row. `next_due_at` is the earliest due instant of the clocks of staff."""
    shown = describe_state(case)
    place = case.submitted.form["place"]
    same = (
        "stage", "class", "supervisory", "category", "agency", "unit", "channel", "anonymous", "confidential",
        "outcome", "escalation_level", "highest_level", "hops", "submitted_at", "closed_at", "merged_into",
    )  # fmt: skip
    return {
        "state": shown,
        "facts": case.last_fact.number,
        **{name: shown[name] for name in same},
        "place_region": place["region"] if place else None,
        "sealed_at": instants.format_instant(sealed_at) if sealed_at else None,
        "next_due_at": _earliest(case, staff=True),
        "declined": list_declines(case),
        "asked_days": case.asking.days,
        "redirected": case.answering.redirected,
        "title": case.subject.title,
        "timetable": None if sealed_at else build_timetable(case),
        "text": case.subject.text,
    }


def list_declines(case: Case) -> list[dict[str, Any]]:
    """Who declined the report, up to which fact they may read it, and its state then."""
    return [{"agency": each.agency, "fact": each.fact, "state": each.state} for each in case.declines.by]


def _earliest(case: Case, *, staff: bool) -> str | None:
    timed = [clock for clock in case.clocks if clock.running and (clock.name in STAFF_CLOCKS) is staff]
    dues = [clock.due_at for clock in timed if clock.name is not ClockName.REOPENING]
    return instants.format_instant(min(dues)) if dues else None


def _task(task: Task) -> dict[str, Any]:
    return {
        "id": task.id,
        "sequence": task.sequence,
        "stage": task.stage.value,
        "owner_role": task.owner.role.value,
        "agency": task.owner.agency,
        "unit": task.owner.unit,
        "officer": task.owner.officer,
        "opened_at": instants.format_instant(task.opened_at),
        "opened_by": task.fact,
        "closed_at": None,
        "closed_by": None,
        "due_at": None,
        "hidden_until": None,
        "level": 0,
        "working_days": None,
    }


def _open_task(case: Case) -> dict[str, Any]:
    assert case.task is not None, "only asked for where one is open"
    return {
        **_task(case.task),
        "due_at": _earliest(case, staff=case.task.owner.role is not Role.REPORTER),
        "hidden_until": instants.format_instant(case.postponed_until) if case.postponed_until else None,
        "level": case.escalation.level,
    }


def _ended_task(case: Case, ended: EndedTask) -> dict[str, Any]:
    calendar = case.holding.calendar_at(ended.task.opened_at)
    opened, closed = calendar.local_date(ended.task.opened_at), calendar.local_date(ended.at)
    return {
        **_task(ended.task),
        "closed_at": instants.format_instant(ended.at),
        "closed_by": ended.fact,
        "working_days": calendar.between(opened, closed),
    }


def _lapse(fact: dict[str, Any]) -> dict[str, Any]:
    data = fact["data"]
    return {
        "fact": fact["number"],
        "clock": data["clock"],
        "instance": data["instance"],
        **data["charged"],
        "at": fact["at"],
    }
