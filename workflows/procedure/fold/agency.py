"""How an agency's facts change the Case: disposing, answering, approving, asking."""

from workflows.procedure.fold.motion import moved, start, stop
from workflows.procedure.model.case import REPORTER, Case, at_agency, at_unit, supervisor_of
from workflows.procedure.model.enums import ClockName, FactKind, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace


def _disposed(case: Case, fact: Fact) -> Case:
    agency, unit = case.agency, fact.data["unit"]
    assert agency is not None, "only an agency disposes"
    case = replace(case, unit=unit, unit_name=fact.data.get("unit_name"))
    case = stop(case, fact.at, ClockName.DISPOSITION)
    return moved(case, Stage.FOLLOW_UP, at_unit(agency, unit), fact)


def _returned(case: Case, fact: Fact) -> Case:
    return to_agency(case, fact, ClockName.DISPOSITION)


def to_agency(case: Case, fact: Fact, *clocks: ClockName) -> Case:
    assert case.agency is not None, "a report comes back to the agency it was at"
    case = moved(case, Stage.AGENCY_VERIFICATION, at_agency(case.agency), fact)
    for name in clocks:
        case = start(case, name, fact.at)
    return case


def _drafted(case: Case, fact: Fact) -> Case:
    draft = {name: fact.data[name] for name in ("text", "outcome", "evidence")}
    case = replace(case, draft={**draft, "fact": fact.number}, answered_from=case.desk)
    case = stop(case, fact.at, ClockName.DISPOSITION)
    return moved(case, Stage.APPROVAL, supervisor_of(case.agency), fact)


def _revised(case: Case, fact: Fact) -> Case:
    assert case.answered_from is not None, "what is revised was drafted at a desk"
    case = moved(replace(case, draft=None), case.answered_from.stage, case.answered_from.owner, fact)
    if case.stage is Stage.AGENCY_VERIFICATION:
        case = start(case, ClockName.DISPOSITION, fact.at)
    return case


def _responded(case: Case, fact: Fact) -> Case:
    case = stop(replace(case, published=case.published + 1), fact.at, ClockName.RESPONSE)
    if not fact.data["final"]:
        return case
    outcome = fact.data["outcome"]
    case = replace(
        case,
        draft=None,
        approval_owed=False,
        answer_outcome=outcome,
        redirected=case.redirected + (outcome == "redirected"),
        answered_from=case.answered_from if case.stage is Stage.APPROVAL else case.desk,
    )
    case = stop(case, fact.at, ClockName.DISPOSITION)
    return start(moved(case, Stage.REPORTER_REPLY, REPORTER, fact), ClockName.REPLY, fact.at)


def _reporter_asked(case: Case, fact: Fact) -> Case:
    case = replace(case, asked_in=(*case.asked_in, case.stage), asked_from=case.desk, asked_since=fact.at)
    return start(moved(case, Stage.AWAITING_REPORTER, REPORTER, fact), ClockName.COMPLETION, fact.at)


def _reassigned(case: Case, fact: Fact) -> Case:
    assert case.task is not None, "only an open task is reassigned"
    if "unit" in fact.data:
        assert case.agency is not None, "units belong to agencies"
        owner = at_unit(case.agency, fact.data["unit"])
        there = replace(case, unit=fact.data["unit"], unit_name=fact.data.get("unit_name"))
        return moved(there, case.stage, owner, fact)
    now = replace(case.task.owner, officer=fact.data["officer"])
    return moved(case, case.stage, now, fact)


def _question_allowed(case: Case, fact: Fact) -> Case:
    return replace(case, questions_allowed=case.questions_allowed + 1)


def _vacancy_found(case: Case, fact: Fact) -> Case:
    if "number" not in fact.data:
        return case
    return replace(case, vacancy=(fact.data["found_at"], fact.data["number"]))


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
