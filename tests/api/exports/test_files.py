"""Files of tables, as the programs that open them see them."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from api.answers.problems import Problem
from api.exports.files import FORMULA, Format, begin_file
from api.exports.tables import CODEBOOK, Cell, Column, Row
from texts.formats import both

COLUMNS = [
    Column("name", both("Nama", "Name"), both("Namanya.", "Its name.")),
    Column("total", both("Jumlah", "Total"), both("Jumlahnya.", "How many."), is_number=True),
]
ROWS: list[Row] = [["Dinas Kesehatan, Aceh", 12], ["=1+1", -3.5], ["+62", None], [None, 0]]
LINES = 100_000
WRITES = f"""
import tempfile
from pathlib import Path
from api.exports.files import Format, begin_file
from api.exports.tables import Column
from texts.formats import both

columns = [Column(f"c{{n}}", both("a", "b"), both("c", "d"), n % 2 == 1) for n in range(11)]
with tempfile.TemporaryFile() as stream:
    file = begin_file(Format.XLSX, stream, "data", columns, bom=False)
    for batch in range({LINES} // 5000):
        file.write([[f"kode-{{batch}}-{{n}}" if c % 2 == 0 else n for c in range(11)] for n in range(5000)])
    file.finish()
    assert stream.tell() > 1_000_000
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""

"""Its peak is read from VmHWM: what `getrusage` tells begins with that of the process which started it."""


def write(kind: Format, rows: list[Row], *, bom: bool = False) -> bytes:
    stream = io.BytesIO()
    file = begin_file(kind, stream, "data", COLUMNS, bom=bom)
    for row in rows:
        file.write([row])
    file.finish()
    return stream.getvalue()


def test_csv_has_headings_and_harmless_formulas_and_numbers_stay_numbers() -> None:
    assert write(Format.CSV, ROWS).decode() == (
        "name,total\r\n\"Dinas Kesehatan, Aceh\",12\r\n'=1+1,-3.5\r\n'+62,\r\n,0\r\n"
    )
    assert write(Format.CSV, ROWS, bom=True) == b"\xef\xbb\xbf" + write(Format.CSV, ROWS)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_no_text_in_csv_is_calculated_and_all_of_it_is_there(text: str) -> None:
    lines = csv.reader(io.StringIO(write(Format.CSV, [[text, 1]]).decode(), newline=""))
    _, (cell, number) = lines
    assert number == "1"
    assert not cell.startswith(FORMULA)
    assert cell in (text, f"'{text}")


def test_xlsx_has_texts_numbers_and_the_codebook() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(Format.XLSX, ROWS)))
    assert book.sheetnames == ["data", "codebook"]
    cells = [[cell.value for cell in row] for row in book["data"].iter_rows()]
    assert cells == [["name", "total"], *ROWS]
    assert book["data"]["A3"].data_type == "s", "a text, and no formula"
    assert book["data"]["B2"].data_type == "n"
    told = [[cell.value for cell in row] for row in book["codebook"].iter_rows()]
    assert told == [list(CODEBOOK), ["name", "Nama", "Name", "Namanya.", "Its name."],
                    ["total", "Jumlah", "Total", "Jumlahnya.", "How many."]]  # fmt: skip


def test_parquet_has_types_and_definitions() -> None:
    table = parquet.read_table(io.BytesIO(write(Format.PARQUET, ROWS)))
    kept: list[list[Cell]] = [list(row.values()) for row in table.to_pylist()]
    assert kept == ROWS
    assert [str(field.type) for field in table.schema] == ["string", "double"]
    assert b"How many." in table.schema.field("total").metadata[b"definition"]


def test_without_the_extra_parquet_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Problem) as refused:
        write(Format.PARQUET, ROWS)
    assert (refused.value.status, refused.value.code) == (422, "format_not_installed")
    assert "tuntas[parquet]" in refused.value.detail


def test_a_hundred_thousand_rows_as_xlsx_take_less_than_300_mb() -> None:
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", WRITES], cwd=root, env=os.environ, capture_output=True, text=True, check=True
    )
    assert int(ran.stdout) < 300, "megabytes"
