"""The provinces as a grid of equal squares, each about where the province is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.charts.drawing import Entry
from texts.regions import name_region

SIDE, GAP = 40, 4
"""Of a square, and from one to the next, in the grid's own units: the grid is scaled as a whole."""
ROWS = (
    "AC .  .  .  .  .  .  .  .  .  .  .",
    "SU RI KR .  .  KU GO SA MU .  .  .",
    "SB JA BB .  KB KI ST .  .  PD PB PA",
    "BE SS .  .  KT KS SR SG MA .  PT PE",
    ".  LA .  .  .  .  SN .  .  .  .  PS",
    ".  BT JK JT JI .  .  .  .  .  .  .",
    ".  .  JB YO .  BA NB NT .  .  .  .",
)
"""Where each province of ISO 3166-2:ID is, from west to east and from north to south."""
PLACES: Mapping[str, tuple[int, int]] = {
    f"ID-{code}": (x, y) for y, row in enumerate(ROWS) for x, code in enumerate(row.split()) if code != "."
}
WIDTH, HEIGHT = len(ROWS[0].split()) * (SIDE + GAP) - GAP, len(ROWS) * (SIDE + GAP) - GAP


@dataclass(frozen=True, slots=True)
class Square:
    """A province at `x` and `y`, `filled` from below as far as that; null where nothing is known."""

    code: str
    entry: Entry
    x: float
    y: float
    value: float | None
    filled: float | None


@dataclass(frozen=True, slots=True)
class ProvinceGrid:
    """All provinces; `top` is the value of a square that is full."""

    series: Sequence[str]
    entries: Sequence[Entry]
    squares: Sequence[Square]
    top: float
    side: int = SIDE
    width: int = WIDTH
    height: int = HEIGHT


def lay_out_provinces(
    values: Mapping[str, float | None], name: str, hrefs: Mapping[str, str | None] | None = None
) -> ProvinceGrid:
    """A square for each province; those that `values` leaves out are drawn as not known. `name` says what is
    counted. `hrefs` lead to it, by province. No value is negative."""
    links = hrefs or {}
    entries = {code: Entry(name_region(code), [values.get(code)], [links.get(code)]) for code in PLACES}
    top = max((value for value in values.values() if value is not None), default=0) or 1
    squares = [
        Square(code.removeprefix("ID-"), entry, *_at(code), entry.values[0], _fill(entry.values[0], top))
        for code, entry in entries.items()
    ]
    in_order = sorted(entries.values(), key=lambda entry: entry.label)
    return ProvinceGrid([name], in_order, squares, top)


def _at(code: str) -> tuple[int, int]:
    x, y = PLACES[code]
    return x * (SIDE + GAP), y * (SIDE + GAP)


def _fill(value: float | None, top: float) -> float | None:
    return None if value is None else SIDE * value / top
