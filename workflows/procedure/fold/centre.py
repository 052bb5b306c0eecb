"""How the centre's facts change the Case: verification, merging, splitting, reopening."""

from calendars import Snapshot
from workflows.procedure.fold.agency import move_to_agency
from workflows.procedure.fold.transitions import (
    give_custody,
    move_to_stage,
    replace_clock,
    start_clock,
    stop_clocks,
)
from workflows.procedure.model import instants
from workflows.procedure.model.case import Assignment, Case, Closing, Subject
from workflows.procedure.model.enums import ClockName, FactKind, ReportClass, Stage
from workflows.procedure.model.facts import Data, Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.tasks import CENTRE, at_agency


def fold_forwarded(case: Case, fact: Fact) -> Case:
    """Custody and the next task go to the agency. `verification` stops; `disposition` and `response` start;
    `settlement` starts with the first forward and gets the budget of the new class with each later one."""
    data = fact.data
    others = tuple(each for each in case.declines.by if each.agency != data["agency"])
    case = replace(
        case,
        assignment=_assigned(case.assignment, data),
        subject=Subject(
            ReportClass(data["class"]), data["supervisory"], data["category"], data["title"], data["text"]
        ),
        declines=replace(case.declines, by=others),
    )
    case = stop_clocks(case, fact.at, ClockName.VERIFICATION)
    case = give_custody(case, data["agency"], Snapshot.of_wire(data["profile"]["calendar"]), fact.at)
    case = move_to_stage(case, Stage.AGENCY_VERIFICATION, at_agency(data["agency"]), fact)
    case = start_clock(start_clock(case, ClockName.DISPOSITION, fact.at), ClockName.RESPONSE, fact.at)
    settlement = case.clock(ClockName.SETTLEMENT)
    if settlement is None:
        return start_clock(case, ClockName.SETTLEMENT, fact.at)
    budget = case.policy.budget(
        ClockName.SETTLEMENT, case.subject.report_class, case.subject.supervisory
    ).budget
    return replace_clock(case, replace(settlement, budget=budget))


def _assigned(before: Assignment, data: Data) -> Assignment:
    """The terms on which a forward sends the report; an agency that has it again has its unit again."""
    again = data["agency"] == before.agency
    return Assignment(
        agency=data["agency"],
        unit=before.unit if again else None,
        agency_name=data["profile"].get("name"),
        unit_name=before.unit_name if again else None,
        needs_approval=data["profile"]["approval"],
        is_ruling=data["ruling"],
    )


def fold_corrected(case: Case, fact: Fact) -> Case:
    """Replaces title, text or both; a null in the fact keeps what was."""
    title, text = fact.data.get("title"), fact.data.get("text")
    # A decision before its date ends a postponement silently; all others of this stage leave it anyway.
    subject = replace(case.subject, title=title or case.subject.title, text=text or case.subject.text)
    return replace(case, subject=subject, postponed_until=None)


def fold_postponed(case: Case, fact: Fact) -> Case:
    """The task leaves the worklist until `fact.data["until"]`."""
    return replace(case, postponed_until=instants.parse_instant(fact.data["until"]))


def fold_resumed(case: Case, fact: Fact) -> Case:
    """The task comes back to the worklist."""
    return replace(case, postponed_until=None)


def fold_merged(case: Case, fact: Fact) -> Case:
    """With `follower`: the original takes it in, with its followers. Else: this report follows `into`, hands
    its own followers over and stops `verification`."""
    if "follower" in fact.data:
        new = (fact.data["follower"], *fact.data["followers"])
        followers = tuple(dict.fromkeys((*case.merging.followers, *new)))
        return replace(case, merging=replace(case.merging, followers=followers))
    case = replace(case, merging=replace(case.merging, into=fact.data["into"], followers=()))
    case = stop_clocks(case, fact.at, ClockName.VERIFICATION)
    return case if case.stage is Stage.MERGED else move_to_stage(case, Stage.MERGED, None, fact)


def fold_split(case: Case, fact: Fact) -> Case:
    """With `follower`: the original loses it. Else: this report follows no other and goes back to the
    centre."""
    merging = case.merging
    if "follower" in fact.data:
        others = tuple(each for each in merging.followers if each != fact.data["follower"])
        return replace(case, merging=replace(merging, followers=others))
    return move_to_centre(replace(case, merging=replace(merging, into=None, objection=False)), fact)


def move_to_centre(case: Case, fact: Fact) -> Case:
    """The Case in central_verification in the centre's custody, with a new `verification`."""
    centre = case.holding.calendars[case.holding.custody[0].region]
    case = give_custody(case, None, centre, fact.at)
    case = move_to_stage(case, Stage.CENTRAL_VERIFICATION, CENTRE, fact)
    return start_clock(case, ClockName.VERIFICATION, fact.at)


def fold_archived(case: Case, fact: Fact) -> Case:
    """Stops the clocks of staff but `settlement`; remembers the role that archived."""
    stopped = stop_clocks(case, fact.at, ClockName.VERIFICATION, ClockName.DISPOSITION, ClockName.RESPONSE)
    return replace(stopped, closing=replace(stopped.closing, archived_by=fact.actor.role))


def fold_declined(case: Case, fact: Fact) -> Case:
    """Counts the decline; the report goes back to the centre."""
    case = replace(case, declines=replace(case.declines, count=case.declines.count + 1))
    case = stop_clocks(case, fact.at, ClockName.DISPOSITION, ClockName.RESPONSE)
    return move_to_centre(case, fact)


def fold_recalled(case: Case, fact: Fact) -> Case:
    """Drops a draft; the report goes back to the centre. No decline is counted."""
    case = replace(case, answering=replace(case.answering, draft=None))
    case = stop_clocks(case, fact.at, ClockName.DISPOSITION, ClockName.RESPONSE)
    return move_to_centre(case, fact)


def fold_reopened(case: Case, fact: Fact) -> Case:
    """Clears the closing and the merge; the report goes to the centre or to its last agency, by `to`."""
    case = stop_clocks(case, fact.at, ClockName.REOPENING)
    closing = Closing(reopenings=case.closing.reopenings + 1)
    merging = replace(case.merging, into=None, objection=False)  # a reopened follower goes its own way
    if case.policy.objection_frees:  # reports under policies from before keep them, as their histories did
        merging = replace(merging, followers=())  # they closed with it, or were freed
    case = replace(case, closing=closing, merging=merging)
    if fact.data["to"] == Stage.CENTRAL_VERIFICATION:
        return move_to_centre(case, fact)
    return move_to_agency(case, fact, ClockName.DISPOSITION, ClockName.RESPONSE)


STEPS = {
    FactKind.FORWARDED: fold_forwarded,
    FactKind.CORRECTED: fold_corrected,
    FactKind.POSTPONED: fold_postponed,
    FactKind.RESUMED: fold_resumed,
    FactKind.MERGED: fold_merged,
    FactKind.SPLIT: fold_split,
    FactKind.ARCHIVED: fold_archived,
    FactKind.DECLINED: fold_declined,
    FactKind.RECALLED: fold_recalled,
    FactKind.REOPENED: fold_reopened,
}
