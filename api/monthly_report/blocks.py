"""What a document is made of, as the typesetter is given it: JSON, in which every text is only a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

NONE = "–"
"""What stands where there is no value."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a `note` is smaller, below what it is about."""

    kind: ClassVar[str] = "paragraph"
    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    kind: ClassVar[str] = "heading"
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column under its heading: numbers are set to the right. `width` is in centimetres; null takes what is
    left."""

    name: str
    is_number: bool = True
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table; `depth` says how far it is a part of a line above."""

    cells: Sequence[str]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: Sequence[Column]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of `width` percent, with its label before and its value behind it."""

    label: str
    width: float
    value: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart; `alt` says the same to who can't see it."""

    kind: ClassVar[str] = "bars"
    caption: str
    alt: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Mark:
    """A label at a place of a chart: percent of the width, or pixels down."""

    label: str
    at: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A series as points, in percent across and pixels down; `label`, at `label_at`, is its last value."""

    name: str
    points: Sequence[tuple[float, float]]
    label: str
    label_at: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curves:
    """A line chart over time; `height` is in pixels, `left` and `right` in percent."""

    kind: ClassVar[str] = "curves"
    caption: str
    alt: str
    curves: Sequence[Curve]
    ticks: Sequence[Mark]
    slots: Sequence[Mark]
    left: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class Square:
    """A province of a grid: where it is, and how far it is filled, from 0 to 1."""

    code: str
    x: float
    y: float
    filled: float
    value: str


@dataclass(frozen=True, slots=True)
class Squares:
    """Provinces as a grid; lengths are in the grid's own units."""

    kind: ClassVar[str] = "squares"
    caption: str
    alt: str
    squares: Sequence[Square]
    side: float
    width: float
    height: float


Block = Paragraph | Heading | Table | Bars | Curves | Squares


@dataclass(frozen=True, slots=True)
class Section:
    """A section under its heading."""

    heading: str
    blocks: Sequence[Block]
    begins_page: bool


@dataclass(frozen=True, slots=True)
class Document:
    """All of it. `title` is that of the file, `warning` why it is not final (null: it is), `facts` are pairs
    of what is told on the title page and how, `headline` the figures there with their names."""

    title: str
    heading: str
    subject: str
    scope: str
    month: str
    authority: str
    mark: str | None
    warning: str | None
    facts: Sequence[tuple[str, str]]
    headline: Sequence[tuple[str, str]]
    contents: str
    sections: Sequence[Section]
