from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.ledger import merkle
from evidence.ledger.merkle import verify_consistency, verify_inclusion
from tests.evidence.ledger.paths import consistency_path, inclusion_path
from tests.evidence.ledger.vectors import (
    CONSISTENCIES,
    EMPTY_ROOT,
    ENTRIES,
    IN_USE,
    IN_USE_PATH,
    INCLUSIONS,
    LEAVES,
    NODE,
    ROOTS,
)

HASHES = [merkle.leaf_hash(entry) for entry in ENTRIES]
MANY = [merkle.leaf_hash(str(number).encode()) for number in range(400)]
NODES = merkle.nodes_of(MANY)
ROOT = {size: merkle.hash_of((0, size), NODES) for size in range(len(MANY) + 1)}

sizes = st.integers(1, len(MANY))


def raw(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in path]


class TestPublishedVectors:
    @pytest.mark.parametrize(("entry", "hashed"), LEAVES)
    def test_a_leaf_hashes_as_published(self, entry: str, hashed: str) -> None:
        assert merkle.leaf_hash(bytes.fromhex(entry)).hex() == hashed

    def test_a_node_hashes_as_published(self) -> None:
        left, right, hashed = NODE
        assert merkle.node_hash(bytes.fromhex(left), bytes.fromhex(right)).hex() == hashed

    def test_every_tree_has_the_published_root(self) -> None:
        roots = [merkle.root(HASHES[:size]).hex() for size in range(len(HASHES) + 1)]
        assert roots == [EMPTY_ROOT, *ROOTS]

    @pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
    def test_inclusion_is_proved_as_published(self, index: int, size: int, path: list[str]) -> None:
        assert inclusion_path(merkle.nodes_of(HASHES), index, size) == raw(path)
        assert verify_inclusion(HASHES[index], index, size, raw(path), bytes.fromhex(ROOTS[size - 1]))

    @pytest.mark.parametrize(("first", "second", "path"), CONSISTENCIES)
    def test_consistency_is_proved_as_published(self, first: int, second: int, path: list[str]) -> None:
        assert consistency_path(merkle.nodes_of(HASHES), first, second) == raw(path)
        roots = bytes.fromhex(ROOTS[first - 1]), bytes.fromhex(ROOTS[second - 1])
        assert verify_consistency(first, second, *roots, raw(path))

    def test_a_certificate_of_a_log_in_use_is_proved_to_be_in_it(self) -> None:
        known: dict[str, Any] = IN_USE
        leaf, root = bytes.fromhex(known["leaf"]), bytes.fromhex(known["root"])
        path = raw(IN_USE_PATH)
        assert verify_inclusion(leaf, known["index"], known["size"], path, root)
        assert len(merkle.inclusion_spans(known["index"], known["size"])) == len(path)
        for at in range(len(path)):
            assert not verify_inclusion(
                leaf, known["index"], known["size"], [*path[:at], leaf, *path[at + 1 :]], root
            )


