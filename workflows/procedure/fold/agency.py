"""How an agency's facts change the Case: disposing, answering, approving, asking."""

from workflows.procedure.fold.transitions import move_to_stage, start_clock, stop_clocks
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import ClockName, FactKind, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.tasks import REPORTER, at_agency, at_unit, supervisor_of


def fold_disposed(case: Case, fact: Fact) -> Case:
    """Stops `disposition`; the unit of `fact.data["unit"]` owns the next task, in follow_up."""
    agency, unit = case.assignment.agency, fact.data["unit"]
    assert agency is not None, "only an agency disposes"
    case = _with_unit(case, fact)
    case = stop_clocks(case, fact.at, ClockName.DISPOSITION)
    return move_to_stage(case, Stage.FOLLOW_UP, at_unit(agency, unit), fact)


def _with_unit(case: Case, fact: Fact) -> Case:
    """The Case with the unit that the fact names."""
    unit, name = fact.data["unit"], fact.data.get("unit_name")
    return replace(case, assignment=replace(case.assignment, unit=unit, unit_name=name))


def fold_returned(case: Case, fact: Fact) -> Case:
    """The agency's admin owns the next task; `disposition` starts again."""
    return move_to_agency(case, fact, ClockName.DISPOSITION)


def move_to_agency(case: Case, fact: Fact, *clocks: ClockName) -> Case:
    """The Case in agency_verification at the agency that has it, with new instances of `clocks`."""
    agency = case.assignment.agency
    assert agency is not None, "a report comes back to the agency it was at"
    case = move_to_stage(case, Stage.AGENCY_VERIFICATION, at_agency(agency), fact)
    for name in clocks:
        case = start_clock(case, name, fact.at)
    return case


def fold_drafted(case: Case, fact: Fact) -> Case:
    """Keeps the draft and stops `disposition`; the agency's supervisor owns the next task, in approval."""
    draft = {name: fact.data[name] for name in ("text", "outcome", "evidence")}
    desk = case.task_history.last_desk
    answering = replace(case.answering, draft={**draft, "fact": fact.number}, desk=desk)
    case = stop_clocks(replace(case, answering=answering), fact.at, ClockName.DISPOSITION)
    return move_to_stage(case, Stage.APPROVAL, supervisor_of(case.assignment.agency), fact)


def fold_revised(case: Case, fact: Fact) -> Case:
    """Drops the draft; the task goes back to the desk that wrote it."""
    desk = case.answering.desk
    assert desk is not None, "what is revised was drafted at a desk"
    case = replace(case, answering=replace(case.answering, draft=None))
    case = move_to_stage(case, desk.stage, desk.owner, fact)
    if case.stage is Stage.AGENCY_VERIFICATION:
        case = start_clock(case, ClockName.DISPOSITION, fact.at)
    return case


def fold_responded(case: Case, fact: Fact) -> Case:
    """An interim answer stops `response` only. A final one also stops `disposition`, starts `reply`, and the
    reporter owns the next task."""
    answering = replace(case.answering, published=case.answering.published + 1)
    if not fact.data["final"]:
        return stop_clocks(replace(case, answering=answering), fact.at, ClockName.RESPONSE)
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
    case = stop_clocks(case, fact.at, ClockName.RESPONSE, ClockName.DISPOSITION)
    return start_clock(move_to_stage(case, Stage.REPORTER_REPLY, REPORTER, fact), ClockName.REPLY, fact.at)


def fold_reporter_asked(case: Case, fact: Fact) -> Case:
    """The reporter owns the next task, and `completion` starts; the clocks of staff stand still."""
    asked = (*case.asking.stages, case.stage)
    asking = replace(case.asking, stages=asked, desk=case.task_history.last_desk, since=fact.at)
    return start_clock(
        move_to_stage(replace(case, asking=asking), Stage.AWAITING_REPORTER, REPORTER, fact),
        ClockName.COMPLETION,
        fact.at,
    )


def fold_reassigned(case: Case, fact: Fact) -> Case:
    """A new task in the same stage, owned by the unit or the officer that the fact names."""
    assert case.task is not None, "only an open task is reassigned"
    if "unit" in fact.data:
        agency = case.assignment.agency
        assert agency is not None, "units belong to agencies"
        return move_to_stage(_with_unit(case, fact), case.stage, at_unit(agency, fact.data["unit"]), fact)
    now = replace(case.task.owner, officer=fact.data["officer"])
    return move_to_stage(case, case.stage, now, fact)


def fold_question_allowed(case: Case, fact: Fact) -> Case:
    """One more question to the reporter is allowed."""
    return replace(case, asking=replace(case.asking, allowed=case.asking.allowed + 1))


def fold_vacancy_found(case: Case, fact: Fact) -> Case:
    """Remembers the last vacancy of a task. Those of a notice, without `number`, change nothing."""
    if "number" not in fact.data:
        return case
    return replace(case, last_vacancy=(fact.data["found_at"], fact.data["number"]))


STEPS = {
    FactKind.DISPOSED: fold_disposed,
    FactKind.RETURNED: fold_returned,
    FactKind.DRAFTED: fold_drafted,
    FactKind.REVISED: fold_revised,
    FactKind.RESPONDED: fold_responded,
    FactKind.REPORTER_ASKED: fold_reporter_asked,
    FactKind.REASSIGNED: fold_reassigned,
    FactKind.QUESTION_ALLOWED: fold_question_allowed,
    FactKind.VACANCY_FOUND: fold_vacancy_found,
}
