"""What is logged, when, and in what order."""

import psycopg
import pytest

from evidence.ledger import log, merkle, tree
from evidence.ledger.heads import Leaf
from evidence.ledger.keys import Signer
from evidence.ledger.tiles import LedgerBroken
from records.database import Pool, rows
from tests.evidence.ledger.scene import (
    HOUR,
    NOW,
    SECOND,
    add,
    ago,
    by_force,
    chain,
    count,
    leaves,
    many,
    recorded,
)
from tests.records.samples import tracking_number


async def test_facts_are_logged_once_in_the_order_in_which_they_were_recorded(pool: Pool) -> None:
    late, early = await recorded(pool, 2, ago(HOUR)), await recorded(pool, 2, ago(2 * HOUR))
    assert await tree.append_due_facts(pool) == 4
    logged = [(leaf.report, leaf.number) for leaf in await leaves(pool)]
    assert logged == [(early, 1), (early, 2), (late, 1), (late, 2)]
    latest = await recorded(pool, 1, ago(3 * HOUR))
    assert [await tree.append_due_facts(pool), await tree.append_due_facts(pool)] == [1, 0]
    assert [leaf.report for leaf in await leaves(pool)][4:] == [latest]


async def test_facts_of_one_instant_are_logged_by_report_and_number(pool: Pool) -> None:
    at = ago(HOUR)
    for report in ("TEST-B", "TEST-A"):
        await recorded(pool, 2, at, report)
    await tree.append_due_facts(pool)
    logged = [(leaf.report, leaf.number) for leaf in await leaves(pool)]
    assert logged == [("TEST-A", 1), ("TEST-B", 1), ("TEST-A", 2), ("TEST-B", 2)]


async def test_a_fact_waits_until_it_has_been_recorded_for_ten_seconds(pool: Pool) -> None:
    await recorded(pool, 1, ago(5 * SECOND))
    ripe = await recorded(pool, 1, ago(11 * SECOND))
    assert await tree.append_due_facts(pool) == 1
    assert [leaf.report for leaf in await leaves(pool)] == [ripe]


async def test_a_fact_superseded_in_time_is_not_logged(pool: Pool) -> None:
    report = tracking_number()
    await add(pool, report, chain(report, 2, ago(HOUR), data={"of": "a discarded task"}))
    kept = chain(report, 1, ago(HOUR / 2))
    await add(pool, report, kept)
    assert await tree.append_due_facts(pool) == 1
    assert await leaves(pool) == [Leaf(report=report, number=1, digest=kept[0].digest)]
    assert await count(pool, "ledger_due") == 0


async def test_what_was_logged_stays_where_the_fact_is_superseded_after_all(
    pool: Pool, signer: Signer
) -> None:
    report = tracking_number()
    ghosts = chain(report, 3, ago(HOUR), data={"of": "a discarded task"})
    await add(pool, report, ghosts)
    before = await log.sign_head(pool, signer, now=NOW)
    kept = chain(report, 2, ago(HOUR / 2))
    await add(pool, report, kept)
    assert await tree.prove_inclusions(pool, report, before.size) == []
    after = await log.sign_head(pool, signer, now=NOW)
    assert [leaf.digest for leaf in await leaves(pool)] == [fact.digest for fact in (*ghosts, *kept)]
    proved = await tree.prove_inclusions(pool, report, after.size)
    assert [(each.leaf.number, each.leaf.digest) for each in proved] == [
        (1, kept[0].digest),
        (2, kept[1].digest),
    ]
    assert await tree.prove_inclusion(pool, report, 3, after.size) is None
    assert [index for index, _ in await tree.read_leaves(pool, report)] == [0, 1, 2, 3, 4]
    for each in proved:
        each.verify(after)
    (await tree.prove_consistency(pool, before.size, after.size)).verify(before, after)


@pytest.mark.parametrize("logged", [False, True])
async def test_a_fact_that_the_record_lost_and_got_back_is_logged_once(pool: Pool, logged: bool) -> None:
    report = tracking_number()
    facts = chain(report, 3, ago(HOUR))
    await add(pool, report, facts)
    if logged:
        await tree.append_due_facts(pool)
    await by_force(pool, "delete from recorded_facts where number > 1")
    await add(pool, report, facts)
    assert await tree.append_due_facts(pool) == (0 if logged else 3)
    assert [leaf.digest for leaf in await leaves(pool)] == [fact.digest for fact in facts]
    assert (await count(pool, "recorded_facts"), await count(pool, "ledger_due")) == (3, 0)


async def test_many_facts_are_logged_part_by_part(
    pool: Pool, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "MOST", 100)
    await many(pool, 570)
    head = await log.sign_head(pool, signer, now=NOW)
    assert head.size == 570
    assert bytes.fromhex(head.root) == merkle.root([leaf.hash() for leaf in await leaves(pool)])


async def test_where_the_hashes_contradict_themselves_nothing_is_logged(pool: Pool) -> None:
    await recorded(pool, 3)
    await tree.append_due_facts(pool)
    await by_force(pool, "update ledger_tiles set hashes = substr(hashes, 1, 64)")
    await recorded(pool, 2)
    with pytest.raises(LedgerBroken, match="should hold 3 hashes"):
        await tree.append_due_facts(pool)
    assert (await count(pool, "ledger_leaves"), await count(pool, "ledger_due")) == (3, 2)


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger_leaves set number = number",
        "delete from ledger_leaves",
        "truncate ledger_leaves",
        "update ledger_heads set size = size",
        "delete from ledger_heads",
        "truncate ledger_heads",
        "update ledger_keys set position = position",
        "delete from ledger_keys",
        "update ledger_tiles set hashes = substr(hashes, 33)",
        "delete from ledger_tiles",
        "truncate ledger_tiles",
    ],
)
async def test_the_database_itself_refuses_to_change_what_is_logged(
    pool: Pool, signer: Signer, statement: str
) -> None:
    await recorded(pool, 2)
    await log.sign_head(pool, signer, now=NOW)
    with pytest.raises(psycopg.Error) as refused:
        await rows(pool, statement)
    assert refused.value.sqlstate == "TU002"
