"""What all charts have in common: entries, limits, boxes, the scale, and the room that labels take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

NARROWEST = 270
"""Pixels that a chart has at least: a page of 320 px without its margins."""
CHARACTER = 7.5
"""Pixels of a character of a label, at most in the mean; letters are 13 px high."""
LINE = 16
"""Pixels from one line of text to the next."""
PADDING = 8
MOST_SERIES = 6
"""As many patterns there are."""
SHORTEST_TICKS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a chart's table, and what is drawn for it: `values` has one of each series, null where it is
    not known. `hrefs` lead to what each value counts; null leads nowhere. `late` marks what is overdue."""

    label: str
    values: Sequence[float | None]
    hrefs: Sequence[str | None] = ()
    late: bool = False

    def cells(self) -> list[tuple[float | None, str | None]]:
        """Each value with where it leads."""
        hrefs = [*self.hrefs, *[None] * (len(self.values) - len(self.hrefs))]
        return list(zip(self.values, hrefs, strict=True))


@dataclass(frozen=True, slots=True)
class Limit:
    """A threshold that is drawn across."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class DrawnLimit:
    """A threshold at `at`: percent of a bar chart's width, pixels down in the others. `anchor` is the side of
    the label that is at the line."""

    label: str
    at: float
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Box:
    """A bar, a column or a part of one; `x` and `width` in percent, `y` and `height` in pixels. `shows` says
    that its value fits."""

    series: int
    value: float
    x: float
    width: float
    y: float
    height: float
    shows: bool = True


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of the scale and its line's distance from the top."""

    value: float
    y: float


def list_ticks(highest: float, most: int = 5) -> Iterator[int]:
    """Whole numbers at equal distances from 0 until at least `highest`, `most` of them beside 0 at most."""
    step = _step(max(highest, 1) / most)
    yield from range(0, step * ceil(max(highest, 1) / step) + 1, step)


def _step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on that is not less."""
    power = 10 ** max(0, floor(log10(least)))
    return int(next(each * power for each in SHORTEST_TICKS if each * power >= least))


def take_percent(characters: int, padding: float = PADDING) -> float:
    """Of the narrowest chart's width, what a label of so many characters takes."""
    return (characters * CHARACTER + padding) / NARROWEST * 100


def shorten_label(label: str) -> str:
    """What of a label the narrowest chart has room for."""
    most = int(NARROWEST / CHARACTER)
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


def write_length(value: float) -> int:
    """How many characters a page needs for it."""
    return len(f"{value:,.1f}".removesuffix(".0"))


def require_series(series: Sequence[str]) -> None:
    """Raises ValueError for more series than there are patterns, and for none."""
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"a chart has 1 to {MOST_SERIES} series")
