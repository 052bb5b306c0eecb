"""What days are called and which decrees say so, in the form in which a report's history carries it."""

import json
import zlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Named:
    """What a day is called, in Indonesian, and the number of the decree that says so; null where only the
    base calendar expects it."""

    name: str
    decree: str | None = None


def encode_names(names: Mapping[date, Named]) -> str:
    """The names as one word: the base64url of the zlib of `{decree or "": {"YYYY-MM-DD": name}}`."""
    if not names:
        return ""
    by_decree: dict[str, dict[str, str]] = {}
    for day in sorted(names):
        by_decree.setdefault(names[day].decree or "", {})[day.isoformat()] = names[day].name
    plain = json.dumps(by_decree, separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    return urlsafe_b64encode(zlib.compress(plain.encode(), 9)).decode()


@lru_cache(maxsize=256)
def decode_names(word: str) -> Mapping[date, Named]:
    """The names behind the word. Raises ValueError where there are none."""
    if not word:
        return MappingProxyType({})
    try:
        by_decree = json.loads(zlib.decompress(b64decode(word, altchars=b"-_", validate=True)))
        return MappingProxyType(
            {
                date.fromisoformat(day): Named(name, decree or None)
                for decree, days in by_decree.items()
                for day, name in days.items()
            }
        )
    except (zlib.error, AttributeError, TypeError) as error:
        raise ValueError("these are no names of days") from error
