"""Whether the stored ledger is whole, and whether the record still says what was logged.

Leaves are held against the lowest tiles, each level of tiles against the next, the tiles against every head,
and leaves against facts. Where all of that fits, each head is one over exactly these facts; what doesn't fit
is named where it lies, and not by all that follows from it.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from psycopg.rows import DictRow
from pydantic import ValidationError

from evidence.ledger import merkle, stored_keys
from evidence.ledger.anchors import ACCESSES
from evidence.ledger.heads import Head, HeadRefused, entry_hash
from evidence.ledger.keys import Keys, LedgerRefused
from evidence.ledger.tiles import WIDTH, LedgerBroken, split_tile
from evidence.ledger.tree import root_of
from records.database import Pool, rows
from workflows.procedure.model import instants
from workflows.procedure.model.facts import digest_of

AT_ONCE = 20 * WIDTH
"""How many leaves or facts are read in one statement."""
HEADS_AT_ONCE = 500

# In SQL: import
HELD = """
select (select coalesce(max(index) + 1, 0) from ledger_leaves) as leaves,
       (select coalesce(max(size), 0) from ledger_heads) as signed,
       (select coalesce(jsonb_object_agg(level, held), '{}') from (
            select level, sum(length(hashes)) / 32 as held from ledger_tiles group by level
       ) as levels) as levels"""
LEAVES = """
select l.index, l.report, l.number, l.digest, f.at, f.recorded_at, f.kind, f.actor, f.data, f.previous,
       exists (select from facts as o where (o.report, o.number) = (l.report, l.number)) as other,
       exists (select from accesses as a where (a.index, a.digest) = (l.number, l.digest)) as seen
from ledger_leaves as l left join recorded_facts as f using (report, number, digest)
where l.index >= %(first)s and l.index < %(end)s order by l.index"""
TILES = "select index, hashes from ledger_tiles where level = %s and index >= %s and index < %s"
HEADS = "select size, head from ledger_heads where size > %s order by size limit %s"
UNLOGGED = """
with page as (
    select recorded_at, report, number, digest from facts
    where (report, number) > (%(report)s, %(number)s) order by report, number limit %(limit)s
)
select p.report, p.number, l.index is not null or d.digest is not null as known
from page as p
left join ledger_leaves as l on (l.report, l.number, l.digest) = (p.report, p.number, p.digest)
left join ledger_due as d on (d.recorded_at, d.report, d.number, d.digest)
                           = (p.recorded_at, p.report, p.number, p.digest)
order by p.report, p.number"""

What = Literal["keys", "head", "tiles", "leaf", "fact", "access", "file"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that does not fit: of the ledger, a fact or an access; which one, and what is wrong."""

    what: What
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.what} {self.name}: {self.message}"


async def count_leaves(pool: Pool) -> int:
    """How many leaves there are to look at."""
    (held,) = await rows(pool, HELD)
    found: int = held["leaves"]
    return found


async def check_ledger(
    pool: Pool, on_leaves: Callable[[int], None] = lambda _: None
) -> AsyncIterator[Difference]:
    """All that differs. `on_leaves` is told of leaves as they are looked at. Raises one of `SQL_AWAY`."""
    (held,) = await rows(pool, HELD)
    logged, levels = held["leaves"], {int(level): int(hashes) for level, hashes in held["levels"].items()}
    for level, hashes in sorted(levels.items()):
        if hashes != logged >> 8 * level:
            message = f"hold {hashes} hashes, where {logged} leaves make {logged >> 8 * level}"
            yield Difference("tiles", f"of level {level}", message)
    size = max(logged, held["signed"], levels.get(0, 0))
    roots: list[bytes | None] = []
    for first in range(0, size, AT_ONCE):
        span = range(first, min(first + AT_ONCE, size))
        async for difference in _of_leaves(pool, span, roots):
            yield difference
        on_leaves(len(span))
    async for difference in _of_levels(pool, roots):
        yield difference
    async for difference in _of_heads(pool):
        yield difference
    async for difference in _of_unlogged(pool):
        yield difference


async def _of_leaves(pool: Pool, span: range, roots: list[bytes | None]) -> AsyncIterator[Difference]:
    found = await rows(pool, LEAVES, {"first": span.start, "end": span.stop})
    for row in found:
        if difference := _of_fact(row):
            yield difference
    hashes = {row["index"]: entry_hash(row["report"], row["number"], row["digest"]) for row in found}
    for index in span:
        if index not in hashes:
            yield Difference("leaf", str(index), "is gone")
    for difference in await _of_tiles(pool, 0, span.start, [hashes.get(index) for index in span], roots):
        yield difference


