"""The steps that fold functions share: stages and tasks, custody, starting and stopping clocks."""

from datetime import datetime

from calendars import Snapshot
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.model.enums import STAFF_STAGES, ClockName, FactKind, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.tasks import Desk, EndedTask, Owner, Task
from workflows.procedure.time.clocks import new_instance, pause_or_resume
from workflows.procedure.time.ladder import skipped_at_start

DECISION_OF: dict[FactKind, str] = {
    FactKind.FORWARDED: "forward",
    FactKind.MERGED: "merge",
    FactKind.SPLIT: "split",
    FactKind.DISPOSED: "dispose",
    FactKind.DECLINED: "decline",
    FactKind.RECALLED: "recall",
    FactKind.RETURNED: "return_to_agency",
    FactKind.DRAFTED: "respond",
    FactKind.RESPONDED: "respond",
    FactKind.APPROVED: "approve",
    FactKind.REVISED: "revise",
    FactKind.REPORTER_ASKED: "ask_reporter",
    FactKind.COMPLETED_BY_REPORTER: "complete",
    FactKind.REPLIED: "reply",
    FactKind.DISPUTED: "dispute",
    FactKind.REASSIGNED: "reassign",
}
"""By which decision a fact of that kind ends a task."""


def move_to_stage(case: Case, stage: Stage, owner: Owner | None, fact: Fact) -> Case:
    """The Case with its task ended and, where `owner` is given, the next one opened, in `stage`."""
    case = _task_ended(case, fact)
    if owner is not None:
        sequence = case.task_history.opened + 1
        desk = Desk(stage, owner) if stage in STAFF_STAGES else case.task_history.last_desk
        assert desk is not None, "a report comes to those who serve first"
        name = f"{case.tracking_number}-{sequence}"
        task = Task(name, sequence, stage, owner, desk.owner, fact.at, fact.number)
        history = replace(case.task_history, opened=sequence, last_desk=desk)
        case = replace(case, task=task, task_history=history)
    clocks = tuple(pause_or_resume(clock, stage, fact.at, case.holding) for clock in case.clocks)
    escalation = case.escalation if stage is case.stage else replace(case.escalation, level=0)
    return replace(case, stage=stage, clocks=clocks, escalation=escalation, postponed_until=None)


def _task_ended(case: Case, fact: Fact) -> Case:
    if case.task is None:
        return case
    kind = str(fact.data.get("ended_by", DECISION_OF.get(fact.kind, fact.kind.value)))
    ended = EndedTask(case.task, fact.actor.id, fact.at, kind, fact.number)
    history = replace(case.task_history, ended=(*case.task_history.ended, ended))
    return replace(case, task=None, task_history=history)


def give_custody(case: Case, agency: str | None, calendar: Snapshot, at: datetime) -> Case:
    """The Case in the custody of `agency`, whose days `calendar` counts, or a newer one known already."""
    known = case.holding.calendars.get(calendar.region)
    newest = known if known and known.version > calendar.version else calendar
    calendars = {**case.holding.calendars, calendar.region: newest}
    custody = case.holding.custody
    if custody[-1].agency != agency:
        custody = (*custody, Custody(at, agency, calendar.region))
    return replace(case, holding=Holding(custody, calendars))


def start_clock(case: Case, name: ClockName, at: datetime) -> Case:
    """The Case with a new instance of the clock, with the budget of the policy. A live instance is stopped.
    Reminders whose instant has passed already count as fired."""
    case = stop_clocks(case, at, name)
    instance = 1 + sum(clock.name is name for clock in case.clocks)
    budget = case.policy.budget(name, case.subject.report_class, case.subject.supervisory)
    clock = new_instance(name, instance, budget.budget, budget.unit, at, case.holding)
    skipped = skipped_at_start(clock, case.policy, case.holding)
    return replace(case, clocks=(*case.clocks, replace(clock, fired=skipped)))


def stop_clocks(case: Case, at: datetime, *names: ClockName) -> Case:
    """The Case with those clocks stopped at `at`; clocks that have stopped already stay as they are."""

    def stopped(clock: Clock) -> Clock:
        ends = clock.name in names and clock.stopped_at is None
        return replace(clock, stopped_at=at) if ends else clock

    return replace(case, clocks=tuple(stopped(clock) for clock in case.clocks))


def stop_all_clocks(case: Case, at: datetime, *, settlement: bool) -> Case:
    """The Case with every clock stopped; `settlement` only if said, because it stands still while the report
    can be reopened."""
    names = [name for name in ClockName if settlement or name is not ClockName.SETTLEMENT]
    return stop_clocks(case, at, *names)


def replace_clock(case: Case, clock: Clock) -> Case:
    """The Case with that instance replaced."""
    same = (clock.name, clock.instance)
    clocks = tuple(clock if (each.name, each.instance) == same else each for each in case.clocks)
    return replace(case, clocks=clocks)
