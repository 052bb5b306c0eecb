"""Facts that came into the ledger long after they say to have been recorded. Either they waited for a ledger
that was away, or they are dated back: nothing on record can tell which."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from records.database import Pool, rows

LATE = timedelta(minutes=5)
"""A fact is in the ledger ten seconds after it was recorded, where nothing was away."""

# In SQL: import
CAME_LATE = """
with late as (
    select f.report, f.number, f.recorded_at, h.at
    from ledger_leaves as l join facts as f using (report, number, digest), lateral (
        select (head->>'at')::timestamptz as at from ledger_heads
        where size <= l.index order by size desc limit 1
    ) as h
    where h.at - f.recorded_at > %s order by l.index
)
select (select count(*) from late) as facts, * from late limit 1"""


@dataclass(frozen=True, slots=True)
class Late:
    """How many `facts` came late, and the first of these: when it says that it was recorded, and when a head
    was signed that lacks it."""

    facts: int
    report: str
    number: int
    recorded_at: datetime
    lacked_at: datetime

    def __str__(self) -> str:
        first = f"fact {self.number} of {self.report} says that it was recorded at {self.recorded_at:{FORM}}"
        return (
            f"{self.facts} came into the ledger late, in an outage or dated back; the first: {first}, "
            f"but was not in the ledger at {self.lacked_at:{FORM}}"
        )


FORM = "%Y-%m-%d %H:%M:%S UTC"


async def came_late(pool: Pool) -> Late | None:
    """The facts that came late; null where none did. Raises one of `SQL_AWAY`."""
    for row in await rows(pool, CAME_LATE, [LATE]):
        return Late(row["facts"], row["report"], row["number"], row["recorded_at"], row["at"])
    return None
