"""How the centre's facts change the Case: verification, merging, splitting, reopening."""

from calendars import Snapshot
from workflows.procedure.fold.agency import to_agency
from workflows.procedure.fold.motion import held_by, moved, start, stop, with_clock
from workflows.procedure.model import instants
from workflows.procedure.model.case import CENTRE, Case, at_agency
from workflows.procedure.model.enums import ClockName, FactKind, ReportClass, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace


def _forwarded(case: Case, fact: Fact) -> Case:
    data = fact.data
    case = replace(
        case,
        agency=data["agency"],
        unit=case.unit if data["agency"] == case.agency else None,
        agency_name=data["profile"].get("name"),
        unit_name=case.unit_name if data["agency"] == case.agency else None,
        report_class=ReportClass(data["class"]),
        supervisory=data["supervisory"],
        category=data["category"],
        title=data["title"],
        text=data["text"],
        approval=data["profile"]["approval"],
        ruling=data["ruling"],
        declined=tuple(each for each in case.declined if each.agency != data["agency"]),
    )
    case = stop(case, fact.at, ClockName.VERIFICATION)
    case = held_by(case, data["agency"], Snapshot.of_wire(data["profile"]["calendar"]), fact.at)
    case = moved(case, Stage.AGENCY_VERIFICATION, at_agency(data["agency"]), fact)
    case = start(start(case, ClockName.DISPOSITION, fact.at), ClockName.RESPONSE, fact.at)
    settlement = case.clock(ClockName.SETTLEMENT)
    if settlement is None:
        return start(case, ClockName.SETTLEMENT, fact.at)
    budget = case.policy.budget(ClockName.SETTLEMENT, case.report_class, case.supervisory).budget
    return with_clock(case, replace(settlement, budget=budget))


def _corrected(case: Case, fact: Fact) -> Case:
    title, text = fact.data.get("title"), fact.data.get("text")
    # A decision before its date ends a postponement silently; all others of this stage leave it anyway.
    return replace(case, title=title or case.title, text=text or case.text, postponed_until=None)


def _postponed(case: Case, fact: Fact) -> Case:
    return replace(case, postponed_until=instants.read(fact.data["until"]))


def _resumed(case: Case, fact: Fact) -> Case:
    return replace(case, postponed_until=None)


def _merged(case: Case, fact: Fact) -> Case:
    if "follower" in fact.data:
        new = (fact.data["follower"], *fact.data["followers"])
        return replace(case, followers=tuple(dict.fromkeys((*case.followers, *new))))
    case = stop(replace(case, merged_into=fact.data["into"], followers=()), fact.at, ClockName.VERIFICATION)
    return case if case.stage is Stage.MERGED else moved(case, Stage.MERGED, None, fact)


def _split(case: Case, fact: Fact) -> Case:
    if "follower" in fact.data:
        return replace(
            case, followers=tuple(each for each in case.followers if each != fact.data["follower"])
        )
    return _back_to_centre(replace(case, merged_into=None, objection=False), fact)


def _back_to_centre(case: Case, fact: Fact) -> Case:
    centre = case.holding.calendars[case.holding.custody[0].region]
    case = held_by(case, None, centre, fact.at)
    case = moved(case, Stage.CENTRAL_VERIFICATION, CENTRE, fact)
    return start(case, ClockName.VERIFICATION, fact.at)


def _archived(case: Case, fact: Fact) -> Case:
    stopped = stop(case, fact.at, ClockName.VERIFICATION, ClockName.DISPOSITION, ClockName.RESPONSE)
    return replace(stopped, archived_by=fact.actor.role)


def _declined(case: Case, fact: Fact) -> Case:
    case = replace(case, declines=case.declines + 1)
    case = stop(case, fact.at, ClockName.DISPOSITION, ClockName.RESPONSE)
    return _back_to_centre(case, fact)


def _recalled(case: Case, fact: Fact) -> Case:
    case = stop(replace(case, draft=None), fact.at, ClockName.DISPOSITION, ClockName.RESPONSE)
    return _back_to_centre(case, fact)


def _reopened(case: Case, fact: Fact) -> Case:
    case = stop(case, fact.at, ClockName.REOPENING)
    case = replace(case, reopenings=case.reopenings + 1, outcome=None, closed_at=None, archived_by=None)
    if case.policy.objection_frees:  # reports under policies from before keep them, as their histories did
        case = replace(case, followers=())  # they closed with it, or were freed
    case = replace(case, merged_into=None, objection=False)  # a follower that is reopened goes its own way
    if fact.data["to"] == Stage.CENTRAL_VERIFICATION:
        return _back_to_centre(case, fact)
    return to_agency(case, fact, ClockName.DISPOSITION, ClockName.RESPONSE)


STEPS = {
    FactKind.FORWARDED: _forwarded,
    FactKind.CORRECTED: _corrected,
    FactKind.POSTPONED: _postponed,
    FactKind.RESUMED: _resumed,
    FactKind.MERGED: _merged,
    FactKind.SPLIT: _split,
    FactKind.ARCHIVED: _archived,
    FactKind.DECLINED: _declined,
    FactKind.RECALLED: _recalled,
    FactKind.REOPENED: _reopened,
}
