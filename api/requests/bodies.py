"""Request bodies: read by hand, since who may ask is judged before what they sent."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

import rfc8785
from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from api.answers.problems import Malformed
from fields.errors import field_errors
from fields.tracking_numbers import keyed

MOST_FIELDS = 2000
"""Of one form."""
Body = TypeVar("Body", bound=BaseModel)


class Unreadable(Malformed):
    """The body is no JSON object at all."""

    def __init__(self, message: str) -> None:
        super().__init__([{"field": "", "message": message}], "The body can't be read as JSON.")


async def read_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises Unreadable."""
    raw = await request.body()
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unreadable("must be JSON in UTF-8") from None
    if not isinstance(value, dict):
        raise Unreadable("must be a JSON object")
    return value


def parse_body(model: type[Body], body: Mapping[str, Any]) -> Body:
    """What was sent, as `model` has it. Raises Malformed, which names each field at fault."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise Malformed(field_errors(error.errors(include_url=False, include_input=False))) from None


async def read_form_fields(request: Request) -> FormData:
    """The fields of a form as our pages send it. Raises HTTPException with 400 for a form in parts, whose
    sender chooses the encoding and can add files, and for one with too many fields."""
    if request.headers.get("Content-Type", "").strip().lower().startswith("multipart/"):
        raise HTTPException(400)
    return await request.form(max_fields=MOST_FIELDS)


def _refuse_constant(_name: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def content_hmac(secret: bytes, value: Any) -> str:
    """The hex HMAC of `value`'s canonical form: two bodies with the same one say the same."""
    try:
        canonical = rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        raise Unreadable("a number in it is out of range") from None
    return keyed(secret, "content", canonical.decode()).hex()
