"""Authority: who may decide what, by the stage and owner of the task that the request names."""

from workflows.procedure.model.enums import REPORTER_STAGES, STAFF_STAGES, Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Task
from workflows.procedure.rules.office import holds_task, is_in_office

OWNER_DECISIONS: dict[Stage, frozenset[str]] = {
    Stage.CENTRAL_VERIFICATION: frozenset(
        {"forward", "ask_reporter", "postpone", "merge", "archive", "correct"}
    ),
    Stage.AGENCY_VERIFICATION: frozenset(
        {"dispose", "respond", "decline", "ask_reporter", "archive", "extend", "correct"}
    ),
    Stage.FOLLOW_UP: frozenset({"respond", "return_to_agency", "ask_reporter", "extend"}),
    Stage.APPROVAL: frozenset({"approve", "revise", "extend"}),
    Stage.AWAITING_REPORTER: frozenset({"complete"}),
    Stage.REPORTER_REPLY: frozenset({"confirm", "reply", "dispute"}),
    Stage.MERGED: frozenset(),
    Stage.CLOSED: frozenset(),
}
"""By stage, the decisions of the task's owner."""

SUPERVISOR_DECISIONS: dict[Stage, frozenset[str]] = {
    **{stage: frozenset({"nudge", "extend", "allow_question", "reassign"}) for stage in STAFF_STAGES},
    **{stage: frozenset({"nudge"}) for stage in REPORTER_STAGES},
}
"""By stage, the decisions of the owner's supervisor; in the reporter's stages, of the last staff owner's."""

CENTRE_DECISIONS: dict[Stage, frozenset[str]] = {
    stage: frozenset({"recall"}) for stage in (Stage.AGENCY_VERIFICATION, Stage.FOLLOW_UP, Stage.APPROVAL)
}
"""By stage, the decisions of the national admin on a task that an agency has."""

HOLDERS_STAFF_DECISIONS: dict[Stage, frozenset[str]] = {
    stage: frozenset({"note"}) for stage in STAFF_STAGES | REPORTER_STAGES
}
"""By stage, the decisions of everybody who works on the report: see `works_on`."""

REPORTER_ANYTIME: dict[Stage, frozenset[str]] = {
    **{
        stage: frozenset({"withdraw", "remark", "correct_contact"})
        for stage in STAFF_STAGES | REPORTER_STAGES
    },
    Stage.MERGED: frozenset({"withdraw", "remark", "correct_contact", "dispute"}),
    Stage.CLOSED: frozenset({"reopen"}),
}
"""By stage, the decisions of the reporter that name no task."""

TASKLESS_STAFF: dict[Stage, frozenset[str]] = {Stage.MERGED: frozenset({"split"})}
"""By stage, the decisions of the national admin that name no task."""

NEED_NO_TASK = frozenset[str]().union(*REPORTER_ANYTIME.values(), *TASKLESS_STAFF.values())
"""The decisions that need no task in some stage."""


def may_on_task(actor: Actor, task: Task, kind: str, gone: str | None = None) -> bool:
    """Whether `actor` may make a decision of that kind on the task. `gone` is the id of an officer who has
    left the owner's office."""
    if kind in OWNER_DECISIONS[task.stage] and holds_task(actor, task.owner, gone):
        return True
    if kind in HOLDERS_STAFF_DECISIONS.get(task.stage, ()):
        return works_on(actor, task)
    if actor.role is Role.REPORTER:
        return kind in REPORTER_ANYTIME[task.stage]
    if actor.role is Role.NATIONAL_ADMIN:
        return task.owner.agency is not None and kind in CENTRE_DECISIONS.get(task.stage, ())
    return (
        kind in SUPERVISOR_DECISIONS[task.stage]
        and actor.role is Role.SUPERVISOR
        and actor.agency == task.served_by.agency
    )


def works_on(actor: Actor, task: Task) -> bool:
    """Whether `actor` is staff of the agency that has the task, or of the centre, which has an eye on all
    tasks. Which reports a liaison officer reads is judged before (`reading.py`)."""
    if actor.role is Role.NATIONAL_ADMIN or actor.is_centres_supervisor:
        return True
    is_agencys = actor.role in (Role.AGENCY_ADMIN, Role.LIAISON_OFFICER, Role.SUPERVISOR)
    return is_agencys and actor.agency is not None and actor.agency == task.served_by.agency


def may_without_task(actor: Actor, stage: Stage, kind: str) -> bool:
    """Whether `actor` may make a decision of that kind in `stage` without naming a task."""
    if kind == "open_identity":
        return actor.role is Role.NATIONAL_ADMIN
    if actor.role is Role.NATIONAL_ADMIN:
        return kind in TASKLESS_STAFF.get(stage, ())
    return actor.role is Role.REPORTER and kind in REPORTER_ANYTIME[stage]


def find_sole_officer(actor: Actor, task: Task, kind: str) -> str | None:
    """The officer named by a reassignment, if only that keeps `actor` from the decision; else null."""
    named = task.owner.officer
    if named is None or named == actor.id or kind not in OWNER_DECISIONS[task.stage]:
        return None
    return named if is_in_office(actor, task.owner) else None
