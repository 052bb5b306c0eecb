"""What a reader can conclude from published numbers: the narrowest range of each number behind them."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Range:
    """The whole numbers from `low` to `high`, both included; none where `high` is less."""

    low: int
    high: int

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return max(0, self.high - self.low + 1)

    def meet(self, other: "Range") -> "Range":
        """What both have."""
        return Range(max(self.low, other.low), min(self.high, other.high))


def narrow(known: Mapping[Name, Range], sums: Sequence[tuple[Name, Sequence[Name]]]) -> dict[Name, Range]:
    """The ranges once it is known which numbers add up to which: each of `sums` is a whole and its parts.

    Ranges are whole numbers, so it comes to an end. Where each part belongs to one sum the ranges are exact:
    each number in one is that of some case. Otherwise no case is left out, and some ranges may be too wide.
    """
    found: MutableMapping[Name, Range] = dict(known)
    before: Mapping[Name, Range] | None = None
    while found != before:
        before = dict(found)
        for whole, parts in sums:
            low = sum(found[each].low for each in parts)
            high = sum(found[each].high for each in parts)
            found[whole] = total = found[whole].meet(Range(low, high))
            for each in parts:
                held = found[each]
                rest = Range(total.low - (high - held.high), total.high - (low - held.low))
                found[each] = held.meet(rest)
    return dict(found)
