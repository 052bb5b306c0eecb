"""Reading: how much of a report somebody may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.procedure.case import Case
from workflows.procedure.facts import Actor
from workflows.procedure.words import Role


@dataclass(frozen=True, slots=True)
class Left:
    """How an agency that declined a report left it: with its decline as fact, last disposed to which unit."""

    fact: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class Reach:
    """What decides who may read a report: where it is or was last, and how agencies that declined left it."""

    tracking_number: str
    agency: str | None
    unit: str | None
    declined: Mapping[str, Left]


ALL = -1
"""Every fact may be read."""
NONE = 0
"""To this reader the report does not exist."""


def reach(case: Case) -> Reach:
    """The Case's own."""
    declined = {each.agency: Left(each.fact, each.state["unit"]) for each in case.declined}
    return Reach(case.tracking_number, case.agency, case.unit, declined)


def watches_all(actor: Actor) -> bool:
    """Whether `actor` has an eye on all reports: the centre and auditors."""
    return actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR) or actor.is_centres_supervisor


def readable(actor: Actor, report: Reach) -> int:
    """Up to which fact number `actor` may read: ALL, NONE, or the fact of the agency's own decline."""
    if actor.role in (Role.NATIONAL_ADMIN, Role.AUDITOR, Role.SYSTEM):
        return ALL
    if actor.role is Role.REPORTER:
        return ALL if actor.id == report.tracking_number else NONE
    if actor.agency is None:
        return ALL if actor.role is Role.SUPERVISOR else NONE
    left = report.declined.get(actor.agency)
    if actor.role is Role.LIAISON_OFFICER and actor.unit != (left.unit if left else report.unit):
        return NONE
    if left:
        return left.fact
    return ALL if actor.agency == report.agency else NONE
