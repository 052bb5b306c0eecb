"""Plain text on its way in: checked and sealed. Its way out is `api.accesses`."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from records.keys import ReportKey
from workflows.procedure.facts import SEALED_KEYS
from workflows.procedure.sealed import Seal, Sealed

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` in NFC without spaces around it. Raises ValueError for characters that only deceive or break."""
    text = text.replace("\r\n", "\n")
    if CONTROL.search(text):
        raise ValueError("must not contain control characters other than line breaks and tabs")
    if BIDI.search(text):
        raise ValueError("must not contain characters that override the direction of writing")
    if SURROGATE.search(text):
        raise ValueError("must not contain half a character (a lone surrogate)")
    return unicodedata.normalize("NFC", text).strip()


def sealer(key: ReportKey) -> Seal:
    """What seals the plain fields of a decision under the report's key."""
    return lambda text: key.seal(clean(text))


def stand_in(text: str) -> Sealed:
    """A sealed value of that text's length that holds nothing: for judging a decision, not for keeping."""
    return Sealed(sealed=None, key="", commitment="", length=len(clean(text)))


def is_sealed(value: Any) -> bool:
    """Whether it is a sealed value in its wire form."""
    return isinstance(value, Mapping) and value.keys() == SEALED_KEYS
