"""Pages: a list's next part begins where the last one ended, however long the list is."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from workflows.procedure import instants

Item = TypeVar("Item")


class BadCursor(ValueError):
    """The cursor wasn't made by this list."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the cursor of the page after them; null on the last one."""

    items: list[Item]
    next: str | None


def page(found: Sequence[Item], limit: int, key: Callable[[Item], list[Any]]) -> Page[Item]:
    """The first `limit` of what was found; `found` has one more where there is a next page."""
    items = list(found[:limit])
    return Page(items, written(key(items[-1])) if len(found) > limit else None)


def instant(text: str) -> datetime:
    """The instant in a cursor. Raises BadCursor."""
    try:
        return instants.read(text)
    except ValueError:
        raise BadCursor from None


def written(key: list[Any]) -> str:
    """A cursor, opaque to whoever is given it."""
    return urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


def read(cursor: str, *types: type) -> list[Any]:
    """The key behind `cursor`, of these types. Raises BadCursor."""
    try:
        key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise BadCursor from None
    if not isinstance(key, list) or [type(part) for part in key] != list(types):
        raise BadCursor
    return key
