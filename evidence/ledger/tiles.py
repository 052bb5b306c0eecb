"""How the tree's hashes are kept: 256 to a tile, eight levels of the tree apart. Pure.

Tile `(n, i)` holds, 32 bytes each, hashes `256 i` to `256 i + 255` of the complete subtrees of 256^n leaves.
All levels between follow from these. The last tile of each level grows until it is full, and then never
changes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evidence.ledger.merkle import HASH, Node, root

WIDTH = 256
"""Hashes of a full tile."""
LEVELS = 8
"""Levels of the tree from one level of tiles to the next."""
FULL = WIDTH * HASH
"""Bytes of a full tile."""

Tile = tuple[int, int]
"""A tile's own level, and how many of that level stand left of it."""


class LedgerBroken(Exception):
    """The stored ledger contradicts itself: what a tile must hold isn't there. `tuntas ledger check` says
    where."""


def tile_of(node: Node) -> Tile:
    """The tile that the node follows from."""
    level, index = node
    own, above = divmod(level, LEVELS)
    return own, (index << above) // WIDTH


def taken_from(tiles: Mapping[Tile, bytes], nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The hashes of these complete subtrees. Raises LedgerBroken where a tile lacks what one follows from."""
    return {node: _taken(tiles, node) for node in nodes}


def _taken(tiles: Mapping[Tile, bytes], node: Node) -> bytes:
    level, index = node
    above = level % LEVELS
    begin = (index << above) % WIDTH
    hashes = split_tile(tiles.get(tile_of(node), b""))[begin : begin + (1 << above)]
    if len(hashes) != 1 << above:
        raise LedgerBroken(f"tile {tile_of(node)} lacks hashes from {begin} on")
    return root(hashes)


def tails(size: int) -> Iterator[tuple[Tile, int]]:
    """The tiles that aren't full in a tree of `size` leaves, each with how many hashes it holds."""
    level, held = 0, size
    while held:
        if held % WIDTH:
            yield (level, held // WIDTH), held % WIDTH
        level, held = level + 1, held // WIDTH


def grow_tiles(size: int, last: Mapping[Tile, bytes], added: Sequence[bytes]) -> dict[Tile, bytes]:
    """The tiles that change where these leaf hashes are added to a tree of `size`, as they are afterwards.

    `last` has its `tails`. Raises LedgerBroken where one lacks something, or has too much.
    """
    for tile, width in tails(size):
        if len(last.get(tile, b"")) != width * HASH:
            raise LedgerBroken(f"tile {tile} should hold {width} hashes")
    changed: dict[Tile, bytes] = {}
    level, held, hashes = 0, size, list(added)
    while hashes:
        index, width = divmod(held, WIDTH)
        content = (last[level, index] if width else b"") + b"".join(hashes)
        tiles = [content[at : at + FULL] for at in range(0, len(content), FULL)]
        changed |= {(level, index + at): tile for at, tile in enumerate(tiles)}
        hashes = [root(split_tile(tile)) for tile in tiles if len(tile) == FULL]
        level, held = level + 1, index
    return changed


def split_tile(content: bytes) -> list[bytes]:
    """The hashes of a tile."""
    return [content[at : at + HASH] for at in range(0, len(content), HASH)]
