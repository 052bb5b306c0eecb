"""How the clocks' facts change the Case: reminders, lapses, escalations, and due instants that move."""

from datetime import date

from calendars import Snapshot
from workflows.procedure.fold.transitions import replace_clock
from workflows.procedure.model import instants
from workflows.procedure.model.case import Case, Escalation
from workflows.procedure.model.enums import ClockName, FactKind
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.policy import Policy
from workflows.procedure.time.clocks import earliest_new_due, set_floor


def fold_extended(case: Case, fact: Fact) -> Case:
    """The clock with its extension and with the due instant that the fact states."""
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock is extended"
    return fold_deadline_moved(replace_clock(case, replace(clock, extension=fact.data["days"])), fact)


def fold_deadline_moved(case: Case, fact: Fact) -> Case:
    """The clock with the due instant that the fact states."""
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock is re-timed"
    return replace_clock(
        case,
        replace(
            clock,
            due_at=instants.parse_instant(fact.data["new_due_at"]),
            due_on=date.fromisoformat(fact.data["new_due_on"]),
            settled_at=fact.at,
        ),
    )


def fold_reminded(case: Case, fact: Fact) -> Case:
    """Level 0 of the clock's ladder has fired."""
    return _fired(case, fact, 0)


def fold_lapsed(case: Case, fact: Fact) -> Case:
    """The clock has lapsed."""
    clock = case.clock(ClockName(fact.data["clock"]))
    assert clock is not None, "only a running clock lapses"
    return replace_clock(case, replace(clock, lapsed=True))


def fold_escalated(case: Case, fact: Fact) -> Case:
    """The report's escalation level rises to the fact's; that level of the clock's ladder has fired."""
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
    return replace_clock(case, replace(clock, fired=(*clock.fired, level)))


def fold_calendar_changed(case: Case, fact: Fact) -> Case:
    """The new calendar counts. Running clocks get a floor; `deadline_moved` facts move their due instants."""
    calendar = Snapshot.of_wire(fact.data["calendar"])
    floor = earliest_new_due(calendar, fact.at)
    clocks = tuple(set_floor(clock, floor, fact.at, case.holding) for clock in case.clocks)
    return replace(case, clocks=clocks, holding=case.holding.under(calendar))


def fold_policy_changed(case: Case, fact: Fact) -> Case:
    """The new policy holds."""
    return replace(case, policy=Policy.model_validate(fact.data["policy"]))


STEPS = {
    FactKind.EXTENDED: fold_extended,
    FactKind.REMINDED: fold_reminded,
    FactKind.LAPSED: fold_lapsed,
    FactKind.ESCALATED: fold_escalated,
    FactKind.DEADLINE_MOVED: fold_deadline_moved,
    FactKind.CALENDAR_CHANGED: fold_calendar_changed,
    FactKind.POLICY_CHANGED: fold_policy_changed,
}
