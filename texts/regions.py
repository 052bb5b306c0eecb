"""The provinces by island, as people look for them (the geographical units of ISO 3166-2:ID)."""

from collections.abc import Sequence

from calendars.regions import REGIONS
from texts.formats import InBoth, both

ISLANDS: Sequence[tuple[InBoth, tuple[str, ...]]] = (
    (
        both("Sumatera", "Sumatra"),
        ("ID-AC", "ID-SU", "ID-SB", "ID-RI", "ID-KR", "ID-JA", "ID-BE", "ID-SS", "ID-BB", "ID-LA"),
    ),
    (both("Jawa", "Java"), ("ID-BT", "ID-JK", "ID-JB", "ID-JT", "ID-YO", "ID-JI")),
    (both("Bali dan Nusa Tenggara", "Bali and Nusa Tenggara"), ("ID-BA", "ID-NB", "ID-NT")),
    (both("Kalimantan", "Kalimantan"), ("ID-KB", "ID-KT", "ID-KS", "ID-KI", "ID-KU")),
    (both("Sulawesi", "Sulawesi"), ("ID-SA", "ID-GO", "ID-ST", "ID-SR", "ID-SN", "ID-SG")),
    (both("Maluku", "Maluku"), ("ID-MU", "ID-MA")),
    (both("Papua", "Papua"), ("ID-PD", "ID-PB", "ID-PT", "ID-PE", "ID-PA", "ID-PS")),
)
"""Each island or group of islands with its provinces, from west to east."""


def name_region(code: str) -> str:
    """The province's name, which is the same in both languages; the code itself where it is none."""
    return REGIONS[code].name if code in REGIONS else code
