"""The policy in force for new reports: its limits in words, and its categories."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Phrase
from fields.answer_fields import Answer, Category, Day, Page
from texts.policy_limits import CountedUnit
from texts.policy_sources import Basis
from workflows.procedure.model.enums import Unit


class NamedCategory(Answer):
    """A category that a report may have. `code` is what `category` of a report takes."""

    code: Category
    name: Phrase


class Categories(Page):
    """All of them, on one page, in the policy's order."""

    items: list[NamedCategory]


class LimitSource(Answer):
    """Where a number comes from."""

    basis: Annotated[
        Basis,
        Field(
            description="An act; a regulation; what the national service publishes of its practice; a choice "
            "of this product, where the rules have no number; `policy`: only the policy as a whole names one"
        ),
    ]
    confirmed: Annotated[
        bool,
        Field(
            description="Whether official or several independent texts agree. Otherwise compare it with the "
            "text before you rely on it."
        ),
    ]
    reference: Annotated[str | None, Field(examples=["PermenPANRB 62/2018, chapter VI"])]
    note: Phrase


class PolicyLimit(Answer):
    """One number of the policy."""

    name: Annotated[str, Field(examples=["settlement.complaint"])]
    """Its place in the policy."""
    number: Annotated[int, Field(examples=[14])]
    """A rung of a ladder counts from the due instant, and before it is negative."""
    unit: CountedUnit
    text: Phrase
    """The number in a sentence."""
    source: LimitSource


class OfficeHours(Answer):
    """When letters to staff leave, on working days, in local time."""

    opens: Annotated[str, Field(examples=["08:00"])]
    closes: Annotated[str, Field(examples=["16:00"])]
    text: Phrase
    source: LimitSource


class PolicyInForce(Answer):
    """The policy that new reports begin under. An open report keeps the one that it began under: its state
    names it."""

    name: Annotated[str, Field(examples=["default"])]
    version: Annotated[str, Field(examples=["2018.2"])]
    issued_on: Day
    source: Annotated[str, Field(description="What the policy as a whole rests on")]
    unit: Unit
    limits: list[PolicyLimit]
    office_hours: OfficeHours | None
    """Null where letters leave at any hour."""
