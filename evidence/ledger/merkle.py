"""Merkle trees with SHA-256 as RFC 9162 (Certificate Transparency) has them: roots, and both kinds of proof.

Pure. Leaves are counted from 0; a tree of `size` leaves is the first `size` leaves of every later one. What
only a complete subtree hashes to never changes, so any root or proof can be made from these alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

HASH = 32
"""Bytes of a hash."""
EMPTY = sha256(b"").digest()
"""The root of no leaves."""

Node = tuple[int, int]
"""A complete subtree: its level (0: a leaf) and how many of that level stand left of it."""
Span = tuple[int, int]
"""Some leaves: the first, and the one after the last."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of what joins two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def nodes_of(leaves: Sequence[bytes]) -> dict[Node, bytes]:
    """Every complete subtree over these leaf hashes."""
    found: dict[Node, bytes] = {}
    level, hashes = 0, list(leaves)
    while hashes:
        found |= {(level, index): each for index, each in enumerate(hashes)}
        hashes = [node_hash(*hashes[at : at + 2]) for at in range(0, len(hashes) - 1, 2)]
        level += 1
    return found


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    return hash_of((0, len(leaves)), nodes_of(leaves))


def covering(span: Span) -> Iterator[Node]:
    """The largest complete subtrees that a subtree of these leaves is made of, from the left."""
    first, end = span
    while first < end:
        level = (end - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


def hash_of(span: Span, nodes: Mapping[Node, bytes]) -> bytes:
    """What the subtree of these leaves hashes to. Raises KeyError where `nodes` lacks one that it covers."""
    parts = [nodes[node] for node in covering(span)]
    if not parts:
        return EMPTY
    whole = parts.pop()
    while parts:
        whole = node_hash(parts.pop(), whole)
    return whole


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The subtrees whose hashes prove that leaf `index` is in the tree of `size` (RFC 9162, 2.1.3.1).

    Raises ValueError where that tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    first, end = 0, size
    path: list[Span] = []
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((first, middle))
            first = middle
    return path[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """The subtrees whose hashes prove that the tree of size `first` is how the tree of size `second` begins
    (RFC 9162, 2.1.4.1); none where either says so itself: `first` is 0, or equal to `second`.

    Raises ValueError where `first` is the larger one.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves is no beginning of one of {second}")
    if first == 0:
        return []
    begin, end = 0, second
    path: list[Span] = []
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    if begin:  # else this is the whole first tree, whose root whoever verifies has
        path.append((begin, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that the leaf hash `leaf` stands at `index` in the tree of that size and root
    (RFC 9162, 2.1.3.2). A root binds no size by itself: take both from one signed head."""
    if not (0 <= index < size and _are_hashes(leaf, root, *path)):
        return False
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether `path` proves that the tree of size and root `first` is how the second one begins (RFC 9162,
    2.1.4.2). From no leaves, and between trees of one size, there is nothing to prove: an empty path."""
    if not (0 <= first <= second and _are_hashes(first_root, second_root, *path)):
        return False
    if first == 0:
        return not path and first_root == EMPTY and (second > 0 or second_root == EMPTY)
    if first == second:
        return not path and first_root == second_root
    return _leads_to_both(first, second, first_root, second_root, path)


def _leads_to_both(
    first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]
) -> bool:
    if not path:
        return False
    whole = [first_root, *path] if first & (first - 1) == 0 else list(path)
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    earlier = later = whole[0]
    for each in whole[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            earlier, later = node_hash(each, earlier), node_hash(each, later)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            later = node_hash(later, each)
        at, last = at >> 1, last >> 1
    return last == 0 and earlier == first_root and later == second_root


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH for value in values)
