"""A directory file as a table: its bytes as text, its header, and its rows as cells by column.

Whatever spreadsheets write is read: UTF-8 or UTF-16, with a byte order mark or without, commas, semicolons or
tabs, a line `sep=;`, empty columns at the end.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain

COLUMNS = ("type", "agency", "unit", "username", "name", "role", "region", "approval", "email", "active")

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATOR = re.compile(r'"?sep=(.)"?[,;\t\s]*', re.IGNORECASE)
_SEPARATORS = ",;\t"


class LineError(Exception):
    """What is wrong with one line of the file, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class DirectoryErrors(Exception):
    """Everything that is wrong with a file; nothing of it was loaded."""

    def __init__(self, errors: list[LineError]) -> None:
        self.errors = sorted(errors, key=lambda each: each.line)
        super().__init__("\n".join(str(each) for each in self.errors))


def decode_text(content: bytes) -> str:
    """The file's bytes as text. Raises DirectoryErrors where they are neither UTF-8 nor UTF-16."""
    encoding, mark = next(((name, mark) for mark, name in _MARKS if content.startswith(mark)), ("", b""))
    if not encoding:
        zeros = (content[:100:2].count(0), content[1:100:2].count(0))
        encoding = "utf-8" if zeros == (0, 0) else "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    try:
        return content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = 1 + content[: len(mark) + error.start].count(b"\n")
        message = "is neither UTF-8 nor UTF-16; save the file as CSV UTF-8"
        raise DirectoryErrors([LineError(line, message)]) from None


def parse_rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows that say anything, each with its line and its filled cells by column. A row within quotation
    marks may go over lines; its number is that of the last. Raises DirectoryErrors."""
    stream = io.StringIO(text.removeprefix("\ufeff"), newline="")
    first = stream.readline()
    told = _SEPARATOR.fullmatch(first.strip("\r\n"))
    before, first = (1, stream.readline()) if told else (0, first)
    delimiter = told[1] if told else max(_SEPARATORS, key=first.count)
    reader = csv.reader(chain([first], stream), delimiter=delimiter, strict=True)
    try:
        header = _header(next(reader, []), before + 1)
        for row in reader:
            if filled := _filled(header, row, before + reader.line_num):
                yield before + reader.line_num, filled
    except csv.Error as error:
        message = 'a quotation mark (") in a cell is not doubled, or not closed'
        if "field limit" in str(error):
            message = f"a cell has more than {csv.field_size_limit()} characters"
        raise DirectoryErrors([LineError(before + reader.line_num, message)]) from None


def _header(cells: list[str], line: int) -> list[str]:
    """The columns' names; of columns without a name, the empty text. Raises DirectoryErrors."""
    header = [cell.strip().lower() for cell in cells]
    named = [cell for cell in header if cell]
    wrong = [cell for cell in named if cell not in COLUMNS]
    wrong += [f"{cell} twice" for cell in dict.fromkeys(named) if named.count(cell) > 1]
    if wrong := wrong or ([] if "type" in named else ["type missing"]):
        raise DirectoryErrors([LineError(line, f"columns are {', '.join(COLUMNS)}; not: {', '.join(wrong)}")])
    return header


def _filled(header: list[str], row: list[str], line: int) -> dict[str, str]:
    cells = [cell.strip() for cell in row]
    if any(cells[len(header) :]):
        raise DirectoryErrors([LineError(line, "more cells than columns")])
    filled = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
    if "" in filled:
        raise DirectoryErrors([LineError(line, "a cell is filled in a column without a name")])
    return filled
