"""The first difference of a replay: only what differs, on both sides."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.audits.differences import Beside, list_differing

SEALED = {"sealed": "b2xk", "key": "a", "commitment": "5f" * 32, "length": 12}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "1", "true", "null"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("stored", "computed", "told"),
    [
        ({"unit": "a", "note": None}, {"unit": "b", "note": None}, [("data.unit", "a", "b")]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, [("data.a.b[1]", "2", "3")]),
        ({"a": 1}, {}, [("data.a", "1", None)]),
        ({}, {"a": None}, [("data.a", None, "null")]),
        ({"a": 1, "b": 1}, {"a": "1", "b": True}, [("data.a", "1", '"1"'), ("data.b", "1", "true")]),
        ([1, 2, 4], [1, 2, 3, 4], [("data[2]", None, "3")]),
        ({"a": 1}, [1], [("data", '{\n  "a": 1\n}', "[\n  1\n]")]),
    ],
)
def test_only_what_differs_is_told(stored: Any, computed: Any, told: list[tuple[str, ...]]) -> None:
    assert list(list_differing("data", stored, computed)) == [Beside(*each) for each in told]


def test_a_text_is_told_by_its_commitment_and_its_encryption_by_a_digest() -> None:
    (other,) = list_differing("text", SEALED, {**SEALED, "commitment": "0" * 64})
    assert other.stored == f'{{\n  "commitment": "{"5f" * 32}",\n  "length": 12\n}}'
    (encrypted,) = list_differing("text", SEALED, {**SEALED, "sealed": "bmV3"})
    for side in (encrypted.stored, encrypted.computed):
        assert side is not None
        assert side.startswith("SHA-256 ")


def test_long_texts_that_begin_alike_differ_in_what_is_shown() -> None:
    (told,) = list_differing("data", "x" * 9000 + "a", "x" * 9000 + "b")
    assert told.stored != told.computed
    assert len(f"{told.stored}{told.computed}") < 200


@given(JSON, JSON)
def test_there_is_always_something_to_see(stored: Any, computed: Any) -> None:
    assume(stored != computed)
    told = list(list_differing("data", stored, computed))
    assert told
    assert all(each.stored != each.computed for each in told)
