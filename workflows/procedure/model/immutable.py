"""Changing what never changes: a copy of a frozen record with some fields other."""

from typing import Any, TypeVar

Record = TypeVar("Record")


def replace(record: Record, /, **changes: Any) -> Record:
    """A copy of a frozen, slotted dataclass with `changes`.

    What `dataclasses.replace` does, without running the constructor over all its fields: a fold does
    this a hundred times a report, and there it is six times as fast. Raises AttributeError for a field
    that does not exist.
    """
    kind = type(record)
    copy = object.__new__(kind)
    put = object.__setattr__
    for name in kind.__slots__:  # type: ignore[attr-defined]  # every record here has slots
        put(copy, name, getattr(record, name))
    for name, value in changes.items():
        put(copy, name, value)
    return copy
