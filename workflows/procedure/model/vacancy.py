"""Vacancies: tasks that nobody in office can do."""

from dataclasses import dataclass
from enum import StrEnum

from workflows.procedure.model.enums import Role
from workflows.procedure.model.tasks import Owner


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
