"""Tasks and their owners."""

from dataclasses import dataclass
from datetime import datetime

from workflows.procedure.model.enums import Role, Stage


@dataclass(frozen=True, slots=True)
class Owner:
    """Who must act on a task: a role in an agency and unit, after a reassignment one officer of that role."""

    role: Role
    agency: str | None = None
    unit: str | None = None
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One human task; it ends exactly when stage, unit or owner changes. `fact` opened it.

    `served_by` is the owner; of a reporter's task, the last owner among staff.
    """

    id: str
    sequence: int
    stage: Stage
    owner: Owner
    served_by: Owner
    opened_at: datetime
    fact: int


@dataclass(frozen=True, slots=True)
class EndedTask:
    """A task that is over, with who ended it, when, and by what."""

    task: Task
    by: str
    at: datetime
    kind: str
    fact: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A stage with its owner: where a report comes back to."""

    stage: Stage
    owner: Owner


CENTRE = Owner(Role.NATIONAL_ADMIN)


REPORTER = Owner(Role.REPORTER)


def at_agency(agency: str) -> Owner:
    """The agency's admins."""
    return Owner(Role.AGENCY_ADMIN, agency)


def at_unit(agency: str, unit: str) -> Owner:
    """The liaison officers of a unit."""
    return Owner(Role.LIAISON_OFFICER, agency, unit)


def supervisor_of(agency: str | None) -> Owner:
    """The supervisors of an agency, or of the centre."""
    return Owner(Role.SUPERVISOR, agency)
