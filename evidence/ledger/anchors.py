"""The access ledger's end, logged once a day among the facts: so it stands under heads that were published,
and neither its end can be cut off nor the whole made anew without contradicting them."""

from datetime import datetime, time

from evidence.ledger.heads import WIB
from records.database import POINT, Pool, rows

ACCESSES = "accesses"
"""What such a leaf names in the place of a report; its number and digest are those of an entry."""

# The entry after the logged one says at once that there is nothing to do, as nearly always.
# In SQL: import
ANCHOR = """
insert into ledger_due (recorded_at, report, number, digest)
with logged as materialized (
    select coalesce(max(number), 0) as index from ledger_leaves where report = %(accesses)s
)
select at, %(accesses)s, index, digest from accesses
where at < %(midnight)s and index > (select index from logged) and %(midnight)s > (
    select at from accesses where index > (select index from logged) order by index limit 1
)
order by at desc, index desc limit 1
on conflict do nothing"""
LOGGED = "select number, digest from ledger_leaves where report = %s order by number"


async def anchor_accesses(pool: Pool, now: datetime) -> None:
    """Has the last entry before today (WIB) logged, as if it were a fact, unless it is. Raises one of
    `SQL_AWAY`."""
    midnight = datetime.combine(now.astimezone(WIB).date(), time(), WIB)
    await rows(pool, ANCHOR, {"accesses": ACCESSES, "midnight": midnight}, within=POINT)


async def anchored_entries(pool: Pool) -> dict[int, str]:
    """The digests of the entries that were logged, by their numbers. Raises one of `SQL_AWAY`."""
    return {row["number"]: row["digest"] for row in await rows(pool, LOGGED, [ACCESSES])}
