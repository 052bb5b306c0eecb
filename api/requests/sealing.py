"""Plain text on its way in: checked and sealed. Its way out is `api.requests.access`."""

from collections.abc import Mapping
from typing import Any

from fields.text import clean
from records.keys.report_key import ReportKey
from workflows.procedure.model.facts import SEALED_KEYS
from workflows.procedure.model.sealed import Seal, Sealed


def make_sealer(key: ReportKey) -> Seal:
    """What seals the plain fields of a decision under the report's key."""
    return lambda text: key.seal(clean(text))


def stand_in(text: str) -> Sealed:
    """A sealed value of that text's length that holds nothing: for judging a decision, not for keeping."""
    return Sealed(sealed=None, key="", commitment="", length=len(clean(text)))


def is_sealed(value: Any) -> bool:
    """Whether it is a sealed value in its wire form."""
    return isinstance(value, Mapping) and value.keys() == SEALED_KEYS
