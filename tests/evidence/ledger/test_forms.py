"""Each thing that the ledger hands out has one written form, and nothing else is read."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from evidence.canonical_json import NotCanonical
from evidence.ledger.canonical_model import CanonicalModel
from evidence.ledger.heads import Head, Receipt
from tests.evidence.ledger.specimens import (
    FIRST,
    LEAVES,
    SECOND,
    TO_NEW,
    consistency,
    inclusion,
    keys,
)

RECEIPT = Receipt(report="TEST-1", head=FIRST, facts=[], pending=[LEAVES[3]])
FORMS: list[CanonicalModel] = [
    FIRST,
    SECOND,
    inclusion(5, 7),
    consistency(3, 7),
    TO_NEW,
    keys(TO_NEW),
    LEAVES[0],
    RECEIPT,
]
named = pytest.mark.parametrize("form", FORMS, ids=lambda form: type(form).__name__)


@named
def test_what_is_written_is_read_again(form: CanonicalModel) -> None:
    assert type(form).read(form.canonical()) == form


@named
def test_nothing_may_be_missing_or_added(form: CanonicalModel) -> None:
    wire = form.wire()
    for name in wire:
        with pytest.raises(NotCanonical, match=name):
            type(form).read(written({other: wire[other] for other in wire if other != name}))
    with pytest.raises(NotCanonical, match="extra: Extra inputs"):
        type(form).read(written(wire | {"extra": 1}))


@named
@pytest.mark.parametrize(
    "otherwise",
    [
        lambda text: text + b"\n",
        lambda text: b" " + text,
        lambda text: text.replace(b":", b": ", 1),
        lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")).encode(),
        lambda text: text[:-1] + b"," + text[1:].split(b",")[0] + b"}",
        lambda text: text.replace(b"e", b"\\u0065", 1),
    ],
    ids=["newline", "space", "spaced", "order", "twice", "escaped"],
)
def test_another_writing_of_the_same_is_refused(
    form: CanonicalModel, otherwise: Callable[[bytes], bytes]
) -> None:
    other = otherwise(form.canonical())
    assert other != form.canonical()
    with pytest.raises(NotCanonical):
        type(form).read(other)


@named
def test_every_hash_and_signature_has_its_exact_length_and_letters(form: CanonicalModel) -> None:
    for place, value in strings(form.wire()):
        if len(value) not in {64, 86} or value.startswith("TEST"):
            continue
        for wrong in (value[:-1], value + value[-1], value[:-1] + "G" * (len(value) == 64), value + "\n"):
            with pytest.raises(NotCanonical):
                type(form).read(written(replaced(form.wire(), place, wrong)))
        if len(value) == 64 and value != value.upper():
            with pytest.raises(NotCanonical):
                type(form).read(written(replaced(form.wire(), place, value.upper())))


def test_a_signature_whose_last_bits_stand_for_nothing_is_refused() -> None:
    wire = FIRST.wire()
    with pytest.raises(NotCanonical, match="signature"):
        Head.read(written(wire | {"signature": wire["signature"][:-1] + "B"}))


def test_what_comes_from_elsewhere_than_bytes_is_of_its_exact_type_too() -> None:
    with pytest.raises(ValidationError):
        Head.model_validate(FIRST.wire() | {"size": "3"})


def test_numbers_go_as_far_as_json_is_exact() -> None:
    assert Head.read(written(FIRST.wire() | {"size": 2**53 - 1})).size == 2**53 - 1


@pytest.mark.parametrize("size", ["3", 3.0, True, -1, 2**53, None])
def test_numbers_are_whole_and_plain(size: Any) -> None:
    with pytest.raises(NotCanonical):
        Head.read(written(FIRST.wire() | {"size": size}))


@pytest.mark.parametrize(
    "at",
    [
        "2026-03-02T05:00:00Z",
        "2026-03-02T05:00:00.000Z",
        "2026-03-02T05:00:00.000000+00:00",
        "2026-02-30T05:00:00.000000Z",
        "2026-03-02 05:00:00.000000Z",
        "2026-3-02T05:00:00.000000Z",
        "",
    ],
)
def test_instants_are_in_their_written_form(at: str) -> None:
    with pytest.raises(NotCanonical, match="at: "):
        Head.read(written(FIRST.wire() | {"at": at}))


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b"{" * 9999])
def test_what_is_no_head_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(NotCanonical):
        Head.read(content)


def written(wire: Any) -> bytes:
    return json.dumps(wire, separators=(",", ":"), sort_keys=True).encode()


def strings(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    """Every string in a document, and where it stands."""
    if isinstance(value, str):
        return [(place, value)]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for name, part in parts for found in strings(part, (*place, name))]


def replaced(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    if isinstance(value, dict):
        return value | {place[0]: replaced(value[place[0]], place[1:], new)}
    return [replaced(each, place[1:], new) if at == place[0] else each for at, each in enumerate(value)]
