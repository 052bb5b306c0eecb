"""Sealed values: what is personal or free text enters the procedure only in this form."""

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from fields.text import line
from workflows.procedure.model.inputs import Input, Length


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


SealedText = Annotated[Sealed, BeforeValidator(_sealed_on_the_way_in)]
"""A sealed field. Validated with the context `{"seal": Seal}` it also takes plain text and seals it;
without one, as everywhere behind the API, plain text is refused."""

Line = Annotated[SealedText, Length(1, 200), BeforeValidator(_in_one_line), Input.LINE]
"""A title, a name, a reference."""
Email = Annotated[SealedText, Length(1, 320), BeforeValidator(_in_one_line), Input.EMAIL]
"""An e-mail address; whether it is one is judged before it is sealed."""
Phone = Annotated[SealedText, Length(1, 100), BeforeValidator(_in_one_line), Input.PHONE]
"""A telephone number in E.164 and what is written beside it, judged likewise."""
Note = Annotated[SealedText, Length(10, 2_000), Input.TEXT]
"""A note or a reason."""
Text = Annotated[SealedText, Length(20, 10_000), Input.TEXT]
"""An answer, a question, the report itself."""
InternalText = Annotated[SealedText, Length(1, 10_000), Input.TEXT]
"""An internal note: as short as its writer likes, since only colleagues read it."""
Remark = Annotated[SealedText, Length(1, 2_000), Input.TEXT]
"""What may be short: a comment, an address, a reporter's identity."""
