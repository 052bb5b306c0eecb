"""The few column types of the record, so that a table reads as a list of its fields.

`server_default` is what the database fills in: text is a literal, `now()` and the like are expressions.
"""

from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Identity, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field


def text(**rest: Any) -> Any:
    """A `text` column."""
    return _field(Text, **rest)


def instant(**rest: Any) -> Any:
    """A `timestamptz` column: an aware instant, to the microsecond."""
    return _field(DateTime(timezone=True), **rest)


def document(**rest: Any) -> Any:
    """A `jsonb` column."""
    return _field(JSONB, **rest)


def integer(**rest: Any) -> Any:
    """An `integer` column. As a primary key it is given by the writer, and no sequence."""
    return _field(Integer, autoincrement=False, **rest)


def bigint(**rest: Any) -> Any:
    """A `bigint` column. As a primary key it is given by the writer, and no sequence."""
    return _field(BigInteger, autoincrement=False, **rest)


def boolean(**rest: Any) -> Any:
    """A `boolean` column."""
    return _field(Boolean, **rest)


def identity(*, always: bool = False) -> Any:
    """A `bigint` primary key that the database counts up; with `always` no writer may give one."""
    return Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=[Identity(always=always)])


def _field(kind: Any, *, server_default: Any = None, autoincrement: Any = "auto", **rest: Any) -> Any:
    more = {"server_default": server_default, "autoincrement": autoincrement}
    return Field(sa_type=kind, sa_column_kwargs=more, **rest)
