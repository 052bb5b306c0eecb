"""A reporter's receipt: what is in it, and when a head is signed for it."""

from datetime import timedelta

from evidence.ledger import log, tree
from evidence.ledger.heads import Receipt
from evidence.ledger.keys import Signer
from evidence.ledger.receipts import make_receipt
from records.database import Pool
from tests.evidence.ledger.scene import (
    HOUR,
    NOW,
    SECOND,
    add,
    ago,
    by_force,
    chain,
    count,
    keys,
    recorded,
)
from tests.records.samples import tracking_number


async def verified(pool: Pool, signer: Signer, report: str, until: int | None = None) -> Receipt:
    """The receipt, read again from its bytes and verified as a reporter would."""
    made = await make_receipt(pool, signer, report, until=until, now=NOW)
    read = Receipt.read(made.canonical())
    read.verify(await keys(pool))
    return read


async def test_a_receipt_proves_each_fact_under_a_head(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 3)
    report = tracking_number()
    facts = chain(report, 5, ago(HOUR))
    await add(pool, report, facts)
    made = await verified(pool, signer, report)
    assert [(each.leaf.number, each.leaf.digest) for each in made.facts] == [
        (fact.number, fact.digest) for fact in facts
    ]
    assert (made.report, made.pending, made.head) == (report, [], await log.newest_head(pool))


async def test_facts_too_young_to_be_logged_are_named_as_pending(pool: Pool, signer: Signer) -> None:
    report = tracking_number()
    facts = chain(report, 2, ago(5 * SECOND))
    await add(pool, report, facts)
    made = await verified(pool, signer, report)
    assert [leaf.digest for leaf in made.pending] == [fact.digest for fact in facts]
    assert (made.facts, made.head.size) == ([], 0)


async def test_receipts_make_no_more_heads_than_their_reports_have_facts(pool: Pool, signer: Signer) -> None:
    report = await recorded(pool, 2)
    first = await verified(pool, signer, report)
    await recorded(pool, 4)
    await tree.append_due_facts(pool)
    assert (await verified(pool, signer, report)).head == first.head
    assert await count(pool, "ledger_heads") == 1
    other = await recorded(pool, 1)
    assert [each.leaf.report for each in (await verified(pool, signer, other)).facts] == [other]
    assert await count(pool, "ledger_heads") == 2


async def test_who_may_read_up_to_a_fact_is_told_of_no_later_one(pool: Pool, signer: Signer) -> None:
    report = tracking_number()
    await add(pool, report, chain(report, 3, ago(HOUR)))
    assert [each.leaf.number for each in (await verified(pool, signer, report, 2)).facts] == [1, 2]
    young = tracking_number()
    await add(pool, young, chain(young, 3, ago(timedelta())))
    assert [leaf.number for leaf in (await verified(pool, signer, young, 2)).pending] == [1, 2]


async def test_a_fact_changed_afterwards_is_still_proved_as_it_was_logged(pool: Pool, signer: Signer) -> None:
    report = await recorded(pool, 2)
    before = await verified(pool, signer, report)
    await by_force(pool, "update recorded_facts set digest = repeat('0', 64) where number = 2")
    after = await verified(pool, signer, report)
    assert after.facts == before.facts
    assert [(leaf.number, leaf.digest) for leaf in after.pending] == [(2, "0" * 64)]
