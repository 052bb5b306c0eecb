"""Pages: a list's next part begins where the last one ended, however long the list is."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Generic, TypeVar

from workflows.procedure.model import instants

Item = TypeVar("Item")
LARGEST = 2**63 - 1
"""What PostgreSQL takes for a bigint."""


class BadCursor(ValueError):
    """The cursor was made by none of our lists."""


class WrongCursor(ValueError):
    """The cursor is of another list, or of this one as it was asked for otherwise."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the cursor of the page after them; null on the last one."""

    items: list[Item]
    next: str | None


@dataclass(frozen=True, slots=True)
class Cursors:
    """The cursors of one list: each says which list it is of, so that no other one takes it."""

    tag: str

    @classmethod
    def of(cls, name: str, *asked: Any) -> "Cursors":
        """Those of the list of that name, with all that was asked of it: filters, and whose list it is where
        readers have different ones."""
        told = json.dumps([name, *asked], default=str, sort_keys=True)
        return cls(urlsafe_b64encode(sha256(told.encode()).digest()[:9]).decode())

    def page(self, found: Sequence[Item], limit: int, key: Callable[[Item], list[Any]]) -> Page[Item]:
        """The first `limit` of what was found; `found` has one more where there is a next page."""
        items = list(found[:limit])
        return Page(items, self.written(key(items[-1])) if len(found) > limit else None)

    def written(self, key: list[Any]) -> str:
        """A cursor, opaque to whoever is given it."""
        return urlsafe_b64encode(json.dumps([self.tag, *key]).encode()).decode().rstrip("=")

    def read(self, cursor: str, *types: type) -> list[Any]:
        """The key behind `cursor`, of these types. Raises BadCursor or WrongCursor."""
        try:
            told: list[Any] = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            tag, *key = told
        except (ValueError, TypeError, RecursionError):
            raise BadCursor from None
        if not isinstance(tag, str) or not all(map(_is_plain, key)):
            raise BadCursor
        if tag != self.tag:
            raise WrongCursor
        if [type(part) for part in key] != list(types):
            raise BadCursor
        return key


def _is_plain(part: Any) -> bool:
    """Whether PostgreSQL could have given it: a whole number that is not negative, or text without NUL and
    lone surrogates."""
    if isinstance(part, str):
        return not any(each == "\0" or "\ud800" <= each <= "\udfff" for each in part)
    return type(part) is int and 0 <= part <= LARGEST


def parse_instant(text: str) -> datetime:
    """The instant in a cursor. Raises BadCursor."""
    try:
        return instants.parse_instant(text)
    except ValueError:
        raise BadCursor from None
