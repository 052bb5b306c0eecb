"""Directory files as spreadsheets write them."""

import pytest

from records.directory.csv_lines import read_lines
from records.directory.csv_table import DirectoryErrors, decode_text, parse_rows

GOOD = "type,agency,name,region,active\nagency,kota,Kota Tua,ID-JB,ya\nagency,kab,Kab,ID-JB,\n"
ROWS = [
    (2, {"type": "agency", "agency": "kota", "name": "Kota Tua", "region": "ID-JB", "active": "ya"}),
    (3, {"type": "agency", "agency": "kab", "name": "Kab", "region": "ID-JB"}),
]


def rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a file."""
    return list(parse_rows(decode_text(content)))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_way_in_which_excel_writes_a_table_is_read(separator: str, encoding: str, ending: str) -> None:
    text = GOOD.replace(",", separator).replace("\n", ending)
    assert rows(text.encode(encoding)) == ROWS


def test_utf_16_with_the_higher_byte_first_is_read() -> None:
    assert rows(b"\xfe\xff" + GOOD.encode("utf-16-be")) == ROWS


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;;;"])
def test_a_line_that_names_the_separator_is_no_row(line: str) -> None:
    content = f"{line}\r\n{GOOD.replace(',', ';')}".encode("utf-8-sig")
    assert rows(content) == [(number + 1, row) for number, row in ROWS]


def test_a_named_separator_stands_though_the_header_has_another() -> None:
    assert rows(b"sep=|\n" + GOOD.replace(",", "|").encode()) == [(n + 1, row) for n, row in ROWS]


def test_empty_columns_at_the_end_say_nothing_and_those_between_neither() -> None:
    assert rows(GOOD.replace("\n", ",,,\n").encode()) == ROWS
    between = "type,,agency,name,region\nagency,,kota,Kota,ID\n"
    assert rows(between.encode())[0][1]["agency"] == "kota"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "line 1: columns are type, agency"),
        (b"type,agency,agency\n", "line 1: columns are type, "),
        (b"type,agency,\nagency,kota,x\n", "line 2: a cell is filled in a column without a name"),
        (b"type\nagency,x\n", "line 2: more cells than columns"),
        (b'type,agency\nagency,"kota\nagency,kab\n', "line 3: a quotation mark"),
        (b'type,agency\nagency,"kota"x\n', "line 2: a quotation mark"),
        (b"type\n" + b"x" * 140_000, "line 2: a cell has more than 131072 characters"),
        ("type\nagency,é".encode("latin-1"), "line 2: is neither UTF-8 nor UTF-16"),
        ("type\n".encode("utf-16") + b"x", "line 2: is neither UTF-8 nor UTF-16"),
        ("type\n".encode("utf-32"), "line 1: "),
        (b"PK\x03\x04\x14\0\x06\0\x08\0\0\0", "line 1: "),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_line(content: bytes, problem: str) -> None:
    with pytest.raises(DirectoryErrors) as refused:
        rows(content)
    assert str(refused.value).startswith(problem)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("ya", True), ("ja", True), ("Ya", True), ("TRUE", True), ("1", True), ("yes", True)),
        *(("tidak", False), ("TIDAK", False), ("FALSE", False), ("0", False), ("no", False)),
    ],
)
def test_whether_something_is_active_is_said_as_in_the_other_columns(written: str, meant: bool) -> None:
    ((_, line),) = read_lines(f"type,agency,name,region,active\nagency,kota,Kota,ID,{written}\n")
    assert line.active is meant
