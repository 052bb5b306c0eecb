"""What supervisors, and owners asking for time, may do without ending a task."""

from datetime import datetime

from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.decisions import AllowQuestion, Extend, Nudge, Reassign
from workflows.procedure.model.enums import ClockName, FactKind, Stage
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.rules.agency import dump_sealed, name_unit
from workflows.procedure.rules.allowances import count_extensions
from workflows.procedure.rules.centre import require_somebody
from workflows.procedure.rules.refusals import (
    AlreadyExtended,
    ClockNotExtendable,
    ExtensionLimit,
    Lapsed,
    SameOwner,
    UnknownOfficer,
    UnknownUnit,
)
from workflows.procedure.time import clocks
from workflows.procedure.time.clocks import EXTENDABLE


def extend(transcript: Transcript, request: DecisionRequest, decision: Extend, at: datetime) -> None:
    """Gives a running clock more time: once per instance, before the lapse, within the policy's limit.

    Raises ClockNotExtendable, Lapsed, AlreadyExtended or ExtensionLimit (`limits.extension` of the policy).
    """
    case = transcript.case
    clock = _extendable(case, request, decision)
    due_at, due_on = clocks.compute_due(replace(clock, extension=decision.days), case.holding)
    transcript.add(
        FactKind.EXTENDED,
        at,
        clock=clock.name.value,
        instance=clock.instance,
        days=decision.days,
        unit=clock.unit.value,
        reason=decision.reason.model_dump(),
        old_due_at=instants.format_instant(clock.due_at),
        old_due_on=clock.due_on.isoformat(),
        new_due_at=instants.format_instant(due_at),
        new_due_on=due_on.isoformat(),
    )


def _extendable(case: Case, request: DecisionRequest, decision: Extend) -> Clock:
    clock = case.live_clock(decision.clock)
    by_centre = request.actor.is_centres_supervisor
    may = decision.clock in EXTENDABLE or (decision.clock is ClockName.VERIFICATION and by_centre)
    if clock is None or not may:
        raise ClockNotExtendable(f"The clock {decision.clock.value!r} is not yours to extend now.")
    if clock.lapsed:
        raise Lapsed("The clock has lapsed; it can't be extended.")
    if count_extensions(clock).is_used_up:
        raise AlreadyExtended("The clock has been extended already.")
    most = case.policy.limits.extension
    if decision.days > most:
        raise ExtensionLimit(f"An extension is at most {most}.", limit=most)
    return clock


def nudge(transcript: Transcript, request: DecisionRequest, decision: Nudge, at: datetime) -> None:
    """Presses for progress."""
    transcript.add(FactKind.NUDGED, at, note=decision.note.model_dump())


def allow_question(
    transcript: Transcript, request: DecisionRequest, decision: AllowQuestion, at: datetime
) -> None:
    """Grants one more question to the reporter."""
    transcript.add(FactKind.QUESTION_ALLOWED, at, note=dump_sealed(decision.note))


def goes_to_unit(case: Case) -> bool:
    """Whether a reassignment gives the task to a unit; else it names an officer."""
    return case.stage is Stage.FOLLOW_UP


def reassign(transcript: Transcript, request: DecisionRequest, decision: Reassign, at: datetime) -> None:
    """Gives the task to another unit in follow_up, else to one officer of the owner's role.

    Raises UnknownUnit, UnknownOfficer, SameOwner or NobodyInOffice.
    """
    case, found = transcript.case, request.looked_up
    assert case.task is not None, "only an open task is reassigned"
    if goes_to_unit(case):
        if found.unit != decision.to:
            raise UnknownUnit(f"The agency has no active unit {decision.to!r}.", unit=decision.to)
        if found.unit == case.task.owner.unit:
            raise SameOwner("The unit has the task already.")
        require_somebody(request)
        transcript.add(FactKind.REASSIGNED, at, unit=found.unit, was=case.task.owner.unit, **name_unit(found))
        return
    if found.officer is None:
        # Unnamed here: a refused Signal becomes a fact, and facts name nobody.
        raise UnknownOfficer("No active officer of that role has that name.")
    if found.officer == case.task.owner.officer:
        raise SameOwner("The officer has the task already.")
    transcript.add(FactKind.REASSIGNED, at, officer=found.officer, was=case.task.owner.officer)
