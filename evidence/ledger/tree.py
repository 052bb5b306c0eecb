"""The log's tree in the record: facts become leaves, and leaves hashes. What is logged is never changed.

One process appends at a time; nobody who reads waits for it. Any root or proof takes a few tiles, however
long the log is.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from evidence.ledger import merkle, tiles
from evidence.ledger.heads import Consistency, Inclusion, Leaf, entry_hash
from evidence.ledger.merkle import Node, Span
from evidence.ledger.tiles import Tile
from records.advisory_locks import AdvisoryLock, lock
from records.database import POINT, Pool, rows

Connection = AsyncConnection[DictRow]

MOST = 10_000
"""How many facts are logged in one transaction; that takes about a second."""
SETTLED = timedelta(seconds=10)
"""For how long a fact has been recorded before it is logged. Those of a workflow task that the engine
discards are superseded within seconds, and need not be in the log."""

# In SQL: hot
SIZE = "select coalesce(max(index) + 1, 0) as size from ledger_leaves"
APPEND = """
with due as materialized (
    select recorded_at, report, number, digest from ledger_due
    where recorded_at <= now() - %(settled)s
    order by recorded_at, report, number, digest limit %(most)s
), taken as (
    delete from ledger_due as d using due
    where (d.recorded_at, d.report, d.number, d.digest)
        = (due.recorded_at, due.report, due.number, due.digest)
), logged as (
    insert into ledger_leaves (index, report, number, digest, recorded_at)
    select %(size)s - 1 + row_number() over (order by recorded_at, report, number, digest),
           report, number, digest, recorded_at
    from due
    where not exists (
        select from superseded as s
        where (s.report, s.number, s.digest) = (due.report, due.number, due.digest)
    ) and not exists (
        select from ledger_leaves as l
        where (l.report, l.number, l.digest) = (due.report, due.number, due.digest)
    )
    returning index, report, number, digest
)
select l.index, due.report, due.number, due.digest
from due left join logged as l using (report, number, digest)
order by l.index"""
TILES = """
select level, index, hashes
from unnest(%(levels)s::integer[], %(indexes)s::bigint[]) as wanted(level, index)
join ledger_tiles using (level, index)"""
KEEP_TILES = """
insert into ledger_tiles (level, index, hashes)
select * from unnest(%(levels)s::integer[], %(indexes)s::bigint[], %(hashes)s::bytea[])
on conflict (level, index) do update set hashes = excluded.hashes"""
# A fact that was superseded after it was logged has its leaf for ever, but is none of the report's.
LEAVES = """
select index, report, number, digest from ledger_leaves as l
where report = %(report)s and index < %(size)s and number = coalesce(%(number)s, number)
  and not exists (
      select from superseded as s where (s.report, s.number, s.digest) = (l.report, l.number, l.digest)
  )
order by number, index"""
LOGGED = "select index, report, number, digest from ledger_leaves where report = %s order by index"


class BeyondLog(Exception):
    """So many leaves aren't logged yet."""

    def __init__(self, size: int, logged: int) -> None:
        super().__init__(f"the log has {logged} leaves, not {size} yet")
        self.size = size
        self.logged = logged


@asynccontextmanager
async def exclusive_transaction(pool: Pool) -> AsyncIterator[Connection]:
    """A transaction in which nobody else adds to the ledger. Raises one of `SQL_AWAY`."""
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.LEDGER)
        yield connection


async def append_due_facts(pool: Pool) -> int:
    """Logs every fact that is due; returns how many were. Raises one of `SQL_AWAY`, or LedgerBroken; what was
    logged by then stays."""
    total = 0
    while True:
        async with exclusive_transaction(pool) as connection:
            taken, logged = await _append_some(connection)
        total += logged
        if taken < MOST:
            return total


async def _append_some(connection: Connection) -> tuple[int, int]:
    """How many facts it took, and how many of these it logged: others were superseded in time, or are logged
    already and were only lost to the record meanwhile."""
    before = await size_of(connection)
    values = {"size": before, "most": MOST, "settled": SETTLED}
    taken = await (await connection.execute(APPEND, values)).fetchall()
    leaves = [row for row in taken if row["index"] is not None]
    if leaves:
        last = await _tiles(connection, [tile for tile, _ in tiles.tails(before)])
        changed = await asyncio.to_thread(_grown, before, last, leaves)
        await connection.execute(KEEP_TILES, {**_named(changed), "hashes": list(changed.values())})
    return len(taken), len(leaves)


