"""Filters with several values as SQL conditions: what is asked for is one of them."""

from collections.abc import Mapping
from typing import Any


def filter_conditions(given: Mapping[str, Any], columns: Mapping[str, str]) -> list[str]:
    """A condition for each of `columns`, by the filter's name, of which `given` lists values."""
    return [_compare(column, name, given[name]) for name, column in columns.items() if name in given]


def _compare(column: str, name: str, values: list[Any]) -> str:
    """One value is compared with `=`: only so PostgreSQL reads on in the order of an index."""
    return f"{column} = %({name})s" if len(values) == 1 else f"{column} = any(%({name})s)"


def filter_params(given: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    """What these conditions name, beside whatever else is `given`."""
    return {name: value[0] if name in columns and len(value) == 1 else value for name, value in given.items()}
