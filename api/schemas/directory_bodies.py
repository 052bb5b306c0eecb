"""What programs send of agencies, units and accounts. The rules for each field are those of a file's line."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from calendars.regions import NATIONAL
from workflows.procedure.model.enums import Role


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Annotated[str, Field(max_length=200)]
    active: Annotated[bool | None, Field(description="Left out: as it is, and active if new")] = None


class AgencyEntry(_Entry):
    """An agency."""

    region: Annotated[str, Field(examples=[NATIONAL, "ID-JB"])]
    approval: Annotated[
        bool | None, Field(description="Final answers need the supervisor's approval; left out: as it is")
    ] = None


class UnitEntry(_Entry):
    """A unit of an agency."""


class AccountEntry(_Entry):
    """An account."""

    role: Role
    agency: str | None = None
    unit: str | None = None
    email: Annotated[str | None, Field(description="Left out: as it is; null: none")] = None
