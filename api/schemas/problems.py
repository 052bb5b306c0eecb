"""Refusals: `application/problem+json` (RFC 9457)."""

from typing import Annotated, NotRequired

from pydantic import ConfigDict, Field, with_config

from fields.answer_fields import Answer


class FieldError(Answer):
    """What is wrong with a field; never what was sent."""

    field: Annotated[str, Field(examples=["decision.unit"])]
    message: Annotated[str, Field(examples=["is missing"])]


@with_config(ConfigDict(extra="allow", use_attribute_docstrings=True))
class Problem(Answer):
    """Why something was refused; some codes have more fields."""

    type: Annotated[str, Field(pattern="^urn:tuntas:problem:", examples=["urn:tuntas:problem:malformed"])]
    title: Annotated[str, Field(examples=["Unprocessable Content"])]
    status: Annotated[int, Field(examples=[422])]
    code: Annotated[str, Field(pattern="^[a-z_]+$", examples=["malformed"])]
    """Stable; what programs go by."""
    detail: Annotated[str, Field(examples=["Some fields can't be read."])]
    """For people."""
    errors: NotRequired[list[FieldError]]
    """The fields at fault, of what is `malformed`."""
