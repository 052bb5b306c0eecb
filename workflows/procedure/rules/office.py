"""Offices: who holds a role and where, and whose a task is. Authority, worklists and letters use it.

The directory's own form of the same rules, for lists and letters, is in `0014_vacancies.sql`.
"""

from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Owner


def is_in_office(person: Actor, owner: Owner) -> bool:
    """Whether `person`, whose account is active, holds the owner's role in its agency and unit."""
    return (
        person.role is owner.role
        and person.agency == owner.agency
        and (owner.role is not Role.LIAISON_OFFICER or person.unit == owner.unit)
    )


def holds_task(person: Actor, owner: Owner, gone: str | None = None) -> bool:
    """Whether a task of `owner` is the person's to do.

    An officer named by a reassignment holds it alone, but only while in office: where `gone` names that
    officer, everybody in office holds it (ADR 16).
    """
    return is_in_office(person, owner) and owner.officer in (None, person.id, gone)
