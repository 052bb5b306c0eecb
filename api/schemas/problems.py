"""Refusals: `application/problem+json` (RFC 9457)."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.common import ABSENT, Answer


class FieldError(Answer):
    """What is wrong with a field; never what was sent."""

    field: Annotated[str, Field(examples=["decision.unit"])]
    message: Annotated[str, Field(examples=["is missing"])]


class Problem(Answer):
    """Why something was refused; some codes have more fields."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    type: Annotated[str, Field(pattern="^urn:tuntas:problem:", examples=["urn:tuntas:problem:malformed"])]
    title: Annotated[str, Field(examples=["Unprocessable Content"])]
    status: Annotated[int, Field(examples=[422])]
    code: Annotated[str, Field(pattern="^[a-z_]+$", examples=["malformed"])]
    """Stable; what programs go by."""
    detail: Annotated[str, Field(examples=["Some fields can't be read."])]
    """For people."""
    errors: list[FieldError] = ABSENT
    """The fields at fault, of what is `malformed`."""
