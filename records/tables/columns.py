"""The few column types of the record, so that a table reads as a list of its fields."""

from typing import Any

from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def text(**rest: Any) -> Any:
    """A `text` column."""
    return Field(sa_type=Text, **rest)


def instant(**rest: Any) -> Any:
    """A `timestamptz` column: an aware instant, to the microsecond."""
    return Field(sa_type=DateTime(timezone=True), **rest)


def document(**rest: Any) -> Any:
    """A `jsonb` column."""
    return Field(sa_type=JSONB, **rest)
