"""Who looked at what."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import (
    Actor,
    AgencyCode,
    AgencyName,
    Answer,
    Digest,
    Instant,
    Page,
    PersonName,
    TrackingNumber,
    UnitName,
)
from evidence.accesses.access_log import Act
from workflows.procedure.model.enums import Role


class Access(Answer):
    """An entry of the access ledger."""

    index: Annotated[int, Field(ge=1)]
    at: Instant
    actor: Actor
    actor_name: PersonName | None
    agency_name: AgencyName | None
    unit_name: UnitName | None
    act: Act
    reports: list[TrackingNumber]
    reason: Annotated[str, Field(examples=["Pemeriksaan triwulan"])] | None
    previous: Digest
    digest: Digest
    withheld: list[str]
    """`reason`, where it is not yours to read."""


class Accesses(Page[Access]):
    """Entries, the latest first."""


class ToldAccess(Answer):
    """An entry as the report's reporter is told of it."""

    at: Instant
    act: Act
    role: Role
    agency: AgencyCode | None
    agency_name: AgencyName | None


class ReportAccesses(Page[Access | ToldAccess]):
    """Entries of one report, the latest first: in full, or for its reporter."""
