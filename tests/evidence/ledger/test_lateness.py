"""Facts that the ledger lacked long after they say to have been recorded are told."""

from datetime import UTC, datetime, timedelta

from evidence.ledger import log, tree
from evidence.ledger.keys import Signer
from evidence.ledger.lateness import came_late
from records.database import Pool
from tests.evidence.ledger.scene import HOUR, add, ago, chain, recorded


async def test_none_came_late_where_each_was_logged_before_the_next_head(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 3, ago(5 * HOUR))
    await log.sign_head(pool, signer, now=ago(4 * HOUR))
    await recorded(pool, 3, ago(4 * HOUR) - timedelta(minutes=4))
    await log.sign_head(pool, signer, now=ago(3 * HOUR))
    assert await came_late(pool) is None


async def test_the_first_of_those_that_came_late_is_named(pool: Pool, signer: Signer) -> None:
    at = datetime(2026, 3, 2, 5, tzinfo=UTC)
    await recorded(pool, 2, at)
    await log.sign_head(pool, signer, now=at + HOUR)
    await add(pool, "LATE", chain("LATE", 3, at))
    await tree.append_due_facts(pool)
    assert str(await came_late(pool)) == (
        "3 came into the ledger late, in an outage or dated back; the first: fact 1 of LATE says that it was "
        "recorded at 2026-03-02 05:00:00 UTC, but was not in the ledger at 2026-03-02 06:00:00 UTC"
    )
