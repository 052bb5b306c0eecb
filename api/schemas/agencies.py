"""Agencies with their units, and who one is."""

from typing import Annotated

from pydantic import Field

from fields.answer_fields import (
    AccountId,
    AgencyCode,
    AgencyName,
    Answer,
    Page,
    PersonName,
    PlaceNames,
    RegionCode,
    UnitCode,
    UnitName,
    Zone,
)
from workflows.procedure.model.enums import Role


class ListedUnit(Answer):
    """A unit of an agency. An inactive one is sent nothing more."""

    code: UnitCode
    name: UnitName
    active: bool


class ListedAgency(Answer):
    """An agency. An inactive one is sent nothing more, but older reports name it."""

    code: AgencyCode
    name: AgencyName
    former_names: list[AgencyName]
    """What it was called before, the last first."""
    region: RegionCode
    region_name: Annotated[str, Field(examples=["Aceh"])]
    zone: Zone
    active: bool
    units: list[ListedUnit]
    """By their codes, inactive ones too."""


class Agencies(Page):
    """Agencies by their codes."""

    items: list[ListedAgency]


class Me(PlaceNames):
    """The account that the request is made by. Agency and unit are null for the centre and the agency
    itself."""

    id: AccountId
    username: Annotated[str, Field(examples=["admin.pemprov-aceh"])]
    name: PersonName
    email: str | None
    role: Role
    agency: AgencyCode | None
    unit: UnitCode | None
    region: RegionCode
    zone: Zone
    """In which due days of this office end."""
    must_change_password: bool
    """Whether everything but `POST /v1/password` is refused until the one-time password is changed."""
