"""How the reporter's facts, and the closing, change the Case."""

from datetime import datetime, timedelta

from workflows.procedure.fold.agency import move_to_agency
from workflows.procedure.fold.centre import move_to_centre
from workflows.procedure.fold.transitions import (
    move_to_stage,
    start_clock,
    stop_all_clocks,
    stop_clocks,
)
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import ClockName, FactKind, Outcome, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace


def _asking_over(case: Case, at: datetime) -> Case:
    asking = case.asking
    if asking.since is None:
        return case
    calendar = case.holding.calendar
    days = (calendar.local_date(at) - calendar.local_date(asking.since)) // timedelta(days=1)
    return replace(case, asking=replace(asking, since=None, days=asking.days + days))


def fold_completed_by_reporter(case: Case, fact: Fact) -> Case:
    """Stops `completion`; the task goes back to the desk that asked. If a succession made that another one,
    the clock of its stage starts."""
    desk = case.asking.desk
    assert desk is not None, "what is completed was asked for from a desk"
    case = stop_clocks(_asking_over(case, fact.at), fact.at, ClockName.COMPLETION)
    case = move_to_stage(case, desk.stage, desk.owner, fact)
    if case.stage is Stage.CENTRAL_VERIFICATION and case.live_clock(ClockName.VERIFICATION) is None:
        return start_clock(case, ClockName.VERIFICATION, fact.at)
    if case.stage is Stage.AGENCY_VERIFICATION and case.live_clock(ClockName.DISPOSITION) is None:
        return start_clock(case, ClockName.DISPOSITION, fact.at)
    return case


def fold_confirmed(case: Case, fact: Fact) -> Case:
    """Stops `reply`. The fact `closed` follows."""
    return stop_clocks(case, fact.at, ClockName.REPLY)


def fold_replied(case: Case, fact: Fact) -> Case:
    """Stops `reply`; the task goes back to the desk that answered, with a new `response`, and at an agency's
    admin a new `disposition`. After a succession without successor it goes to the centre."""
    desk = case.answering.desk
    assert desk is not None, "what is replied to was answered from a desk"
    case = stop_clocks(case, fact.at, ClockName.REPLY)
    if case.holding.custody[-1].agency is None:
        return move_to_centre(case, fact)
    case = move_to_stage(case, desk.stage, desk.owner, fact)
    case = start_clock(case, ClockName.RESPONSE, fact.at)
    if case.stage is Stage.AGENCY_VERIFICATION:
        case = start_clock(case, ClockName.DISPOSITION, fact.at)
    return case


def fold_disputed(case: Case, fact: Fact) -> Case:
    """Counts the dispute; the report goes back to the agency, or to the centre if that holds it. Of a merged
    report only the objection is noted."""
    if case.stage is Stage.MERGED:
        return replace(case, merging=replace(case.merging, disputed=True, objection=True))
    answering = replace(case.answering, disputes=case.answering.disputes + 1)
    case = stop_clocks(replace(case, answering=answering), fact.at, ClockName.REPLY)
    if case.holding.custody[-1].agency is None:
        return move_to_centre(case, fact)
    return move_to_agency(case, fact, ClockName.DISPOSITION, ClockName.RESPONSE)


def fold_remarked(case: Case, fact: Fact) -> Case:
    """Counts the remark for its local day; those of earlier days are dropped."""
    today = case.holding.calendar.local_date(fact.at)
    return replace(case, remarked_on=(*(day for day in case.remarked_on if day == today), today))


def fold_contact_corrected(case: Case, fact: Fact) -> Case:
    """Counts the correction."""
    return replace(case, contact_corrections=case.contact_corrections + 1)


def fold_closed(case: Case, fact: Fact) -> Case:
    """Stops the clocks. If the closing is final, `settlement` too; else `settlement` stands still and
    `reopening` starts."""
    final: bool = fact.data["final"]
    case = stop_all_clocks(_asking_over(case, fact.at), fact.at, settlement=final)
    closing = replace(case.closing, outcome=Outcome(fact.data["outcome"]), at=fact.at)
    case = move_to_stage(replace(case, closing=closing), Stage.CLOSED, None, fact)
    return case if final else start_clock(case, ClockName.REOPENING, fact.at)


STEPS = {
    FactKind.COMPLETED_BY_REPORTER: fold_completed_by_reporter,
    FactKind.CONFIRMED: fold_confirmed,
    FactKind.REPLIED: fold_replied,
    FactKind.DISPUTED: fold_disputed,
    FactKind.REMARKED: fold_remarked,
    FactKind.CONTACT_CORRECTED: fold_contact_corrected,
    FactKind.CLOSED: fold_closed,
}
