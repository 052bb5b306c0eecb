"""What several answers have in common: written forms, actors, clocks, pages."""

from typing import Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from fields.answer_fields import (
    AccountId,
    AgencyCode,
    Answer,
    Day,
    Instant,
    PersonName,
    PlaceNames,
    RegionCode,
    TaskId,
    UnitCode,
)
from texts.formats import InBoth
from workflows.procedure.model.enums import ClockName, ReportClass, Role, Unit
from workflows.procedure.model.vacancy import VacancyReason

Classified = TypedDict("Classified", {"class": ReportClass})
"""What has a report's class, which a class statement can't name."""


class Phrase(Answer):
    """The same in Indonesian and English, or in the one that was asked for."""

    id: NotRequired[Annotated[str, Field(examples=["Tenggat penyelesaian adalah 14 hari kerja."])]]
    en: NotRequired[Annotated[str, Field(examples=["The time for settlement is 14 working days."])]]


def phrase(text: InBoth) -> Phrase:
    """The text in both languages."""
    return {"id": text["id"], "en": text["en"]}


class Actor(Answer):
    """Whoever acted. What does not apply is left out."""

    role: Role
    id: AccountId
    agency: NotRequired[AgencyCode]
    unit: NotRequired[UnitCode]


class Place(PlaceNames):
    """Agency and unit, null for the centre and the agency itself, with their names."""

    agency: AgencyCode | None
    unit: UnitCode | None


class OpenTask(Answer):
    """The task that the report's stage is."""

    id: TaskId
    owner_role: Role
    agency: AgencyCode | None
    unit: UnitCode | None
    officer: Annotated[
        AccountId | None,
        Field(description="The one officer whose task it is; null where it is everybody's of the role"),
    ]
    opened_at: Instant


class Officer(Answer):
    """Who is to do an open task, and whether anybody is left to do it."""

    officer_name: PersonName | None
    officer_gone: Annotated[
        bool,
        Field(
            description="Whether the officer holds that office no more: the task is everybody's of the role"
        ),
    ]
    vacancy: Annotated[
        VacancyReason | None, Field(description="Why nobody will do it; null where somebody will")
    ]


class NamedTask(OpenTask):
    """The same with the officer's name, and, of a report as it is now, whether anybody is left to do it."""

    officer_name: PersonName | None
    officer_gone: NotRequired[bool]
    """Whether the officer holds that office no more, so that the task is everybody's of the role."""
    vacancy: NotRequired[VacancyReason | None]
    """Why nobody will do it; null where somebody will."""


class Clock(Answer):
    """One running or stopped clock."""

    name: ClockName
    instance: Annotated[int, Field(ge=1)]
    budget: int
    """With its extensions."""
    unit: Unit
    started_at: Instant
    due_at: Instant
    """Exclusive: 24:00 local of `due_on`."""
    due_on: Day
    paused: bool
    lapsed: bool
    stopped_at: Instant | None


class CalendarVersion(Answer):
    """Which version of which calendar."""

    region: RegionCode
    version: int
