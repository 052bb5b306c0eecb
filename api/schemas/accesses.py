"""Who looked at what."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Actor
from evidence.accesses.access_log import AccessAct
from fields.answer_fields import (
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
from workflows.procedure.model.enums import Role


class Access(Answer):
    """An entry of the access ledger."""

    index: Annotated[int, Field(ge=1)]
    at: Instant
    actor: Actor
    actor_name: PersonName | None
    agency_name: AgencyName | None
    unit_name: UnitName | None
    act: AccessAct
    reports: list[TrackingNumber]
    reason: Annotated[str, Field(examples=["Pemeriksaan triwulan"])] | None
    previous: Digest
    digest: Digest
    withheld: list[str]
    """`reason`, where it is not yours to read."""


class Accesses(Page):
    """Entries, the latest first."""

    items: list[Access]


class ToldAccess(Answer):
    """An entry as the report's reporter is told of it."""

    at: Instant
    act: AccessAct
    role: Role
    agency: AgencyCode | None
    agency_name: AgencyName | None


class ReportAccesses(Page):
    """Entries of one report, the latest first: in full, or for its reporter."""

    items: list[Access | ToldAccess]
