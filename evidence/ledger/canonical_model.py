"""What leaves the ledger has one written form: strict models, and their RFC 8785 bytes. Pure."""

from typing import Annotated, Any, Self

import rfc8785
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from evidence import canonical_json
from evidence.canonical_json import NotCanonical
from workflows.procedure.model import instants

LARGEST = 2**53 - 1
"""The largest integer that RFC 8785 writes."""

Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$"), Field(examples=["5f" * 32])]
"""32 bytes in lower-case hex."""
Signature = Annotated[
    str, StringConstraints(pattern="^[A-Za-z0-9_-]{85}[AQgw]$"), Field(examples=["x" * 85 + "A"])
]
"""64 bytes in base64url without padding; four characters are all that 64 bytes can end with."""
Count = Annotated[int, Field(ge=0, le=LARGEST)]


def _written_instant(value: str) -> str:
    if instants.format_instant(instants.parse_instant(value)) != value:
        raise ValueError("must be an instant in its written form")
    return value


Instant = Annotated[str, AfterValidator(_written_instant), Field(examples=["2026-11-27T17:00:00.000000Z"])]
"""UTC, `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""


class CanonicalModel(BaseModel):
    """Something with one written form: all its fields and no others, each of its exact type and length."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", hide_input_in_errors=True)

    def wire(self) -> dict[str, Any]:
        """The fields, as JSON has them."""
        return self.model_dump(mode="json")

    def canonical(self) -> bytes:
        """The one written form (RFC 8785)."""
        return rfc8785.dumps(self.wire())

    @classmethod
    def read(cls, content: bytes) -> Self:
        """What `content`, which must be the written form to the byte, stands for. Raises NotCanonical."""
        return cls.of_wire(canonical_json.parse_canonical(content))

    @classmethod
    def of_wire(cls, wire: Any) -> Self:
        """What a value in JSON stands for. Raises NotCanonical, which says where it is another thing."""
        try:
            return cls.model_validate(wire)
        except ValidationError as error:
            raise NotCanonical(f"is not what it should be: {_told(error)}") from None


def _told(error: ValidationError) -> str:
    problems = error.errors(include_url=False, include_input=False)
    return "; ".join(": ".join([".".join(map(str, each["loc"])), each["msg"]]) for each in problems)
