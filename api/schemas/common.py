"""What several answers have in common: written forms, actors, clocks, pages."""

from datetime import date
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from workflows.procedure.model.enums import ClockName, Role, Unit
from workflows.procedure.rules.office import Reason

Item = TypeVar("Item")


def drop_default(schema: dict[str, Any]) -> None:
    """A field that is left out has no default on the wire."""
    schema.pop("default", None)


ABSENT: Any = Field(default=None, json_schema_extra=drop_default)
"""The value of a field that some answers leave out."""

Instant = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
        description="An instant in UTC",
        examples=["2026-11-27T17:00:00.000000Z"],
    ),
]
Day = Annotated[date, Field(description="A local day", examples=["2026-11-27"])]
TrackingNumber = Annotated[str, Field(description="A report's number", examples=["8KD2-TJZP-XGEP-D"])]
TaskId = Annotated[str, Field(description="Number and sequence of a task", examples=["8KD2-TJZP-XGEP-D-2"])]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="Hex SHA-256", examples=["5f" * 32])]
AgencyCode = Annotated[str, Field(description="An agency's code", examples=["pemprov-aceh"])]
AgencyName = Annotated[str, Field(examples=["Pemerintah Provinsi Aceh"])]
UnitCode = Annotated[str, Field(description="A unit's code within its agency", examples=["layanan"])]
UnitName = Annotated[str, Field(examples=["Dinas Pelayanan Terpadu"])]
PersonName = Annotated[str, Field(examples=["Cut Nurhaliza"])]
Telephone = Annotated[str, Field(description="In E.164", examples=["+6281234567890"])]
PhoneNote = Annotated[str, Field(description="What was written beside the number", examples=["WA"])]
AccountId = Annotated[str, Field(description="An account's opaque id", examples=["a-3f9c2b"])]
RegionCode = Annotated[str, Field(description="ID, or an ISO 3166-2 code", examples=["ID-AC"])]
Zone = Annotated[str, Field(description="An IANA time zone", examples=["Asia/Jakarta"])]
DecreeNumber = Annotated[str, Field(examples=["SKB 12/2026"])]
Category = Annotated[str, Field(examples=["infrastruktur"])]
Title = Annotated[str, Field(examples=["Lampu jalan padam"])]
Words = Annotated[str, Field(examples=["Sudah dua minggu lampu jalan di depan SD 3 padam."])]
Cursor = Annotated[str, Field(description="Give it back as `after`", examples=["WyJrN2tVSmQ4WnMyUG8iLDQyXQ"])]


class Answer(BaseModel):
    """A JSON object that the API answers, or a part of one."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class Page(Answer, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next: Cursor | None
    """The cursor of the next part; null on the last one."""


class Phrase(Answer):
    """The same in Indonesian and English, or in the one that was asked for."""

    id: Annotated[str, Field(examples=["Tenggat penyelesaian adalah 14 hari kerja."])] = ABSENT
    en: Annotated[str, Field(examples=["The time for settlement is 14 working days."])] = ABSENT


class Actor(Answer):
    """Whoever acted. What does not apply is left out."""

    role: Role
    id: AccountId
    agency: AgencyCode = ABSENT
    unit: UnitCode = ABSENT


class Place(Answer):
    """Agency and unit, null for the centre and the agency itself, with their names."""

    agency: AgencyCode | None
    agency_name: AgencyName | None
    unit: UnitCode | None
    unit_name: UnitName | None


class OpenTask(Answer):
    """The task that the report's stage is."""

    id: TaskId
    owner_role: Role
    agency: AgencyCode | None
    unit: UnitCode | None
    officer: AccountId | None
    """The one officer whose task it is; null where it is everybody's of the role."""
    opened_at: Instant


class NamedTask(OpenTask):
    """The same with the officer's name, and, of a report as it is now, whether anybody is left to do it."""

    officer_name: PersonName | None
    officer_gone: bool = ABSENT
    """Whether the officer holds that office no more, so that the task is everybody's of the role."""
    vacancy: Reason | None = ABSENT
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


class Alarm(Answer):
    """What somebody has to see to before calendars run out."""

    code: str
    message: str
    calendars: list[RegionCode]
    last: Day | None
    year: int | None
