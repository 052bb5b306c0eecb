"""What an event's own words say against its being a day off: an observance, a date that isn't settled yet.

Public feeds of holidays mark neither in a standard way. Google's, for one, has `TRANSP:TRANSPARENT` on all
events, and tells a day off from an observance by the first line of its DESCRIPTION only.
"""

import re

from calendars.ical.lines import Component
from calendars.ical.text import unescaped

_CELEBRATED = r"(?:observances?|celebrations?|commemorations?|perayaan|peringatan)"
_OBSERVANCE_BY_NAME = re.compile(rf"\bobservance\b|\({_CELEBRATED}\)", re.IGNORECASE)
"""Not by the bare word: many a day off is called the celebration of something."""
_OBSERVANCE_ONLY = re.compile(
    rf"(?:(?:national|local|religious) )?{_CELEBRATED}(?: nasional| keagamaan)?", re.IGNORECASE
)
_OBSERVANCE = re.compile(rf"\b{_CELEBRATED}\b", re.IGNORECASE)
_DAY_OFF = re.compile(
    r"\b(?:public|bank|national|federal|joint|regional|gazetted) (?:holiday|leave)"
    r"|\bday off\b|\blibur\b|\bcuti bersama\b|\btanggal merah\b",
    re.IGNORECASE,
)
_NO_DAY_OFF = re.compile(
    r"\b(?:not a|no|bukan(?: hari)?) (?:public |national )?(?:holiday|day off|libur)", re.IGNORECASE
)
_UNSETTLED = re.compile(
    r"\b(?:tentative(?:ly)?|tentatif|(?:belum|tidak) pasti|belum ditetapkan|unconfirmed"
    r"|(?:subject to|may|might) change|(?:dapat|bisa|mungkin) berubah|provisional|sementara|perkiraan"
    r"|not (?:yet )?confirmed|estimated|tbc)\b",
    re.IGNORECASE,
)
_CANCELLED = re.compile(r"\s*(?:cancell?ed|dibatalkan)\b", re.IGNORECASE)
_STATUSES = frozenset({"", "CONFIRMED", "TENTATIVE"})


def observance(event: Component) -> bool:
    """Whether the event says that it is celebrated, and not that it is a day off."""
    name, told = _lines(event, "SUMMARY"), _lines(event, "DESCRIPTION")
    words, description = " ".join(name + told), " ".join(told)
    transparent = _values(event, "TRANSP") == "TRANSPARENT"
    if _NO_DAY_OFF.search(words):
        return bool(_NO_DAY_OFF.search(" ".join(name)) or _OBSERVANCE.search(words)) or transparent
    if _DAY_OFF.search(words):
        return False
    kinds = [kind.strip(" .:") for line in _lines(event, "CATEGORIES") for kind in line.split(",")]
    kinds += [line.strip(" .:") for line in told[:1]]
    return (
        any(_OBSERVANCE_ONLY.fullmatch(kind) for kind in kinds)
        or bool(_OBSERVANCE_BY_NAME.search(" ".join(name)))
        or (transparent and bool(_OBSERVANCE.search(description)))
    )


def find_warnings(event: Component) -> tuple[str, ...]:
    """What is to be told of an event that is read as a day all the same: a phrase each."""
    status, busy = _values(event, "STATUS"), _values(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    name, description = " ".join(_lines(event, "SUMMARY")), " ".join(_lines(event, "DESCRIPTION"))
    words = f"{name} {description}"
    perhaps = _OBSERVANCE.search(description) or _OBSERVANCE_BY_NAME.search(name) or _NO_DAY_OFF.search(words)
    found = {
        "tentative": "TENTATIVE" in (status, busy) or _UNSETTLED.search(words),
        "cancelled by its name, and not by its STATUS": _CANCELLED.match(name),
        "of a STATUS that RFC 5545 does not give an event": status not in _STATUSES,
        "perhaps an observance only": perhaps,
    }
    return tuple(phrase for phrase, so in found.items() if so)


def _values(event: Component, name: str) -> str:
    return " ".join(prop.value.upper() for prop in event.every(name))


def _lines(event: Component, name: str) -> list[str]:
    """What the properties of that name say, in lines."""
    return [unescaped(line) for prop in event.every(name) for line in re.split(r"\\[nN]", prop.value)]
