"""Each day that had facts gets its head."""

from datetime import UTC, datetime, timedelta

from evidence.ledger import log
from evidence.ledger.heads import verify_chain
from evidence.ledger.keys import Signer
from records.database import Pool
from tests.evidence.ledger.scene import HOUR, SECOND, count, keys, recorded

MIDNIGHT = datetime(2026, 3, 2, 17, tzinfo=UTC)
"""The end of 2 March in Jakarta."""


async def test_a_day_that_had_facts_gets_its_head_just_after_midnight(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 2, MIDNIGHT - HOUR)
    for moment in (-HOUR, timedelta(0), 9 * SECOND):
        assert await log.sign_due_head(pool, signer, MIDNIGHT + moment) is None
    made = await log.sign_due_head(pool, signer, MIDNIGHT + 10 * SECOND)
    assert made is not None
    assert (made.size, made.day) == (2, "2026-03-03")
    assert await log.sign_due_head(pool, signer, MIDNIGHT + HOUR) is None


async def test_a_day_without_facts_gets_none(pool: Pool, signer: Signer) -> None:
    assert await log.sign_due_head(pool, signer, MIDNIGHT + HOUR) is None
    await recorded(pool, 1, MIDNIGHT - HOUR)
    assert await log.sign_due_head(pool, signer, MIDNIGHT + HOUR) is not None
    assert await log.sign_due_head(pool, signer, MIDNIGHT + 24 * HOUR) is None


async def test_what_is_due_is_logged_meanwhile(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 3, MIDNIGHT - HOUR)
    assert await log.sign_due_head(pool, signer, MIDNIGHT - HOUR) is None
    assert await count(pool, "ledger_leaves") == 3


async def test_a_head_signed_in_between_covers_its_facts_and_the_day_the_rest(
    pool: Pool, signer: Signer
) -> None:
    await recorded(pool, 1, MIDNIGHT - 2 * HOUR)
    await log.sign_head(pool, signer, now=MIDNIGHT - HOUR)
    assert await log.sign_due_head(pool, signer, MIDNIGHT + HOUR) is None
    await recorded(pool, 1, MIDNIGHT - HOUR / 2)
    await recorded(pool, 1, MIDNIGHT + HOUR / 2)
    made = await log.sign_due_head(pool, signer, MIDNIGHT + HOUR)
    assert made is not None
    assert made.size == 3


async def test_days_on_which_nothing_ran_are_made_up_for(pool: Pool, signer: Signer) -> None:
    for days in (3, 2, 1):
        await recorded(pool, 1, MIDNIGHT - days * 24 * HOUR)
    made = await log.sign_due_head(pool, signer, MIDNIGHT + HOUR)
    assert made is not None
    assert made.size == 3
    assert await log.sign_due_head(pool, signer, MIDNIGHT + HOUR) is None


async def test_a_clock_that_goes_back_over_midnight_makes_no_second_head(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 1, MIDNIGHT - HOUR)
    first = await log.sign_due_head(pool, signer, MIDNIGHT + 10 * SECOND)
    await recorded(pool, 1, MIDNIGHT - HOUR / 2)
    assert await log.sign_due_head(pool, signer, MIDNIGHT - SECOND) is None
    second = await log.sign_due_head(pool, signer, MIDNIGHT + 10 * SECOND)
    assert first is not None
    assert second is not None
    verify_chain([first, second], await keys(pool))
