"""Kinds of input: what a person is asked for in a field of a decision."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Input(StrEnum):
    """What a field takes. Decisions name it in a field's annotation where the type does not tell."""

    LINE = "line"
    """A text in one line."""
    TEXT = "text"
    """A text of several lines."""
    EMAIL = "email"
    """An e-mail address."""
    PHONE = "phone"
    """A telephone number, and what is written beside it."""
    REFERENCES = "references"
    """A list of texts, each in one line."""
    CHOICE = "choice"
    """One of the field's choices."""
    AGENCY = "agency"
    """An agency's code."""
    UNIT = "unit"
    """The code of a unit of the actor's agency."""
    OFFICER = "officer"
    """The account name of an officer who holds the role of the task's owner."""
    SUCCESSOR = "successor"
    """A unit or an officer, by the stage; never offered as such."""
    REPORT = "report"
    """Another report's tracking number."""
    CODE = "code"
    """A code of the actor's own."""
    DATE = "date"
    """A local date of whoever holds the report."""
    INSTANT = "instant"
    """An instant with its offset, only under a policy that counts seconds."""
    FLAG = "flag"
    """True or false."""
    NUMBER = "number"
    """A whole number."""
    RATING = "rating"
    """A whole number, the higher the better."""


@dataclass(frozen=True, slots=True)
class Length:
    """How many characters a text may have. In an annotation it checks values that have a `length`."""

    least: int
    most: int

    def check(self, value: Any) -> Any:
        """The value. Raises ValueError where it is too short or too long."""
        if value.length < self.least:
            raise ValueError(f"must have {self.least} or more characters")
        if value.length > self.most:
            raise ValueError(f"must have {self.most} or fewer characters")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))
