"""The form of a figure's texts."""

from dataclasses import dataclass

from texts.formats import InBoth, both


@dataclass(frozen=True, slots=True)
class Wording:
    """A figure's name, and its definition as one sentence."""

    name: InBoth
    definition: InBoth


def word(name_id: str, name_en: str, says_id: str, says_en: str) -> Wording:
    """A figure's texts: name and definition, each in Indonesian and English."""
    return Wording(both(name_id, name_en), both(says_id, says_en))