@cache
def by_the_book(leaves: tuple[bytes, ...]) -> bytes:
    """The root as RFC 9162 defines it, word by word. What trees have in common is reckoned once."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = max(1 << power for power in range(20) if 1 << power < len(leaves))
    return merkle.node_hash(by_the_book(leaves[:k]), by_the_book(leaves[k:]))


def test_roots_are_those_of_the_definition() -> None:
    assert all(by_the_book(tuple(MANY[:size])) == root for size, root in ROOT.items())


@given(sizes, st.data())
def test_every_leaf_is_proved_in_every_tree_that_has_it(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(NODES, index, size)
    assert verify_inclusion(MANY[index], index, size, path, ROOT[size])


@given(sizes, st.data())
def test_every_tree_is_proved_to_be_how_every_later_one_begins(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, second))
    path = consistency_path(NODES, first, second)
    assert verify_consistency(first, second, ROOT[first], ROOT[second], path)


def test_all_proofs_of_small_trees_verify_and_only_for_what_they_are_of() -> None:
    for size in range(1, 18):
        for index in range(size):
            path = inclusion_path(NODES, index, size)
            right = [
                (leaf, at)
                for leaf in range(18)
                for at in range(size)
                if verify_inclusion(MANY[leaf], at, size, path, ROOT[size])
            ]
            assert right == [(index, index)]
            assert [
                other for other in range(18) if verify_inclusion(MANY[index], index, size, path, ROOT[other])
            ] == [size]


@given(sizes, st.data())
def test_no_inclusion_is_proved_for_another_leaf_place_or_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(NODES, index, size)
    other = data.draw(st.integers(-1, len(MANY) - 1).filter(lambda at: at != index))
    assert not verify_inclusion(MANY[other], index, size, path, ROOT[size])
    assert not verify_inclusion(MANY[index], other, size, path, ROOT[size])
    another = data.draw(st.integers(0, len(MANY)).filter(lambda each: each != size))
    assert not verify_inclusion(MANY[index], index, another, path, ROOT[another])


@given(sizes, st.data())
def test_no_altered_inclusion_proof_verifies(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(NODES, index, size)
    for altered in alterations(path, data):
        assert not verify_inclusion(MANY[index], index, size, altered, ROOT[size])
    assert not verify_inclusion(flipped(MANY[index], data), index, size, path, ROOT[size])
    assert not verify_inclusion(MANY[index], index, size, path, flipped(ROOT[size], data))


@given(st.integers(2, len(MANY)), st.data())
def test_no_altered_consistency_proof_verifies(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second - 1))
    path = consistency_path(NODES, first, second)
    for altered in alterations(path, data):
        assert not verify_consistency(first, second, ROOT[first], ROOT[second], altered)
    assert not verify_consistency(first, second, flipped(ROOT[first], data), ROOT[second], path)
    assert not verify_consistency(first, second, ROOT[first], flipped(ROOT[second], data), path)
    assert not verify_consistency(second, first, ROOT[second], ROOT[first], path)


@given(st.integers(2, len(MANY)), st.data())
def test_no_consistency_is_proved_of_other_trees(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second - 1))
    path = consistency_path(NODES, first, second)
    other = data.draw(st.integers(0, len(MANY)).filter(lambda size: size not in {first, second}))
    assert not verify_consistency(other, second, ROOT[other], ROOT[second], path)
    assert not verify_consistency(first, other, ROOT[first], ROOT[other], path)


def alterations(path: Sequence[bytes], data: st.DataObject) -> Iterator[list[bytes]]:
    """The path with something flipped, dropped, added, or in another order."""
    at = data.draw(st.integers(0, len(path)))
    yield [*path[:at], data.draw(st.binary(min_size=32, max_size=32)), *path[at:]]
    yield [*path[:at], *path[at : at + 1], *path[at:]] if path[at:] else [*path, b""]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        yield [*path[:at], *path[at + 1 :]]
        yield [*path[:at], flipped(path[at], data), *path[at + 1 :]]
        yield [*path[:at], path[at] + b"\x00", *path[at + 1 :]]
        yield [*path[:at], path[at][:-1], *path[at + 1 :]]
        yield []
    if len(path) > 1:
        yield [*path[1:], path[0]]


def flipped(value: bytes, data: st.DataObject) -> bytes:
    """The value with one bit of it turned over."""
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    altered = bytearray(value)
    altered[bit // 8] ^= 1 << bit % 8
    return bytes(altered)


class TestEdges:
    def test_from_no_leaves_there_is_nothing_to_prove(self) -> None:
        assert verify_consistency(0, 5, merkle.EMPTY, ROOT[5], [])
        assert verify_consistency(0, 0, merkle.EMPTY, merkle.EMPTY, [])

    @pytest.mark.parametrize(
        ("first", "second", "first_root", "second_root", "path"),
        [
            (0, 5, ROOT[1], ROOT[5], []),
            (0, 5, merkle.EMPTY, ROOT[5], [ROOT[5]]),
            (0, 0, merkle.EMPTY, ROOT[1], []),
            (3, 3, ROOT[3], ROOT[4], []),
            (3, 3, ROOT[3], ROOT[3], [ROOT[3]]),
            (-1, 3, merkle.EMPTY, ROOT[3], []),
            (-1, -1, ROOT[1], ROOT[1], []),
            (3, 3, b"no hash", b"no hash", []),
            (3, 5, ROOT[3], ROOT[5], []),
            (4, 5, ROOT[4], ROOT[5], []),
            (3, 5, ROOT[4], ROOT[5], consistency_path(NODES, 3, 5)),
            (3, 5, ROOT[3], ROOT[4], consistency_path(NODES, 3, 5)),
            (3, 2, MANY[0], ROOT[2], [MANY[0], MANY[1]]),
        ],
    )
    def test_what_proves_nothing_does_not_verify(
        self, first: int, second: int, first_root: bytes, second_root: bytes, path: list[bytes]
    ) -> None:
        assert not verify_consistency(first, second, first_root, second_root, path)

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (0, -1)])
    def test_a_leaf_that_no_tree_has_is_not_proved(self, index: int, size: int) -> None:
        assert not verify_inclusion(MANY[0], index, size, [], MANY[0])
        with pytest.raises(ValueError, match="has no leaf"):
            merkle.inclusion_spans(index, size)

    def test_what_is_no_hash_is_not_proved_by_itself(self) -> None:
        assert not verify_inclusion(b"no hash", 0, 1, [], b"no hash")

    @pytest.mark.parametrize(("first", "second"), [(2, 1), (-1, 1)])
    def test_a_larger_tree_is_no_beginning(self, first: int, second: int) -> None:
        with pytest.raises(ValueError, match="is no beginning"):
            merkle.consistency_spans(first, second)

    def test_a_proof_that_is_too_long_or_too_short_for_its_tree_does_not_verify(self) -> None:
        assert not verify_inclusion(MANY[1], 0, 1, [MANY[0]], ROOT[2])
        assert not verify_inclusion(MANY[7], 3, 4, inclusion_path(NODES, 7, 8), ROOT[8])
        assert not verify_inclusion(MANY[3], 7, 8, inclusion_path(NODES, 3, 4), ROOT[4])
        assert not verify_consistency(3, 4, ROOT[7], ROOT[8], consistency_path(NODES, 7, 8))
        assert not verify_consistency(7, 8, ROOT[3], ROOT[4], consistency_path(NODES, 3, 4))
