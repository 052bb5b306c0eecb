"""What a supervisor's board shows."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from fields.answer_fields import (
    AccountId,
    AgencyCode,
    AgencyName,
    Answer,
    Day,
    Instant,
    PersonName,
    PlaceNames,
)
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.vacancy import VacancyReason

Count = Annotated[int, Field(ge=0)]

_Ages = TypedDict("_Ages", {"from": Count, "to": Count | None})
_Days = TypedDict("_Days", {"from": Day, "to": Day})


class AgeBand(_Ages):
    """Working days from and to, both included; `to` is null for the oldest."""


class StageAges(Answer):
    """The open tasks of a stage, one number for each of the board's `ages`."""

    stage: Stage
    ages: list[Count]


class DueTasks(Answer):
    """Open tasks: overdue; due by the end of today and not overdue; due by the end of the week (Sunday) and
    not overdue, today included; and all."""

    overdue: Count
    today: Count
    week: Count
    open: Count


class LevelFigure(Answer):
    """Overdue tasks at an escalation level."""

    level: Count
    tasks: Count


class BoardPlace(PlaceNames, DueTasks):
    """An office of the team, with its role and unit; or an agency of the nation, null for the centre."""

    agency: AgencyCode | None
    owner_role: Role | None
    unit: str | None


class BoardOfficer(DueTasks):
    """Somebody in office in the team, and the tasks that name them. `done` counts reports of which they did a
    task in the time asked for, `median_working_days` is of those tasks; `quiet_working_days` says how many
    working days have passed since their last decision in that time, null if there is none."""

    officer: AccountId
    officer_name: PersonName
    owner_role: Role
    unit_name: str | None
    done: Count
    median_working_days: float | None
    quiet_working_days: Count | None


class VacantOffice(PlaceNames):
    """An office with open tasks that nobody will do."""

    agency: AgencyCode | None
    owner_role: Role
    unit: str | None
    reason: VacancyReason
    tasks: Count


class Away(Answer):
    """Who is away: vacant offices, and the tasks that name somebody who is no longer in office."""

    vacant: list[VacantOffice]
    left: Count


class PaceFigures(_Days, Answer):
    """In those days, both included: reports that came in and that were done. For one's own team these are
    reports of which it was given a task, or did one, with the median working days by task. For who reads
    every report they are figures: those received by the nation or forwarded to the agency, those closed, and
    the median working days of first answers."""

    opened: Count
    done: Count
    median_working_days: float | None


class LikeAgencies(Answer):
    """Medians over agencies of the same type (national, or of a province) with half to twice as many open
    tasks, nearest in size first, `most` at most. `agencies` is how many there are: below `least` there are no
    medians. `overdue_percent` is the share of open tasks that are overdue, `median_working_days` is of the
    tasks done; `own` is the board's agency."""

    agencies: Count
    least: Count
    most: Count
    own_overdue_percent: float | None
    overdue_percent: float | None
    own_median_working_days: float | None
    median_working_days: float | None


class AgencyLoad(Answer):
    """An agency's open tasks, its active accounts (`people`), and its pace in the time asked for: reports
    forwarded to it and closed, with the median working days of its first answers."""

    agency: AgencyCode
    agency_name: AgencyName | None
    people: Count
    open: Count
    open_per_person: Annotated[float | None, Field(ge=0, description="Null where nobody is in office")]
    opened: Count
    done: Count
    median_working_days: float | None


class Board(Answer):
    """The board of an agency, or (agency null) of the nation. Open tasks are of now, without postponed ones;
    the pace is of `weeks` whole weeks, the current one included, and of as many before."""

    as_of: Instant
    agency: AgencyCode | None
    agency_name: AgencyName | None
    today: Day
    week_ends: Day
    due: DueTasks
    postponed: Annotated[int, Field(ge=0, description="Open tasks that are postponed, in no other number")]
    ages: list[AgeBand]
    stages: list[StageAges]
    overdue_by_level: list[LevelFigure]
    places: list[BoardPlace]
    officers: list[BoardOfficer]
    loads: Annotated[
        list[AgencyLoad], Field(description="Of the nation: those with most open tasks, 200 at most")
    ]
    away: Away
    weeks: list[PaceFigures]
    now: PaceFigures
    before: PaceFigures
    like: LikeAgencies | None
