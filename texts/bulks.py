"""What people read about bulk decisions."""

from collections.abc import Iterable, Mapping
from typing import Any

from texts.formats import InBoth, both
from texts.previews import describe_preview

LEFT_OUT = both(
    "Kosongkan agar setiap laporan tetap seperti yang tercatat.",
    "Leave it empty for each report to keep its own.",
)
YES_OR_NO = (("yes", both("Ya", "Yes")), ("no", both("Tidak", "No")))
MOST_EFFECTS = 12


def describe_effects(previews: Iterable[Mapping[str, Any]]) -> list[tuple[InBoth, int]]:
    """The effects of several previews in sentences, each with the number of reports that it is said of, the
    commonest first."""
    counted: dict[tuple[str, str], int] = {}
    for preview in previews:
        for text in describe_preview(preview):
            said = (text["id"], text["en"])
            counted[said] = counted.get(said, 0) + 1
    ordered = sorted(counted.items(), key=lambda each: -each[1])
    return [(both(*said), count) for said, count in ordered[:MOST_EFFECTS]]
