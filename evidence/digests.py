"""Finding facts and heads by the beginning of a hash: what an auditor has in hand is often a digest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence.ledger import log
from evidence.ledger.anchors import ACCESSES
from evidence.ledger.heads import Head
from records.database import POINT, Pool, rows

SHORTEST = 8
"""Hex digits of a prefix. Fewer would fit too many facts."""
INDEXED = 16
"""Hex digits that the indexes hold."""

# In SQL: parts
FACTS = """
with found as (
    select report, number, digest from recorded_facts
    where left(digest, 16) between %(first)s and %(last)s and digest like %(whole)s
    union
    select report, number, digest from ledger_leaves
    where left(digest, 16) between %(first)s and %(last)s and digest like %(whole)s
      and report <> %(accesses)s
    limit %(limit)s
)
select report, number, digest, f.kind, f.at, l.index as leaf,
       exists (select from superseded as s where (s.report, s.number, s.digest)
               = (found.report, found.number, found.digest)) as is_superseded
from found
left join recorded_facts as f using (report, number, digest)
left join ledger_leaves as l using (report, number, digest)
order by report, number, digest"""
HEADS = """
select head from ledger_heads where head->>'root' between %(first)s and %(last)s
order by size desc limit %(limit)s"""
NEXT_HEAD = "select head from ledger_heads where size >= %s order by size limit 1"


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact that has such a digest. `kind` and `at` are null where the record lost it and only the ledger
    has its digest; `leaf` is its place there, null where it is not logged. A superseded fact is none of its
    report's."""

    report: str
    number: int
    digest: str
    kind: str | None
    at: datetime | None
    leaf: int | None
    is_superseded: bool


async def find_facts(pool: Pool, prefix: str, limit: int) -> Sequence[FoundFact]:
    """Facts whose digest begins with `prefix`, at least `SHORTEST` lower hex digits: those on record, and
    those that only the ledger knows of. Raises one of `SQL_AWAY`."""
    values = {**_bounds(prefix[:INDEXED]), "whole": f"{prefix}%", "accesses": ACCESSES, "limit": limit}
    return [FoundFact(**row) for row in await rows(pool, FACTS, values, within=POINT)]


async def find_heads(pool: Pool, prefix: str, limit: int) -> Sequence[Head]:
    """Heads whose root begins with `prefix`, the newest first. Raises one of `SQL_AWAY`."""
    values = {**_bounds(prefix), "limit": limit}
    return log.read_heads(await rows(pool, HEADS, values, within=POINT))


async def find_head_over(pool: Pool, size: int) -> Head | None:
    """The first head over at least `size` facts; null where none was signed yet. Raises one of `SQL_AWAY`."""
    found = log.read_heads(await rows(pool, NEXT_HEAD, [size], within=POINT))
    return next(iter(found), None)


def _bounds(prefix: str) -> dict[str, str]:
    """Between what hex digits that begin with `prefix` lie: a plain index finds them in any collation, since
    each has digits before letters, and these in their order."""
    return {"first": prefix, "last": f"{prefix}g"}