def _of_fact(row: DictRow) -> Difference | None:
    """What is wrong with the fact, or the entry of the access ledger, that a leaf stands for."""
    if row["report"] == ACCESSES:
        gone = "was logged and is gone, or has another digest"
        return None if row["seen"] else Difference("access", str(row["number"]), gone)
    name = f"{row['number']} of {row['report']}"
    if row["kind"] is None:
        gone = "has another digest than was logged" if row["other"] else "was logged and is gone"
        return Difference("fact", name, gone)
    told = {part: row[part] for part in ("number", "actor", "kind", "data", "previous")}
    told |= {part: instants.format_instant(row[part]) for part in ("at", "recorded_at")}
    if digest_of(told) != row["digest"]:
        return Difference("fact", name, "was changed: its digest is no longer that of what it says")
    return None


async def _of_tiles(
    pool: Pool, level: int, first: int, wanted: Sequence[bytes | None], roots: list[bytes | None]
) -> list[Difference]:
    """Holds the tiles of hash `first` and after against what they must hold, null where that isn't known, and
    adds the root of each full one to `roots`."""
    begin = first // WIDTH
    count = -(-len(wanted) // WIDTH)
    stored = {row["index"]: row["hashes"] for row in await rows(pool, TILES, [level, begin, begin + count])}
    found = []
    for at in range(count):
        due = wanted[at * WIDTH : (at + 1) * WIDTH]
        hashes = split_tile(stored.get(begin + at, b""))[: len(due)]
        for place, must in enumerate(due):
            kept = hashes[place] if place < len(hashes) else None
            if must is not None and must != kept:
                found.append(_differs(level, begin + at, place, kept))
        if len(due) == WIDTH:
            roots.append(merkle.root(hashes) if len(hashes) == WIDTH else None)
    return found


def _differs(level: int, tile: int, place: int, kept: bytes | None) -> Difference:
    if kept is None:
        return Difference("tiles", f"{level}/{tile}", f"lack hash {place}")
    below = tile * WIDTH + place
    if level == 0:
        return Difference("leaf", str(below), "is not the one that was logged")
    return Difference("tiles", f"{level}/{tile}", f"hash {place} is not that of tile {level - 1}/{below}")


async def _of_levels(pool: Pool, roots: Sequence[bytes | None]) -> AsyncIterator[Difference]:
    level, wanted = 1, roots
    while wanted:
        above: list[bytes | None] = []
        for difference in await _of_tiles(pool, level, 0, wanted, above):
            yield difference
        level, wanted = level + 1, above


async def _of_heads(pool: Pool) -> AsyncIterator[Difference]:
    keys, wrong = await _keys(pool)
    if wrong:
        yield wrong
    before: Head | None = None
    last = -1
    while page := await rows(pool, HEADS, [last, HEADS_AT_ONCE]):
        for row in page:
            last = row["size"]
            try:
                head = Head.model_validate(row["head"])
            except ValidationError:
                yield Difference("head", str(last), "is no head")
                continue
            for message in [*_unsigned(head, before, keys), *await _other_root(pool, head)]:
                yield Difference("head", str(last), message)
            before = head


async def _keys(pool: Pool) -> tuple[Keys | None, Difference | None]:
    """The keys to verify heads by, none where they don't verify themselves."""
    try:
        keys = await stored_keys.read_keys(pool)
        if keys is not None:
            keys.terms()
    except LedgerRefused as refused:
        return None, Difference("keys", "of the log", f"don't verify: {refused}")
    except ValueError:
        return None, Difference("keys", "of the log", "are not well-formed")
    return keys, None


def _unsigned(head: Head, before: Head | None, keys: Keys | None) -> Iterator[str]:
    try:
        if keys is None:
            raise HeadRefused("no key is known that it could be verified by")
        head.verify(keys)
        if before is not None:
            head.verify_after(before)
        elif head.previous is not None:
            raise HeadRefused("it names one before it, which is gone")
    except LedgerRefused as refused:
        yield str(refused)


async def _other_root(pool: Pool, head: Head) -> list[str]:
    try:
        async with pool.connection() as connection:
            root = await root_of(connection, head.size)
    except LedgerBroken as broken:
        return [f"its root can't be made anew: {broken}"]
    return [] if root.hex() == head.root else ["its root is not that of the log"]


async def _of_unlogged(pool: Pool) -> AsyncIterator[Difference]:
    last: dict[str, object] = {"report": "", "number": 0}
    while page := await rows(pool, UNLOGGED, {**last, "limit": AT_ONCE}):
        for row in page:
            if not row["known"]:
                yield Difference(
                    "fact", f"{row['number']} of {row['report']}", "is neither logged nor due to be"
                )
        last = {"report": page[-1]["report"], "number": page[-1]["number"]}
