"""Acts that rename, merge or abolish an agency or a unit: as programs send them, and how far they are."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from calendars.decrees import Number
from fields.answer_fields import Page
from records.directory.csv_lines import Name
from records.successions.acts import Kind
from records.successions.answers import ProgressAnswer, TransferAnswer
from workflows.procedure.model.decisions import Code


class PlannedSuccession(BaseModel):
    """An act about `agency`, or about its `unit`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: Kind
    number: Annotated[Number, Field(description="The act's number, with the article where it says several")]
    effective_on: Annotated[date, Field(description="From when it holds; no day that is still to come")]
    agency: Code
    unit: Code | None = None
    into: Annotated[
        Code | None,
        Field(
            description="To `merge`: the agency that takes over, or with `unit` another unit of the agency"
        ),
    ] = None
    units: Annotated[
        dict[Code, Code | None],
        Field(
            description="To `merge` an agency: whose unit's place which unit takes. One that is not named, "
            "or null, has no successor: its reports go to the admin of the agency that takes over"
        ),
    ] = {}
    name: Annotated[Name | None, Field(description="To `rename`: what it is called from now on")] = None


class NewSuccession(PlannedSuccession):
    """An act, and what its preview said."""

    expected: Annotated[
        str,
        Field(
            pattern="^[0-9a-f]{64}$",
            description="The digest of its preview: it is done as previewed, else 409",
        ),
    ]


class Successions(Page):
    """Acts, the newest first."""

    items: list[ProgressAnswer]


class ShownSuccession(ProgressAnswer):
    """An act."""

    reasons: dict[str, int]
    """Why reports could not be reached so far: how many, by reason."""


class TransferredReports(Page):
    """Reports of an act, by number."""

    items: list[TransferAnswer]
