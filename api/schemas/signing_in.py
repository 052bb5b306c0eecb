"""Signing in."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Answer
from workflows.procedure.words import Role


class Token(Answer):
    """A bearer token (OAuth2)."""

    access_token: Annotated[str, Field(examples=["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl"])]
    token_type: Literal["bearer"]
    expires_in: Annotated[int, Field(description="Seconds", examples=[28800])]
    role: Role
