"""How a succession changes the Case: owners, desks, custody and the open task become the successor's."""

from calendars import Snapshot
from workflows.procedure.fold.centre import move_to_centre
from workflows.procedure.fold.transitions import give_custody, move_to_stage, start_clock, stop_clocks
from workflows.procedure.model.case import Assignment, Case
from workflows.procedure.model.enums import STAFF_STAGES, ClockName, FactKind, Role, Stage
from workflows.procedure.model.facts import Data, Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.tasks import CENTRE, Desk, Owner, at_agency, at_unit
from workflows.procedure.time.clocks import earliest_new_due, set_floor


def fold_transferred(case: Case, fact: Fact) -> Case:
    """Custody, assignment and desks become the successor's; no clock starts again (ADR 34).

    A staff task is opened for the successor in the same stage, or in agency_verification where the unit has
    no successor. Without a successor the report goes back to the centre as when it is recalled. A reporter's
    task stays open, and a closed report closed: only where they come back to changes.
    """
    task = case.task
    case = _handed_over(case, fact)
    if task is None or case.stage not in STAFF_STAGES:
        return case
    if fact.data["agency"] is None:
        return move_to_centre(replace(case, answering=replace(case.answering, draft=None)), fact)
    desk = _succeed_desk(Desk(case.stage, task.owner), fact.data)
    if desk.owner == task.owner:
        return case
    sinks = desk.stage is Stage.AGENCY_VERIFICATION and case.stage is not Stage.AGENCY_VERIFICATION
    case = move_to_stage(case, desk.stage, desk.owner, fact)
    return start_clock(case, ClockName.DISPOSITION, fact.at) if sinks else case


def _handed_over(case: Case, fact: Fact) -> Case:
    """The Case with everything but the open staff task handed over."""
    data = fact.data
    case = _with_desks(case, data)
    if data["agency"] is None:
        case = stop_clocks(case, fact.at, ClockName.DISPOSITION, ClockName.RESPONSE)
        centre = case.holding.calendars[case.holding.custody[0].region]
        return _in_custody(case, None, centre, fact)
    case = replace(case, assignment=_succeed_assignment(case.assignment, data))
    if "profile" not in data:
        return case
    others = tuple(each for each in case.declines.by if each.agency != data["agency"])
    case = replace(case, declines=replace(case.declines, by=others))
    return _in_custody(case, data["agency"], Snapshot.of_wire(data["profile"]["calendar"]), fact)


def _in_custody(case: Case, agency: str | None, calendar: Snapshot, fact: Fact) -> Case:
    """The Case in that custody. Running clocks get a floor as when a calendar changes: at no report is less
    time left than until the end of the next working day, if that much was left."""
    floor = earliest_new_due(calendar, fact.at)
    clocks = tuple(set_floor(clock, floor, fact.at, case.holding) for clock in case.clocks)
    return give_custody(replace(case, clocks=clocks), agency, calendar, fact.at)


def _succeed_assignment(before: Assignment, data: Data) -> Assignment:
    profile = data.get("profile")
    if profile or data["unit"] != data["was_unit"]:
        before = replace(before, unit=data["unit"], unit_name=data.get("unit_name"))
    if not profile:
        return before
    name, approval = profile.get("name"), profile["approval"]
    return replace(before, agency=data["agency"], agency_name=name, needs_approval=approval)


def _with_desks(case: Case, data: Data) -> Case:
    """The Case with the places to which the report comes back, and whoever serves the reporter's task, at the
    successor."""
    history, asking, answering, task = case.task_history, case.asking, case.answering, case.task
    if task is not None and task.owner.role is Role.REPORTER:
        case = replace(case, task=replace(task, served_by=_succeed_owner(task.served_by, data)))
    return replace(
        case,
        task_history=replace(history, last_desk=_succeed_optional(history.last_desk, data)),
        asking=replace(asking, desk=_succeed_optional(asking.desk, data)),
        answering=replace(answering, desk=_succeed_optional(answering.desk, data)),
    )


def _succeed_optional(desk: Desk | None, data: Data) -> Desk | None:
    return _succeed_desk(desk, data) if desk else None


def _succeed_desk(desk: Desk, data: Data) -> Desk:
    owner = _succeed_owner(desk.owner, data)
    if owner.agency is None:
        return Desk(Stage.CENTRAL_VERIFICATION, owner)
    lost_unit = desk.stage is Stage.FOLLOW_UP and owner.unit is None
    return Desk(Stage.AGENCY_VERIFICATION if lost_unit else desk.stage, owner)


def _succeed_owner(owner: Owner, data: Data) -> Owner:
    """The owner who takes that owner's place; the same where the act does not concern it. It names no
    officer: whoever was named served the predecessor."""
    agency, stays = data["agency"], "profile" not in data
    if owner.agency != data["was_agency"]:
        return owner
    if agency is None:
        return CENTRE
    if owner.role is Role.LIAISON_OFFICER:
        if stays and owner.unit not in data["units"]:
            return owner
        unit = data["units"].get(owner.unit)
        return at_unit(agency, unit) if unit else at_agency(agency)
    return owner if stays else Owner(owner.role, agency)


STEPS = {FactKind.TRANSFERRED: fold_transferred}
