"""How the clocks' facts change the Case: reminders, lapses, escalations, and due instants that move."""

from datetime import date

from calendars import Snapshot
from workflows.procedure.fold.motion import with_clock
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case, Escalation
from workflows.procedure.model.enums import ClockName, FactKind
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.policy import Policy
from workflows.procedure.time.clocks import floor_of, with_floor


def _extended(case: Case, fact: Fact) -> Case:
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock is extended"
    return _retimed(with_clock(case, replace(clock, extension=fact.data["days"])), fact)


def _retimed(case: Case, fact: Fact) -> Case:
    """The clock with the due instant that the fact states."""
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock is re-timed"
    return with_clock(
        case,
        replace(
            clock,
            due_at=instants.read(fact.data["new_due_at"]),
            due_on=date.fromisoformat(fact.data["new_due_on"]),
            settled_at=fact.at,
        ),
    )


def _reminded(case: Case, fact: Fact) -> Case:
    return _fired(case, fact, 0)


def _lapsed(case: Case, fact: Fact) -> Case:
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock lapses"
    return with_clock(case, replace(clock, lapsed=True))


def _escalated(case: Case, fact: Fact) -> Case:
    level: int = fact.data["level"]
    before = case.escalation
    case = replace(case, escalation=Escalation(max(before.level, level), max(before.highest, level)))
    # Without a clock it is a dispute that escalates; the answer to it needs the supervisor's approval.
    if fact.data["clock"]:
        return _fired(case, fact, level)
    return replace(case, answering=replace(case.answering, approval_owed=True))


def _fired(case: Case, fact: Fact, level: int) -> Case:
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock has rungs"
    return with_clock(case, replace(clock, fired=(*clock.fired, level)))


def _calendar_changed(case: Case, fact: Fact) -> Case:
    calendar = Snapshot.of_wire(fact.data["calendar"])
    floor = floor_of(calendar, fact.at)
    clocks = tuple(with_floor(clock, floor, fact.at, case.holding) for clock in case.clocks)
    return replace(case, clocks=clocks, holding=case.holding.under(calendar))


def _policy_changed(case: Case, fact: Fact) -> Case:
    return replace(case, policy=Policy.model_validate(fact.data["policy"]))


STEPS = {
    FactKind.EXTENDED: _extended,
    FactKind.REMINDED: _reminded,
    FactKind.LAPSED: _lapsed,
    FactKind.ESCALATED: _escalated,
    FactKind.DEADLINE_MOVED: _retimed,
    FactKind.CALENDAR_CHANGED: _calendar_changed,
    FactKind.POLICY_CHANGED: _policy_changed,
}
