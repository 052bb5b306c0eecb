"""A log of ten facts, its heads and keys, and proofs of it, made without a database."""

from datetime import UTC, datetime, timedelta

from evidence.ledger import merkle
from evidence.ledger.heads import Consistency, Head, Inclusion, Leaf
from evidence.ledger.keys import Keys, Rotation, Signer
from tests.evidence.ledger.paths import consistency_path, inclusion_path

NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW, THIRD, FOREIGN = (Signer(bytes([each]) * 32) for each in b"abcd")
LOG = OLD.fingerprint

LEAVES = [Leaf(report=f"TEST-{at // 3}", number=at % 3 + 1, digest=f"{at:064x}") for at in range(10)]
NODES = merkle.nodes_of([leaf.hash() for leaf in LEAVES])


def head(size: int, before: Head | None = None, signer: Signer = OLD, at: datetime = NOON) -> Head:
    return Head.of(signer, LOG, size, merkle.hash_of((0, size), NODES), at, before)


def inclusion(index: int, size: int) -> Inclusion:
    path = [each.hex() for each in inclusion_path(NODES, index, size)]
    return Inclusion(leaf=LEAVES[index], index=index, size=size, path=path)


def consistency(first: int, second: int) -> Consistency:
    path = [each.hex() for each in consistency_path(NODES, first, second)]
    return Consistency(first=first, second=second, path=path)


def keys(*rotations: Rotation) -> Keys:
    return Keys(log=LOG, first=OLD.public.hex(), rotations=list(rotations))


FIRST = head(3)
SECOND = head(7, FIRST, at=NOON + HOUR)
TO_NEW = Rotation.of(LOG, OLD, NEW, NOON + 2 * HOUR)
TO_THIRD = Rotation.of(LOG, NEW, THIRD, NOON + 4 * HOUR)
AFTER = head(10, SECOND, NEW, NOON + 3 * HOUR)
