"""The Case in the form in which one run of a report hands it to the next.

It is stored in histories. Do not change field names, their order or their defaults; add a new field at the
end, with a default.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.procedure.model.case import (
    Answered,
    Answering,
    Asking,
    Assignment,
    Case,
    Closing,
    Declined,
    Declines,
    Escalation,
    LastFact,
    Merging,
    Subject,
    Submitted,
    TaskHistory,
)
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Holding
from workflows.procedure.model.enums import Outcome, ReportClass, Role, Stage
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.tasks import Desk, EndedTask, Task


@dataclass(frozen=True, slots=True)
class CarriedCase:
    """A Case as one flat record."""

    tracking_number: str
    report_class: ReportClass
    supervisory: bool
    category: str | None
    submission: dict[str, Any]
    content: str
    title: dict[str, Any]
    text: dict[str, Any]
    policy: Policy
    holding: Holding
    stage: Stage
    submitted_at: datetime
    agency: str | None = None
    unit: str | None = None
    agency_name: str | None = None
    unit_name: str | None = None
    approval: bool = False
    approval_owed: bool = False
    ruling: bool = False
    task: Task | None = None
    sequence: int = 0
    ended: tuple[EndedTask, ...] = ()
    clocks: tuple[Clock, ...] = ()
    level: int = 0
    highest_level: int = 0
    declines: int = 0
    declined: tuple[Declined, ...] = ()
    asked_in: tuple[Stage, ...] = ()
    questions_allowed: int = 0
    asked_since: datetime | None = None
    asked_days: int = 0
    disputes: int = 0
    disputed_merged: bool = False
    objection: bool = False
    reopenings: int = 0
    remarks: tuple[date, ...] = ()
    desk: Desk | None = None
    asked_from: Desk | None = None
    answered_from: Desk | None = None
    draft: dict[str, Any] | None = None
    answer_outcome: str | None = None
    redirected: int = 0
    published: int = 0
    postponed_until: datetime | None = None
    merged_into: str | None = None
    followers: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    archived_by: Role | None = None
    vacancy: tuple[str, int] = ("", 0)
    answers: dict[str, Answered] = field(default_factory=dict)
    facts: int = 0
    head: str = ""
    last_at: datetime | None = None
    contact_corrections: int = 0


def carry_case(case: Case) -> CarriedCase:
    """`case` in the form that the next run is started with."""
    subject, sent, tasks = case.subject, case.assignment, case.task_history
    asking, answering, merging, closing = case.asking, case.answering, case.merging, case.closing
    return CarriedCase(
        tracking_number=case.tracking_number,
        report_class=subject.report_class,
        supervisory=subject.supervisory,
        category=subject.category,
        submission=case.submitted.form,
        content=case.submitted.content,
        title=subject.title,
        text=subject.text,
        policy=case.policy,
        holding=case.holding,
        stage=case.stage,
        submitted_at=case.submitted.at,
        agency=sent.agency,
        unit=sent.unit,
        agency_name=sent.agency_name,
        unit_name=sent.unit_name,
        approval=sent.needs_approval,
        approval_owed=answering.approval_owed,
        ruling=sent.is_ruling,
        task=case.task,
        sequence=tasks.opened,
        ended=tasks.ended,
        clocks=case.clocks,
        level=case.escalation.level,
        highest_level=case.escalation.highest,
        declines=case.declines.count,
        declined=case.declines.by,
        asked_in=asking.stages,
        questions_allowed=asking.allowed,
        asked_since=asking.since,
        asked_days=asking.days,
        disputes=answering.disputes,
        disputed_merged=merging.disputed,
        objection=merging.objection,
        reopenings=closing.reopenings,
        remarks=case.remarked_on,
        desk=tasks.last_desk,
        asked_from=asking.desk,
        answered_from=answering.desk,
        draft=answering.draft,
        answer_outcome=answering.outcome,
        redirected=answering.redirected,
        published=answering.published,
        postponed_until=case.postponed_until,
        merged_into=merging.into,
        followers=merging.followers,
        outcome=closing.outcome,
        closed_at=closing.at,
        archived_by=closing.archived_by,
        vacancy=case.last_vacancy,
        answers=case.answered,
        facts=case.last_fact.number,
        head=case.last_fact.digest,
        last_at=case.last_fact.at,
        contact_corrections=case.contact_corrections,
    )


def restore_case(carried: CarriedCase) -> Case:
    """The Case from which `carried` was made."""
    it = carried
    assert it.last_at is not None, "every Case has a fact"
    return Case(
        tracking_number=it.tracking_number,
        policy=it.policy,
        submitted=Submitted(it.submitted_at, it.content, it.submission),
        subject=Subject(it.report_class, it.supervisory, it.category, it.title, it.text),
        holding=it.holding,
        stage=it.stage,
        last_fact=LastFact(it.facts, it.head, it.last_at),
        task=it.task,
        task_history=TaskHistory(it.sequence, it.ended, it.desk),
        assignment=Assignment(it.agency, it.unit, it.agency_name, it.unit_name, it.approval, it.ruling),
        clocks=it.clocks,
        postponed_until=it.postponed_until,
        escalation=Escalation(it.level, it.highest_level),
        declines=Declines(it.declines, it.declined),
        asking=Asking(it.asked_in, it.questions_allowed, it.asked_since, it.asked_days, it.asked_from),
        answering=_restore_answering(it),
        merging=Merging(it.merged_into, it.followers, it.disputed_merged, it.objection),
        closing=Closing(it.outcome, it.closed_at, it.archived_by, it.reopenings),
        remarked_on=it.remarks,
        contact_corrections=it.contact_corrections,
        last_vacancy=it.vacancy,
        answered=it.answers,
    )


def _restore_answering(carried: CarriedCase) -> Answering:
    return Answering(
        draft=carried.draft,
        approval_owed=carried.approval_owed,
        outcome=carried.answer_outcome,
        published=carried.published,
        redirected=carried.redirected,
        disputes=carried.disputes,
        desk=carried.answered_from,
    )
