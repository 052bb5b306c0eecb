"""Answers in one written form: equal ones are equal to the byte, and what people look for stands first."""

import json
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from fastapi.responses import JSONResponse, Response

from evidence.ledger.canonical_model import CanonicalModel

LEADING = (
    "tracking_number",
    "pin",
    "number",
    "id",
    "name",
    "instance",
    "at",
    "kind",
    "stage",
    "task",
    "due_on",
)
"""What comes first in an object, in this order; the rest follows by name."""
PLAIN = (str, int, float, type(None))
_RANK = {name: rank for rank, name in enumerate(LEADING)}


Content = TypeVar("Content")
Signed = TypeVar("Signed", bound=CanonicalModel)


class JsonAnswer(JSONResponse, Generic[Content]):
    """JSON with its names in order: what the record gives back has lost the order it was written in.

    `Json[Model]` as a route's return type has mypy hold the content against the model."""

    def __init__(
        self, content: Content, status_code: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(content, status_code, headers)

    def render(self, content: Any) -> bytes:
        """The bytes."""
        text = json.dumps(order_names(content), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()


def order_names(value: Any) -> Any:
    """`value` with the names of each object in order; the ledger's forms are objects too."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (_RANK.get(name, len(_RANK)), name))
        return {name: order_names(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [order_names(each) for each in value]
    return order_names(value.wire()) if isinstance(value, CanonicalModel) else value


class CanonicalAnswer(Response, Generic[Signed]):
    """JSON in its RFC 8785 form: what was signed, or is verified, to the byte."""

    media_type = "application/json"

    def __init__(self, content: Signed, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(content, headers=headers)

    def render(self, content: CanonicalModel) -> bytes:
        """The bytes."""
        return content.canonical()
