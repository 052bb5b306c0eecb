"""Writing tables into files, some rows at a time: memory does not grow with their number."""

import csv
import io
import json
from collections.abc import Sequence
from enum import StrEnum
from typing import IO, Any, Protocol

from api.answers.problems import Problem
from api.exports.tables import CODEBOOK, Cell, Column, Row, list_codebook

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula."""
BYTE_ORDER_MARK = "\ufeff"


class Format(StrEnum):
    """What a file can be."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class TableFile(Protocol):
    """A file that takes rows until it is finished."""

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""

    def finish(self) -> None:
        """Write what is left. The stream stays open."""


def begin_file(
    kind: Format, stream: IO[bytes], name: str, columns: Sequence[Column], *, bom: bool
) -> TableFile:
    """A file of these columns without rows; `bom` is for CSV alone. Raises Problem if this installation has
    not what the format needs."""
    match kind:
        case Format.CSV:
            return CsvFile(stream, columns, bom=bom)
        case Format.XLSX:
            return XlsxFile(stream, name, columns)
    return ParquetFile(stream, columns)


def disarm(cell: Cell) -> Cell:
    """The cell with an apostrophe before a text that a spreadsheet would calculate. Numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


class CsvFile:
    """CSV by RFC 4180 in UTF-8: commas, CRLF, headings in the first line."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column], *, bom: bool) -> None:
        self._text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        if bom:
            self._text.write(BYTE_ORDER_MARK)
        self._writer = csv.writer(self._text)
        self._writer.writerow([each.code for each in columns])

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        self._writer.writerows([disarm(cell) for cell in row] for row in rows)

    def finish(self) -> None:
        """Leave the stream to whoever opened it."""
        self._text.detach()


class XlsxFile:
    """A workbook of two sheets: the rows, and the codebook. Texts are texts, whatever they begin with."""

    def __init__(self, stream: IO[bytes], name: str, columns: Sequence[Column]) -> None:
        from xlsxwriter import Workbook  # its import would take each process a tenth of a second

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = Workbook(stream, options)
        self._heading = self._book.add_format({"bold": True})
        self._columns = columns
        self._sheet = self._add_sheet(name, [each.code for each in columns])
        self._next = 1

    def _add_sheet(self, name: str, headings: Sequence[str]) -> Any:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 18)
        for place, heading in enumerate(headings):
            sheet.write_string(0, place, heading, self._heading)
        return sheet

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows."""
        self._next = _write_cells(self._sheet, self._next, rows)

    def finish(self) -> None:
        """Add the codebook, and pack the workbook."""
        _write_cells(self._add_sheet("codebook", CODEBOOK), 1, list_codebook(self._columns))
        self._book.close()


def _write_cells(sheet: Any, line: int, rows: Sequence[Row]) -> int:
    for row in rows:
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write_number(line, place, cell)
        line += 1
    return line


class ParquetFile:
    """Parquet; each column carries its names and definitions as metadata."""

    def __init__(self, stream: IO[bytes], columns: Sequence[Column]) -> None:
        arrow = _import_arrow()
        from pyarrow import parquet  # an optional extra

        self._arrow = arrow
        self._schema = arrow.schema([_describe_field(arrow, each) for each in columns])
        self._writer = parquet.ParquetWriter(stream, self._schema)

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows, as one group of them."""
        if rows:
            kept = [
                [float(cell) if isinstance(cell, int) else cell for cell in column]
                for column in zip(*rows, strict=True)
            ]
            arrays = [
                self._arrow.array(cells, field.type) for cells, field in zip(kept, self._schema, strict=True)
            ]
            self._writer.write_batch(self._arrow.record_batch(arrays, schema=self._schema))

    def finish(self) -> None:
        """Write the file's index."""
        self._writer.close()


def _import_arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        detail = "This installation can't write Parquet: its operator has to install tuntas[parquet]."
        raise Problem(422, "format_not_installed", detail) from None
    return pa


def _describe_field(arrow: Any, column: Column) -> Any:
    told = {"name": column.name, "definition": column.definition}
    metadata = {key: json.dumps(text, ensure_ascii=False) for key, text in told.items()}
    return arrow.field(
        column.code, arrow.float64() if column.is_number else arrow.string(), metadata=metadata
    )
