"""Whom a change concerns. All is judged from memory: the change itself says who may read the report."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from records.directory.accounts import Account
from records.reports.changes import Change
from texts.timeline import WORDS
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Owner
from workflows.procedure.rules.office import holds_task, is_in_office
from workflows.procedure.rules.reading import ALL, NONE, readable_up_to

CHANGE_NO_TASK = {FactKind.NOTED}
"""Facts after which a worklist shows the same."""


class About(StrEnum):
    """What somebody looks at: their own tasks, their team's, the reports they may read, or one report."""

    TASKS = "tasks"
    TEAM = "team"
    REPORTS = "reports"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a page shows; `report` is set where it is one report."""

    about: About
    report: str | None = None


class Accounts(Protocol):
    """The directory, as far as it is asked here."""

    def account(self, id_: str) -> Account | None:
        """The account with that id, disabled or not."""

    def is_in_office(self, id_: str, owner: Owner) -> bool:
        """Whether the account is active and holds the owner's role in its agency and unit."""


def has_news(topic: Topic, actor: Actor, change: Change, accounts: Accounts) -> bool:
    """Whether the change has new facts that `actor` may read, or new tasks, of what the topic shows."""
    if change.first is None:
        return False
    match topic.about:
        case About.TASKS:
            return changes_tasks(change) and any(_is_mine(actor, each, accounts) for each in change.owners)
        case About.TEAM:
            return changes_tasks(change) and any(_is_teams(actor, each) for each in change.owners)
        case About.REPORTS:
            return may_learn(actor, change)
    return topic.report == change.report and may_learn(actor, change)


def has_presence(topic: Topic, actor: Actor, change: Change, accounts: Accounts) -> bool:
    """Whether the change is one of who works on the report that the topic shows, and `actor` is told of it:
    of claims all staff that may read the report as it is, of open pages only the same office."""
    if topic.report != change.report or actor.role is Role.REPORTER:
        return False
    if readable_up_to(actor, change.reach) != ALL:
        return False
    viewer = accounts.account(change.viewer) if change.viewer else None
    is_colleague = viewer is not None and viewer.id != actor.id and _office(viewer) == _place(actor)
    return change.is_claim or is_colleague


def may_learn(actor: Actor, change: Change) -> bool:
    """Whether `actor` may read the new facts, or could read the report until it went elsewhere by them. Of a
    reporter: whether these may have a line in their timeline."""
    if actor.role is Role.REPORTER:
        return actor.id == change.report and not change.kinds.isdisjoint(WORDS)
    until = readable_up_to(actor, change.reach)
    if until == ALL:
        return True
    if until != NONE:
        return change.first is not None and change.first <= until
    return change.before is not None and readable_up_to(actor, change.before) == ALL


def changes_tasks(change: Change) -> bool:
    """Whether a worklist may show something else after it."""
    return not change.kinds <= CHANGE_NO_TASK


def _is_mine(actor: Actor, owner: Owner, accounts: Accounts) -> bool:
    """As in the worklist: a named officer's task is everybody's of the office once they left it."""
    if not is_in_office(actor, owner):
        return False
    is_gone = owner.officer is not None and not accounts.is_in_office(owner.officer, owner)
    return holds_task(actor, owner, owner.officer if is_gone else None)


def _is_teams(actor: Actor, owner: Owner) -> bool:
    is_supervisor = actor.role is Role.SUPERVISOR
    return is_supervisor and owner.role is not Role.REPORTER and owner.agency == actor.agency


def _office(account: Account) -> tuple[str, str | None, str | None]:
    return account.role, account.agency, account.unit


def _place(actor: Actor) -> tuple[str, str | None, str | None]:
    return actor.role.value, actor.agency, actor.unit
