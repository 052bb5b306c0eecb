"""Answers in one written form: equal ones are equal to the byte, and what people look for stands first."""

import json
from typing import Any

from fastapi.responses import JSONResponse, Response

from evidence.ledger.forms import Form

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
_RANK = {name: rank for rank, name in enumerate(LEADING)}


class Json(JSONResponse):
    """JSON with its names in order: what the record gives back has lost the order it was written in."""

    def render(self, content: Any) -> bytes:
        """The bytes."""
        text = json.dumps(order_names(content), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return text.encode()


def order_names(value: Any) -> Any:
    """`value` with the names of each object in order."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: (_RANK.get(name, len(_RANK)), name))
        return {name: order_names(value[name]) for name in names}
    if isinstance(value, list | tuple):
        return [order_names(each) for each in value]
    return value


class Canonical(Response):
    """JSON in its RFC 8785 form: what was signed, or is verified, to the byte."""

    media_type = "application/json"

    def render(self, content: Form) -> bytes:
        """The bytes."""
        return content.canonical()
