"""Which heads are signed over the log, and what is proved under them."""

import asyncio
from datetime import timedelta

import psycopg
import pytest

from evidence.ledger import log, merkle, tree
from evidence.ledger.heads import Head, Leaf, verify_chain
from evidence.ledger.keys import Signer
from evidence.ledger.tree import BeyondLog
from records.database import Pool, pool_of
from tests.evidence.ledger.scene import (
    HOUR,
    NOW,
    SECOND,
    add,
    ago,
    chain,
    count,
    keys,
    leaves,
    many,
    recorded,
)
from tests.records.samples import tracking_number
from workflows.procedure.model import instants


async def test_a_head_is_signed_over_all_that_is_due_and_again_only_once_there_is_more(
    pool: Pool, signer: Signer
) -> None:
    await recorded(pool, 3)
    first = await log.sign_head(pool, signer, now=NOW)
    assert (first.size, first.previous, first.log, first.key) == (3, None, *[signer.fingerprint] * 2)
    assert await log.sign_head(pool, signer, now=NOW + HOUR) == first
    await recorded(pool, 4)
    second = await log.sign_head(pool, signer, now=NOW + HOUR)
    assert (second.size, second.previous) == (7, first.digest())
    verify_chain([first, second], await keys(pool))
    (await tree.prove_consistency(pool, 3, 7)).verify(first, second)
    assert [
        await log.newest_head(pool),
        await log.head_of_size(pool, 3),
        await log.head_of_size(pool, 4),
    ] == [
        second,
        first,
        None,
    ]


async def test_an_empty_log_has_a_head_too(pool: Pool, signer: Signer) -> None:
    empty = await log.sign_head(pool, signer, now=NOW)
    assert (empty.size, bytes.fromhex(empty.root)) == (0, merkle.EMPTY)
    assert await log.sign_head(pool, signer, now=NOW + HOUR) == empty
    await recorded(pool, 1)
    first = await log.sign_head(pool, signer, now=NOW + HOUR)
    verify_chain([empty, first], await keys(pool))
    (await tree.prove_consistency(pool, 0, 1)).verify(empty, first)
    (await tree.prove_consistency(pool, 0, 0)).verify(empty, empty)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512])
async def test_a_log_that_just_fills_its_tiles_goes_on(pool: Pool, signer: Signer, size: int) -> None:
    await many(pool, size)
    full = await log.sign_head(pool, signer, now=NOW)
    report = await recorded(pool, 2)
    more = await log.sign_head(pool, signer, now=NOW)
    hashes = [leaf.hash() for leaf in await leaves(pool)]
    assert [full.root, more.root] == [merkle.root(hashes[:size]).hex(), merkle.root(hashes).hex()]
    (await tree.prove_consistency(pool, size, size + 2)).verify(full, more)
    for each in await tree.prove_inclusions(pool, report, size + 2):
        each.verify(more)


async def test_a_clock_that_goes_back_dates_no_head_before_the_last(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 1, NOW - 3 * HOUR)
    first = await log.sign_head(pool, signer, now=NOW)
    await recorded(pool, 1, NOW - 3 * HOUR)
    second = await log.sign_head(pool, signer, now=NOW - HOUR)
    assert second.at == first.at
    verify_chain([first, second], await keys(pool))


async def test_no_head_is_dated_before_a_fact_in_it_however_long_logging_took(
    pool: Pool, signer: Signer
) -> None:
    at = ago(HOUR)
    await recorded(pool, 2, at)
    head = await log.sign_head(pool, signer, now=at - HOUR)
    assert head.at == instants.format_instant(at + timedelta(milliseconds=2))
    head.verify(await keys(pool))


async def test_whoever_asks_at_once_is_given_one_head(pool: Pool, database: str, signer: Signer) -> None:
    await many(pool, 300)
    async with pool_of(database) as elsewhere:
        asked = [
            log.sign_head(each, signer, now=NOW + at * SECOND)
            for at in range(5)
            for each in (pool, elsewhere)
        ]
        heads = await asyncio.gather(*asked)
    assert len({head.digest() for head in heads}) == 1
    assert (heads[0].size, await count(pool, "ledger_heads")) == (300, 1)


async def test_nothing_is_signed_that_is_not_committed(pool: Pool, signer: Signer) -> None:
    report = tracking_number()
    ghosts = chain(report, 2, ago(HOUR), data={"of": "a discarded task"})
    await add(pool, report, ghosts)
    kept = chain(report, 1, ago(HOUR / 2))
    async with tree.exclusive_transaction(pool) as connection:
        assert await tree._append_some(connection) == (2, 2)
        asked = asyncio.create_task(log.sign_head(pool, signer, now=NOW))
        await add(pool, report, kept)
        assert not asked.done()
        raise psycopg.Rollback
    head = await asked
    assert await leaves(pool) == [Leaf(report=report, number=1, digest=kept[0].digest)]
    assert bytes.fromhex(head.root) == (await leaves(pool))[0].hash()


async def test_whoever_reads_does_not_wait_for_whoever_appends(pool: Pool, signer: Signer) -> None:
    report = await recorded(pool, 2)
    head = await log.sign_head(pool, signer, now=NOW)
    await recorded(pool, 300)
    async with tree.exclusive_transaction(pool) as connection:
        await tree._append_some(connection)
        proved = await tree.prove_inclusion(pool, report, 2, head.size)
        assert await log.newest_head(pool) == head
        await recorded(pool, 1)
        with pytest.raises(BeyondLog):
            await tree.prove_consistency(pool, 2, 3)
    assert proved is not None
    proved.verify(head)


async def test_proofs_of_every_size_verify_and_none_goes_beyond_the_log(pool: Pool, signer: Signer) -> None:
    report = await recorded(pool, 9)
    heads = [await log.sign_head(pool, signer, now=NOW)]
    await many(pool, 300)
    heads.append(await log.sign_head(pool, signer, now=NOW))
    for head in heads:
        proved = await tree.prove_inclusions(pool, report, head.size)
        assert [each.leaf.number for each in proved] == list(range(1, 10))
        for each in proved:
            each.verify(head)
    assert await tree.prove_inclusion(pool, report, 10, 309) is None
    assert await tree.prove_inclusion(pool, "TEST-NONE", 1, 309) is None
    assert [each.leaf.number for each in await tree.prove_inclusions(pool, report, 4)] == [1, 2, 3, 4]
    for asked in (tree.prove_inclusion(pool, report, 1, 310), tree.prove_consistency(pool, 9, 310)):
        with pytest.raises(BeyondLog, match="the log has 309 leaves, not 310 yet"):
            await asked
    with pytest.raises(ValueError, match="no beginning"):
        await tree.prove_consistency(pool, 10, 9)


async def test_heads_are_listed_the_newest_first(pool: Pool, signer: Signer) -> None:
    made = []
    for _ in range(3):
        await recorded(pool, 1)
        made.append(await log.sign_head(pool, signer, now=NOW))
    assert await log.list_heads(pool, limit=2) == made[:0:-1]
    assert await log.list_heads(pool, limit=2, before=2) == made[:1]


async def test_a_stretch_of_heads_begins_with_the_last_daily_one(pool: Pool, signer: Signer) -> None:
    made: list[Head] = []
    for hours in (0, 1, 24, 25, 26):
        await recorded(pool, 1, NOW - HOUR)
        made.append(await log.sign_head(pool, signer, now=NOW + hours * HOUR))
    assert await log.since_daily(pool, 5) == made[2:]
    assert await log.since_daily(pool, 3) == [made[0], made[1], made[2]]
    assert await log.since_daily(pool, 1) == made[:1]
