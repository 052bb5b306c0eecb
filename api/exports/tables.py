"""A table that is to become a file."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from texts.formats import InBoth, both

Cell = str | int | float | None
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `code` is its heading, the same in every language. Cells of numbers are numbers or empty,
    all others are texts."""

    code: str
    name: InBoth
    definition: InBoth
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are columns, some at a time."""

    name: str
    columns: Sequence[Column]
    batches: AsyncIterator[Sequence[Row]]


CODEBOOK = ("column", "name_id", "name_en", "definition_id", "definition_en")
CODEBOOK_COLUMNS = [Column(code, both(code, code), both(code, code)) for code in CODEBOOK]


def list_codebook(columns: Sequence[Column]) -> list[Row]:
    """The codebook's rows, one for each column, under the headings of `CODEBOOK`."""
    return [
        (each.code, each.name["id"], each.name["en"], each.definition["id"], each.definition["en"])
        for each in columns
    ]
