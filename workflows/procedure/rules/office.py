"""Offices: who holds a role, where, and whether anybody does. Authority, worklists and letters ask here.

The directory's own form of the same rules, for lists and letters, is in `0014_vacancies.sql`.
"""

from dataclasses import dataclass
from enum import StrEnum

from workflows.procedure.model.case import Owner
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


class VacancyReason(StrEnum):
    """Why nobody will do a task; of several, the first applies."""

    AGENCY_INACTIVE = "agency_inactive"
    UNIT_INACTIVE = "unit_inactive"
    NOBODY_IN_OFFICE = "nobody_in_office"


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role in an agency and unit (null for the centre) that nobody holds, or that is inactive."""

    role: Role
    agency: str | None
    unit: str | None
    reason: VacancyReason

    def is_of(self, owner: Owner) -> bool:
        """Whether it is the vacancy of a task's owner."""
        return (self.role, self.agency, self.unit) == (owner.role, owner.agency, owner.unit)


@dataclass(frozen=True, slots=True)
class VacantTask:
    """A vacancy of an open task, as the record found it: its number in the record, and the instant at which
    it was found, in the form of facts."""

    number: int
    task: str
    vacancy: Vacancy
    found_at: str


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
    officer it is everybody's who is.
    """
    return is_in_office(person, owner) and owner.officer in (None, person.id, gone)
