"""Asking for a day's anchor, every few seconds, costs next to nothing however long the access ledger is."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from evidence.ledger.anchors import ACCESSES, ANCHOR, anchor_accesses
from evidence.ledger.tree import append_due_facts
from records.database import Pool, rows
from tests.evidence.ledger.scene import HOUR

MIDNIGHT = datetime(2026, 3, 2, 17, tzinfo=UTC)
"""The end of 2 March in Jakarta."""
ENTRIES = 60_000
"""Half of them before that, half afterwards."""
FEW = 40
"""Blocks that finding a few entries by their keys takes; reading past all of these takes many times that."""
MANY = """
insert into accesses
select n, %(midnight)s + (n - %(entries)s / 2) * interval '1 second', '{}', 'export', '{}', null, '', n::text
from generate_series(1, %(entries)s) as n"""


async def test_a_day_s_last_entry_is_logged_and_it_is_found_without_reading_the_others(fresh: Pool) -> None:
    await rows(fresh, MANY, {"midnight": MIDNIGHT, "entries": ENTRIES})
    await rows(fresh, "analyze accesses")
    assert await _read(fresh) < FEW
    await anchor_accesses(fresh, MIDNIGHT + HOUR)
    await append_due_facts(fresh)
    (leaf,) = await rows(fresh, "select number from ledger_leaves where report = %s", [ACCESSES])
    assert leaf["number"] == ENTRIES / 2 - 1, "the last one before midnight"
    assert await _read(fresh) < FEW
    await anchor_accesses(fresh, MIDNIGHT + HOUR)
    assert await rows(fresh, "select * from ledger_due") == []


async def _read(pool: Pool) -> int:
    """How many blocks of the access ledger are read for the anchor; what it logs is taken back."""
    explained = "explain (analyze, buffers, format json) " + ANCHOR
    async with pool.connection() as connection, connection.transaction(force_rollback=True):
        cursor = await connection.execute(explained, {"accesses": ACCESSES, "midnight": MIDNIGHT})
        row = await cursor.fetchone()
    assert row is not None
    reading = [
        each for each in _nodes(row["QUERY PLAN"][0]["Plan"]) if each.get("Relation Name") == "accesses"
    ]
    return sum(each["Shared Hit Blocks"] + each["Shared Read Blocks"] for each in reading)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)