def _grown(size: int, last: Mapping[Tile, bytes], leaves: Sequence[DictRow]) -> dict[Tile, bytes]:
    hashes = [entry_hash(row["report"], row["number"], row["digest"]) for row in leaves]
    return tiles.grow_tiles(size, last, hashes)


async def size_of(connection: Connection) -> int:
    """How many leaves there are."""
    row = await (await connection.execute(SIZE)).fetchone()
    assert row is not None
    size: int = row["size"]
    return size


async def root_of(connection: Connection, size: int) -> bytes:
    """The root of the first `size` leaves. Raises LedgerBroken."""
    nodes = list(merkle.covering((0, size)))
    found = await _tiles(connection, {tiles.tile_of(node) for node in nodes})
    return merkle.hash_of((0, size), tiles.taken_from(found, nodes))


async def prove_inclusion(pool: Pool, report: str, number: int, size: int) -> Inclusion | None:
    """The proof that the report's fact of that number is among the first `size` leaves; null where it isn't.
    A fact that was superseded is none of the report's.

    Raises BeyondLog, LedgerBroken, or one of `SQL_AWAY`.
    """
    return next(iter(await _proved(pool, report, size, number)), None)


async def prove_inclusions(pool: Pool, report: str, size: int) -> list[Inclusion]:
    """The same of all the report's facts among the first `size` leaves, by number. Raises as above."""
    return await _proved(pool, report, size, None)


async def _proved(pool: Pool, report: str, size: int, number: int | None) -> list[Inclusion]:
    await _require(pool, size)
    found = await rows(pool, LEAVES, {"report": report, "size": size, "number": number}, within=POINT)
    spans = {row["index"]: merkle.inclusion_spans(row["index"], size) for row in found}
    nodes = await _nodes(pool, [span for each in spans.values() for span in each])
    return [
        Inclusion(
            leaf=_leaf(row),
            index=row["index"],
            size=size,
            path=[merkle.hash_of(span, nodes).hex() for span in spans[row["index"]]],
        )
        for row in found
    ]


async def prove_consistency(pool: Pool, first: int, second: int) -> Consistency:
    """The proof that the first `second` leaves begin with the first `first` ones.

    Raises ValueError where `first` is the larger, BeyondLog, LedgerBroken, or one of `SQL_AWAY`.
    """
    spans = merkle.consistency_spans(first, second)
    await _require(pool, second)
    nodes = await _nodes(pool, spans)
    path = [merkle.hash_of(span, nodes).hex() for span in spans]
    return Consistency(first=first, second=second, path=path)


async def read_leaves(pool: Pool, report: str) -> list[tuple[int, Leaf]]:
    """Every leaf of the report with its index, as logged: also of facts superseded afterwards."""
    return [(row["index"], _leaf(row)) for row in await rows(pool, LOGGED, [report], within=POINT)]


async def _require(pool: Pool, size: int) -> None:
    (row,) = await rows(pool, SIZE, within=POINT)
    if size > row["size"]:
        raise BeyondLog(size, row["size"])


async def _nodes(pool: Pool, spans: Sequence[Span]) -> dict[Node, bytes]:
    nodes = {node for span in spans for node in merkle.covering(span)}
    wanted = {tiles.tile_of(node) for node in nodes}
    found = _as_tiles(await rows(pool, TILES, _named(wanted), within=POINT))
    return tiles.taken_from(found, nodes)


async def _tiles(connection: Connection, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    return _as_tiles(await (await connection.execute(TILES, _named(wanted))).fetchall())


def _as_tiles(found: Iterable[DictRow]) -> dict[Tile, bytes]:
    return {(row["level"], row["index"]): row["hashes"] for row in found}


def _named(wanted: Iterable[Tile]) -> dict[str, Any]:
    named = list(wanted)
    return {"levels": [level for level, _ in named], "indexes": [index for _, index in named]}


def _leaf(row: DictRow) -> Leaf:
    return Leaf(report=row["report"], number=row["number"], digest=row["digest"])
