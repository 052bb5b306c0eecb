"""The status of a report: which part of all reports it is in; and whether it is overdue."""

from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import Outcome, Stage
from workflows.procedure.outputs.figures.measures import Measure

BY_STAGE = {
    Stage.APPROVAL: Measure.IN_APPROVAL,
    Stage.AWAITING_REPORTER: Measure.AWAITING_COMPLETION,
    Stage.REPORTER_REPLY: Measure.AWAITING_REPLY,
    Stage.MERGED: Measure.MERGED,
}


def status_of(case: Case, *, is_answered: bool, archived_for: str | None) -> Measure:
    """The report's status. `is_answered` says whether the agency that it was last sent to has answered,
    `archived_for` for which reason it was archived itself, if it was."""
    if case.stage is Stage.CENTRAL_VERIFICATION:
        return Measure.POSTPONED if case.postponed_until else Measure.UNVERIFIED
    if case.stage is Stage.CLOSED:
        return _closed(case, archived_for)
    if case.stage in BY_STAGE:
        return BY_STAGE[case.stage]
    if is_answered:
        return Measure.IN_PROCESS
    return Measure.UNANSWERED if case.stage is Stage.FOLLOW_UP else Measure.UNDISPOSED


def is_overdue(case: Case) -> bool:
    """Whether a deadline of staff has lapsed whose clock runs on: it ends neither with the lapse nor by a
    later question to the reporter."""
    return any(clock.lapsed and clock.running for clock in case.clocks)


def _closed(case: Case, archived_for: str | None) -> Measure:
    outcome = case.closing.outcome
    assert outcome is not None, "what is closed has an outcome"
    if outcome is Outcome.ARCHIVED:
        return Measure(f"archived_{archived_for or 'with_original'}")
    return Measure(outcome.value)
