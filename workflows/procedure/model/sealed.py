"""Sealed values: what is personal or free text enters the procedure only in this form."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from fields.text import line


class Sealed(BaseModel):
    """A text under its report's own key.

    `sealed` is the ciphertext (base64; null once redacted), `key` the key's id, `commitment` the
    hex SHA-256 of a random salt and the text, `length` the text's length in characters. Digests
    cover commitment and length only, so that erasing the text breaks no chain.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sealed: str | None
    key: str
    commitment: str
    length: int


Seal = Callable[[str], Sealed]
"""Seals a plain text, or raises ValueError where the text itself can't be accepted."""


def _sealed_on_the_way_in(value: Any, info: ValidationInfo) -> Any:
    seal: Seal | None = (info.context or {}).get("seal")
    return seal(value) if seal is not None and isinstance(value, str) else value


def _in_one_line(value: Any) -> Any:
    return line(value) if isinstance(value, str) else value


def _at_least(least: int, most: int) -> AfterValidator:
    def check(value: Sealed) -> Sealed:
        if value.length < least:
            raise ValueError(f"must have {least} or more characters")
        if value.length > most:
            raise ValueError(f"must have {most} or fewer characters")
        return value

    return AfterValidator(check)


SealedText = Annotated[Sealed, BeforeValidator(_sealed_on_the_way_in)]
"""A sealed field. Validated with the context `{"seal": Seal}` it also takes plain text and seals it;
without one, as everywhere behind the API, plain text is refused."""

Line = Annotated[SealedText, _at_least(1, 200), BeforeValidator(_in_one_line)]
"""A title, a name, a reference."""
Note = Annotated[SealedText, _at_least(10, 2_000)]
"""A note or a reason."""
Text = Annotated[SealedText, _at_least(20, 10_000)]
"""An answer, a question, the report itself."""
Remark = Annotated[SealedText, _at_least(1, 2_000)]
"""What may be short: a comment, an address, a reporter's identity."""
