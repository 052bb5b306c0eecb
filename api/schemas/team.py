"""What a team has to do."""

from fields.answer_fields import AccountId, Answer, PersonName, UnitCode, UnitName
from workflows.procedure.model.enums import Role
from workflows.procedure.model.vacancy import VacancyReason


class TaskFigures(Answer):
    """How many tasks are open, postponed ones apart; of the open ones how many are overdue, how many are due
    by the end of today and not overdue, and how many are escalated."""

    open: int
    overdue: int
    due_today: int
    escalated: int
    postponed: int


class TeamOfficer(TaskFigures):
    """Somebody in office, with the tasks that name them. `claims`: on how many reports they say that they
    work now."""

    officer: AccountId
    officer_name: PersonName
    claims: int


class TeamOffice(TaskFigures):
    """All tasks of one role in one unit (null: of the agency itself, or the centre)."""

    owner_role: Role
    unit: UnitCode | None
    unit_name: UnitName | None
    vacancy: VacancyReason | None
    """Why nobody will do them; null where somebody is in office."""
    nobody_named: TaskFigures
    """Those that name nobody in office: they are everybody's of the office."""
    officers: list[TeamOfficer]


class Team(Answer):
    """The offices of an agency, or of the centre: units first."""

    items: list[TeamOffice]
