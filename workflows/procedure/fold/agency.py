"""How an agency's facts change the Case: disposing, answering, approving, asking."""

from workflows.procedure.fold.motion import moved, start, stop
from workflows.procedure.model.case import REPORTER, Case, at_agency, at_unit, supervisor_of
from workflows.procedure.model.enums import ClockName, FactKind, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace


def _disposed(case: Case, fact: Fact) -> Case:
    agency, unit = case.assignment.agency, fact.data["unit"]
    assert agency is not None, "only an agency disposes"
    case = _with_unit(case, fact)
    case = stop(case, fact.at, ClockName.DISPOSITION)
    return moved(case, Stage.FOLLOW_UP, at_unit(agency, unit), fact)


def _with_unit(case: Case, fact: Fact) -> Case:
    """The Case with the unit that the fact names."""
    unit, name = fact.data["unit"], fact.data.get("unit_name")
    return replace(case, assignment=replace(case.assignment, unit=unit, unit_name=name))


def _returned(case: Case, fact: Fact) -> Case:
    return to_agency(case, fact, ClockName.DISPOSITION)


def to_agency(case: Case, fact: Fact, *clocks: ClockName) -> Case:
    agency = case.assignment.agency
    assert agency is not None, "a report comes back to the agency it was at"
    case = moved(case, Stage.AGENCY_VERIFICATION, at_agency(agency), fact)
    for name in clocks:
        case = start(case, name, fact.at)
    return case


def _drafted(case: Case, fact: Fact) -> Case:
    draft = {name: fact.data[name] for name in ("text", "outcome", "evidence")}
    desk = case.task_history.last_desk
    answering = replace(case.answering, draft={**draft, "fact": fact.number}, desk=desk)
    case = stop(replace(case, answering=answering), fact.at, ClockName.DISPOSITION)
    return moved(case, Stage.APPROVAL, supervisor_of(case.assignment.agency), fact)


def _revised(case: Case, fact: Fact) -> Case:
    desk = case.answering.desk
    assert desk is not None, "what is revised was drafted at a desk"
    case = replace(case, answering=replace(case.answering, draft=None))
    case = moved(case, desk.stage, desk.owner, fact)
    if case.stage is Stage.AGENCY_VERIFICATION:
        case = start(case, ClockName.DISPOSITION, fact.at)
    return case


def _responded(case: Case, fact: Fact) -> Case:
    answering = replace(case.answering, published=case.answering.published + 1)
    if not fact.data["final"]:
        return stop(replace(case, answering=answering), fact.at, ClockName.RESPONSE)
    outcome = fact.data["outcome"]
    answering = replace(
        answering,
        draft=None,
        approval_owed=False,
        outcome=outcome,
        redirected=answering.redirected + (outcome == "redirected"),
        desk=answering.desk if case.stage is Stage.APPROVAL else case.task_history.last_desk,
    )
    case = replace(case, answering=answering)
    case = stop(case, fact.at, ClockName.RESPONSE, ClockName.DISPOSITION)
    return start(moved(case, Stage.REPORTER_REPLY, REPORTER, fact), ClockName.REPLY, fact.at)


def _reporter_asked(case: Case, fact: Fact) -> Case:
    asked = (*case.asking.stages, case.stage)
    asking = replace(case.asking, stages=asked, desk=case.task_history.last_desk, since=fact.at)
    return start(
        moved(replace(case, asking=asking), Stage.AWAITING_REPORTER, REPORTER, fact),
        ClockName.COMPLETION,
        fact.at,
    )


def _reassigned(case: Case, fact: Fact) -> Case:
    assert case.task is not None, "only an open task is reassigned"
    if "unit" in fact.data:
        agency = case.assignment.agency
        assert agency is not None, "units belong to agencies"
        return moved(_with_unit(case, fact), case.stage, at_unit(agency, fact.data["unit"]), fact)
    now = replace(case.task.owner, officer=fact.data["officer"])
    return moved(case, case.stage, now, fact)


def _question_allowed(case: Case, fact: Fact) -> Case:
    return replace(case, asking=replace(case.asking, allowed=case.asking.allowed + 1))


def _vacancy_found(case: Case, fact: Fact) -> Case:
    if "number" not in fact.data:
        return case
    return replace(case, last_vacancy=(fact.data["found_at"], fact.data["number"]))


STEPS = {
    FactKind.DISPOSED: _disposed,
    FactKind.RETURNED: _returned,
    FactKind.DRAFTED: _drafted,
    FactKind.REVISED: _revised,
    FactKind.RESPONDED: _responded,
    FactKind.REPORTER_ASKED: _reporter_asked,
    FactKind.REASSIGNED: _reassigned,
    FactKind.QUESTION_ALLOWED: _question_allowed,
    FactKind.VACANCY_FOUND: _vacancy_found,
}
