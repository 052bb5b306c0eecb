"""Succession: what happens to a report whose agency or unit is merged into another one, or abolished."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.succession import Succession
from workflows.procedure.rules.centre import describe_profile
from workflows.procedure.rules.retiming import write_moves
from workflows.procedure.rules.timed_events import write_due_events
from workflows.procedure.time.schedule import finished_at


def concerns(case: Case, act: Succession, at: datetime) -> bool:
    """Whether the act moves the report: the agency holds it, also while it is with the reporter or closed and
    can be reopened; in an act about units, one of them has it, had it last, or gets it back.

    A report at the centre is not concerned, whoever had it before.
    """
    end = finished_at(case)
    if case.holding.custody[-1].agency != act.agency or case.is_final or (end is not None and end <= at):
        return False
    return not act.is_within_agency or any(unit in act.units for unit in _list_units(case, act.agency))


def transfer_report(transcript: Transcript, act: Succession) -> None:
    """Moves the report to the successor: writes `transferred`, and `deadline_moved` for each running clock
    that is due at another instant there. Nothing is written if `concerns` is false, so it counts once."""
    at = transcript.now
    write_due_events(transcript, at)
    case = transcript.case
    if not concerns(case, act, at):
        return
    units = {
        unit: act.units.get(unit)
        for unit in _list_units(case, act.agency)
        if unit in act.units or not act.is_within_agency
    }
    was = case.assignment.unit
    unit = units.get(was, was if act.is_within_agency else None) if was else None
    successor = act.successor
    more: dict[str, Any] = {"unit_name": act.unit_names[unit]} if unit and unit in act.unit_names else {}
    if successor is not None and not act.is_within_agency:
        more["profile"] = describe_profile(successor)
    transcript.add(
        FactKind.TRANSFERRED,
        at,
        act=act.number,
        was_agency=act.agency,
        was_unit=was,
        agency=successor.agency if successor else None,
        unit=unit if successor else None,
        units=units if successor else {},
        **more,
    )
    write_moves(transcript, at, "moved")


def _list_units(case: Case, agency: str) -> list[str]:
    """The agency's units that have the report, had it last, or get it back from the reporter."""
    owners = [
        desk.owner for desk in (case.task_history.last_desk, case.asking.desk, case.answering.desk) if desk
    ]
    owners += [case.task.owner] if case.task else []
    found = {owner.unit for owner in owners if owner.agency == agency}
    found |= {case.assignment.unit} if case.assignment.agency == agency else set()
    return sorted(unit for unit in found if unit is not None)
