from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.ledger import merkle, tiles
from evidence.ledger.merkle import HASH
from evidence.ledger.tiles import LedgerBroken, Tile
from tests.evidence.ledger.paths import consistency_path, inclusion_path

LEAVES = [merkle.leaf_hash(str(number).encode()) for number in range(256**2 + 300)]
NODES = merkle.nodes_of(LEAVES)


def laid(*steps: int) -> dict[Tile, bytes]:
    """The tiles of a log that grew by so many leaves at a time."""
    stored: dict[Tile, bytes] = {}
    size = 0
    for step in steps:
        last = {tile: stored[tile] for tile, _ in tiles.tails(size)}
        stored |= tiles.grow_tiles(size, last, LEAVES[size : size + step])
        size += step
    return stored


def root_from(stored: Mapping[Tile, bytes], size: int) -> bytes:
    nodes = list(merkle.covering((0, size)))
    return merkle.hash_of((0, size), tiles.taken_from(stored, nodes))


@settings(deadline=None)
@given(st.lists(st.integers(0, 700), max_size=6))
def test_the_tiles_are_the_same_however_the_log_grew(steps: list[int]) -> None:
    assert laid(*steps) == laid(sum(steps))


@pytest.mark.parametrize(
    "size", [0, 1, 255, 256, 257, 511, 512, 256**2 - 1, 256**2, 256**2 + 1, 256**2 + 257]
)
def test_roots_from_tiles_are_those_of_the_leaves(size: int) -> None:
    assert root_from(laid(size), size) == merkle.hash_of((0, size), NODES)


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        (1, {(0, 0): 1}),
        (255, {(0, 0): 255}),
        (256, {(0, 0): 256, (1, 0): 1}),
        (257, {(0, 0): 256, (0, 1): 1, (1, 0): 1}),
        (256 * 256, {(0, at): 256 for at in range(256)} | {(1, 0): 256, (2, 0): 1}),
    ],
)
def test_a_full_tile_becomes_one_hash_of_the_next_level(size: int, widths: dict[Tile, int]) -> None:
    assert {tile: len(hashes) // HASH for tile, hashes in laid(size).items()} == widths


@settings(deadline=None)
@given(st.integers(1, len(LEAVES)), st.data())
def test_every_proof_can_be_made_from_tiles_alone_also_once_the_log_has_grown(
    size: int, data: st.DataObject
) -> None:
    stored = WHOLE if data.draw(st.booleans()) else laid(size)
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(0, size))
    spans = [*merkle.inclusion_spans(index, size), *merkle.consistency_spans(first, size)]
    nodes = tiles.taken_from(stored, {node for span in spans for node in merkle.covering(span)})
    inclusion = inclusion_path(nodes, index, size)
    consistency = consistency_path(nodes, first, size)
    root = merkle.hash_of((0, size), NODES)
    assert merkle.verify_inclusion(LEAVES[index], index, size, inclusion, root)
    assert merkle.verify_consistency(first, size, merkle.hash_of((0, first), NODES), root, consistency)


WHOLE = laid(len(LEAVES))


@given(st.integers(1, 10**9), st.data())
def test_a_proof_takes_few_tiles_however_long_the_log(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    nodes = [node for span in merkle.inclusion_spans(index, size) for node in merkle.covering(span)]
    assert len({tiles.tile_of(node) for node in nodes}) <= 8


@pytest.mark.parametrize("kept", [b"", LEAVES[0], b"".join(LEAVES[:3])])
def test_a_log_whose_last_tile_is_not_what_it_must_be_does_not_grow(kept: bytes) -> None:
    with pytest.raises(LedgerBroken, match="should hold 2 hashes"):
        tiles.grow_tiles(2, {(0, 0): kept}, LEAVES[2:4])


def test_a_hash_that_no_tile_holds_is_missed() -> None:
    with pytest.raises(LedgerBroken, match="lacks hashes"):
        root_from({(0, 0): b"".join(LEAVES[:3])}, 4)
    with pytest.raises(LedgerBroken, match="lacks hashes"):
        root_from({}, 1)
