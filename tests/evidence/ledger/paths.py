"""Proofs made from a whole tree in memory: what those that the product makes from tiles are held against."""

from collections.abc import Mapping

from evidence.ledger.merkle import Node, consistency_spans, hash_of, inclusion_spans


def inclusion_path(nodes: Mapping[Node, bytes], index: int, size: int) -> list[bytes]:
    """The inclusion proof of leaf `index` in the tree of `size`."""
    return [hash_of(span, nodes) for span in inclusion_spans(index, size)]


def consistency_path(nodes: Mapping[Node, bytes], first: int, second: int) -> list[bytes]:
    """The consistency proof of two sizes."""
    return [hash_of(span, nodes) for span in consistency_spans(first, second)]
