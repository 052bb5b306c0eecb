"""One written form for JSON, and of it only what no two programs can read in two ways."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evidence import canonical_json
from evidence.canonical_json import NotCanonical

LARGEST = 2**53 - 1
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_read_as_it_was(value: Any) -> None:
    assert canonical_json.parse_canonical(canonical_json.format_canonical(value)) == value


@given(JSON)
def test_it_is_written_as_the_library_for_it_writes(value: Any) -> None:
    assert canonical_json.format_canonical(value) == rfc8785.dumps(value)


CONTROLS = "".join(map(chr, range(0x21)))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"\ue000": 1, "\U00010000": 2}, '{"\U00010000":2,"\ue000":1}'),  # the order is that of UTF-16
        ({"b": 1, "é": 2, "a": {"z": [], "y": {}}}, '{"a":{"y":{},"z":[]},"b":1,"é":2}'),
        ([LARGEST, -LARGEST, 0, True, None], "[9007199254740991,-9007199254740991,0,true,null]"),
        ('\x7f\u2028</"\\', '"\x7f\u2028</\\"\\\\"'),
    ],
)
def test_it_has_this_one_form(value: Any, written: str) -> None:
    assert canonical_json.format_canonical(value) == written.encode() == rfc8785.dumps(value)
    assert canonical_json.parse_canonical(written.encode()) == value


def test_every_control_character_is_written_as_the_library_writes_it() -> None:
    assert canonical_json.format_canonical([*CONTROLS, CONTROLS]) == rfc8785.dumps([*CONTROLS, CONTROLS])


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b'{"a":1,"a":1}', "names a value twice"),
        (b'{"b":{"a":1,"a":2}}', "names a value twice"),
        (b"1.0", "not whole"),
        (b"1e2", "not whole"),
        (b"NaN", "not whole"),
        (b"-0", "not in the written form"),
        (b'{"b":1,"a":2}', "not in the written form"),
        (b'{"a": 1}', "not in the written form"),
        (b'"\\u00e9"', "not in the written form"),
        (b"1\n", "not in the written form"),
        (b'"\xe9"', "not in UTF-8"),
        ('{"a":1}'.encode("utf-16"), "not in UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b'"\\ud800"', "not JSON"),
        (b"9007199254740993", "not JSON"),
        (b"9" * 5_000, "not JSON"),
        (b"", "not JSON"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_anything_else_is_refused(content: bytes, wrong: str) -> None:
    with pytest.raises(NotCanonical, match=wrong):
        canonical_json.parse_canonical(content)


@given(st.binary(max_size=40))
def test_any_bytes_are_read_as_what_they_are_written_as_or_refused(content: bytes) -> None:
    try:
        value = canonical_json.parse_canonical(content)
    except NotCanonical:
        return
    assert canonical_json.format_canonical(value) == content


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        [1.5],
        {"a": {"b": float("nan")}},
        2**53,
        -(2**53),
        {1: 2},
        {"a": {None: 1}},
        {1, 2},
        "\ud800",
        {"a": b""},
    ],
)
def test_what_has_no_written_form_is_not_written(value: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the library's own, of several kinds
        canonical_json.format_canonical(value)


@pytest.mark.parametrize("value", [1.0, [1.5], {"a": {"b": float("nan")}}])
def test_of_a_fraction_it_is_said_that_it_is_one(value: Any) -> None:
    with pytest.raises(NotCanonical, match="not whole"):
        canonical_json.format_canonical(value)
