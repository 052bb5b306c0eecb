"""Which title and text of a report each of its readers is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Sealed = Mapping[str, Any]
CENTRE = ""
"""The reader that stands for everybody who watches all reports: the centre and auditors."""


@dataclass(frozen=True, slots=True)
class Version:
    """A title and a text, each sealed and in its wire form; null where there is none."""

    title: Sealed | None = None
    text: Sealed | None = None

    def changed(self, data: Mapping[str, Any]) -> "Version":
        """This version after a fact's `data`: what that leaves out or null stays."""
        return Version(data.get("title") or self.title, data.get("text") or self.text)


def list_versions(
    facts: Iterable[Mapping[str, Any]], agency: str | None, declined: Iterable[str]
) -> dict[str, Version]:
    """By reader (CENTRE, or an agency's code), the title and text that the reader is shown.

    `facts` are all of a report's, in order and in their wire form (only those that submit, forward, correct
    or decline count), `agency` is where it is or was last, `declined` who declined it and reads it as it was
    then. Of an anonymous report an agency is shown what was released to it and what it corrected itself.
    """
    whole, anonymous, holder = Version(), False, None
    released: dict[str, Version] = {}
    left: dict[str, Version] = {}
    for fact in facts:
        data = fact["data"]
        match fact["kind"]:
            case "submitted":
                anonymous, whole = bool(data.get("anonymous")), whole.changed(data)
            case "forwarded":
                holder, whole = str(data["agency"]), whole.changed(data)
                released[holder] = whole
                left.pop(holder, None)
            case "corrected":
                whole = whole.changed(data)
                if own := fact["actor"].get("agency"):
                    released[own] = released.get(own, Version()).changed(data)
            case "declined" if holder is not None:
                left[holder] = released[holder] if anonymous else whole
    found = {CENTRE: whole, **{each: left[each] for each in declined if each in left}}
    if agency is not None and agency not in found:
        found[agency] = released.get(agency, Version()) if anonymous else whole
    return found
