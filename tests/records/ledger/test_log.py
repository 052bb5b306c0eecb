"""The log on a real database: what is logged when, and what heads are signed over it."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from records.database import Pool, pool_of, rows
from records.ledger import log, merkle, tree
from records.ledger.heads import Head, Leaf, verify_chain
from records.ledger.keys import Keys, RotationRefused, Signer
from records.ledger.log import BeyondLog, KeyNotCurrent
from records.ledger.tiles import LedgerBroken
from tests.records.ledger.scene import HOUR, SECOND, add, ago, by_force, chain, count, many, recorded
from tests.records.samples import tracking_number

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
OTHER = Signer(b"o" * 32)


async def leaves(pool: Pool) -> list[Leaf]:
    found = await rows(pool, "select report, number, digest from ledger_leaves order by index")
    return [Leaf(**row) for row in found]


async def keys(pool: Pool) -> Keys:
    known = await log.keys(pool)
    assert known is not None
    return known


class TestLogging:
    async def test_facts_are_logged_once_in_the_order_in_which_they_were_recorded(self, pool: Pool) -> None:
        late, early = await recorded(pool, 2, ago(HOUR)), await recorded(pool, 2, ago(2 * HOUR))
        assert await log.append(pool) == 4
        logged = [(leaf.report, leaf.number) for leaf in await leaves(pool)]
        assert logged == [(early, 1), (early, 2), (late, 1), (late, 2)]
        latest = await recorded(pool, 1, ago(3 * HOUR))
        assert [await log.append(pool), await log.append(pool)] == [1, 0]
        assert [leaf.report for leaf in await leaves(pool)][4:] == [latest]

    async def test_facts_of_one_instant_are_logged_by_report_and_number(self, pool: Pool) -> None:
        at = ago(HOUR)
        for report in ("TEST-B", "TEST-A"):
            await recorded(pool, 2, at, report)
        await log.append(pool)
        logged = [(leaf.report, leaf.number) for leaf in await leaves(pool)]
        assert logged == [("TEST-A", 1), ("TEST-B", 1), ("TEST-A", 2), ("TEST-B", 2)]

    async def test_a_fact_waits_until_it_has_been_recorded_for_ten_seconds(self, pool: Pool) -> None:
        await recorded(pool, 1, ago(5 * SECOND))
        ripe = await recorded(pool, 1, ago(11 * SECOND))
        assert await log.append(pool) == 1
        assert [leaf.report for leaf in await leaves(pool)] == [ripe]

    async def test_a_fact_superseded_in_time_is_not_logged(self, pool: Pool) -> None:
        report = tracking_number()
        await add(pool, report, chain(report, 2, ago(HOUR), data={"of": "a discarded task"}))
        kept = chain(report, 1, ago(HOUR / 2))
        await add(pool, report, kept)
        assert await log.append(pool) == 1
        assert await leaves(pool) == [Leaf(report=report, number=1, digest=kept[0].digest)]
        assert await count(pool, "ledger_due") == 0

    async def test_what_was_logged_stays_where_the_fact_is_superseded_after_all(
        self, pool: Pool, signer: Signer
    ) -> None:
        report = tracking_number()
        ghosts = chain(report, 3, ago(HOUR), data={"of": "a discarded task"})
        await add(pool, report, ghosts)
        before = await log.head(pool, signer, now=NOW)
        kept = chain(report, 2, ago(HOUR / 2))
        await add(pool, report, kept)
        assert await log.inclusions(pool, report, before.size) == []
        after = await log.head(pool, signer, now=NOW)
        assert [leaf.digest for leaf in await leaves(pool)] == [fact.digest for fact in (*ghosts, *kept)]
        proved = await log.inclusions(pool, report, after.size)
        assert [(each.leaf.number, each.leaf.digest) for each in proved] == [
            (1, kept[0].digest),
            (2, kept[1].digest),
        ]
        assert await log.inclusion(pool, report, 3, after.size) is None
        assert [index for index, _ in await log.logged(pool, report)] == [0, 1, 2, 3, 4]
        for each in proved:
            each.verify(after)
        (await log.consistency(pool, before.size, after.size)).verify(before, after)

    async def test_many_facts_are_logged_part_by_part(
        self, pool: Pool, signer: Signer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tree, "MOST", 100)
        await many(pool, 570)
        head = await log.head(pool, signer, now=NOW)
        assert head.size == 570
        assert bytes.fromhex(head.root) == merkle.root([leaf.hash() for leaf in await leaves(pool)])

    async def test_where_the_hashes_contradict_themselves_nothing_is_logged(self, pool: Pool) -> None:
        await recorded(pool, 3)
        await log.append(pool)
        await by_force(pool, "update ledger_tiles set hashes = substr(hashes, 1, 64)")
        await recorded(pool, 2)
        with pytest.raises(LedgerBroken, match="should hold 3 hashes"):
            await log.append(pool)
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
        self, pool: Pool, signer: Signer, statement: str
    ) -> None:
        await recorded(pool, 2)
        await log.head(pool, signer, now=NOW)
        with pytest.raises(psycopg.Error) as refused:
            await rows(pool, statement)
        assert refused.value.sqlstate == "TU002"


class TestHeads:
    async def test_a_head_is_signed_over_all_that_is_due_and_again_only_once_there_is_more(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 3)
        first = await log.head(pool, signer, now=NOW)
        assert (first.size, first.previous, first.log, first.key) == (3, None, *[signer.fingerprint] * 2)
        assert await log.head(pool, signer, now=NOW + HOUR) == first
        await recorded(pool, 4)
        second = await log.head(pool, signer, now=NOW + HOUR)
        assert (second.size, second.previous) == (7, first.digest())
        verify_chain([first, second], await keys(pool))
        (await log.consistency(pool, 3, 7)).verify(first, second)
        assert [await log.newest(pool), await log.of_size(pool, 3), await log.of_size(pool, 4)] == [
            second,
            first,
            None,
        ]

    async def test_an_empty_log_has_a_head_too(self, pool: Pool, signer: Signer) -> None:
        empty = await log.head(pool, signer, now=NOW)
        assert (empty.size, bytes.fromhex(empty.root)) == (0, merkle.EMPTY)
        assert await log.head(pool, signer, now=NOW + HOUR) == empty
        await recorded(pool, 1)
        first = await log.head(pool, signer, now=NOW + HOUR)
        verify_chain([empty, first], await keys(pool))
        (await log.consistency(pool, 0, 1)).verify(empty, first)
        (await log.consistency(pool, 0, 0)).verify(empty, empty)

    @pytest.mark.parametrize("size", [1, 255, 256, 257, 512])
    async def test_a_log_that_just_fills_its_tiles_goes_on(
        self, pool: Pool, signer: Signer, size: int
    ) -> None:
        await many(pool, size)
        full = await log.head(pool, signer, now=NOW)
        report = await recorded(pool, 2)
        more = await log.head(pool, signer, now=NOW)
        hashes = [leaf.hash() for leaf in await leaves(pool)]
        assert [full.root, more.root] == [merkle.root(hashes[:size]).hex(), merkle.root(hashes).hex()]
        (await log.consistency(pool, size, size + 2)).verify(full, more)
        for each in await log.inclusions(pool, report, size + 2):
            each.verify(more)

    async def test_a_clock_that_goes_back_dates_no_head_before_the_last(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 1)
        first = await log.head(pool, signer, now=NOW)
        await recorded(pool, 1)
        second = await log.head(pool, signer, now=NOW - HOUR)
        assert second.at == first.at
        verify_chain([first, second], await keys(pool))

    async def test_whoever_asks_at_once_is_given_one_head(
        self, pool: Pool, database: str, signer: Signer
    ) -> None:
        await many(pool, 300)
        async with pool_of(database) as elsewhere:
            asked = [
                log.head(each, signer, now=NOW + at * SECOND) for at in range(5) for each in (pool, elsewhere)
            ]
            heads = await asyncio.gather(*asked)
        assert len({head.digest() for head in heads}) == 1
        assert (heads[0].size, await count(pool, "ledger_heads")) == (300, 1)

    async def test_nothing_is_signed_that_is_not_committed(self, pool: Pool, signer: Signer) -> None:
        report = tracking_number()
        ghosts = chain(report, 2, ago(HOUR), data={"of": "a discarded task"})
        await add(pool, report, ghosts)
        kept = chain(report, 1, ago(HOUR / 2))
        async with tree.alone(pool) as connection:
            assert await tree._append_some(connection) == (2, 2)
            asked = asyncio.create_task(log.head(pool, signer, now=NOW))
            await add(pool, report, kept)
            assert not asked.done()
            raise psycopg.Rollback
        head = await asked
        assert await leaves(pool) == [Leaf(report=report, number=1, digest=kept[0].digest)]
        assert bytes.fromhex(head.root) == (await leaves(pool))[0].hash()

    async def test_whoever_reads_does_not_wait_for_whoever_appends(self, pool: Pool, signer: Signer) -> None:
        report = await recorded(pool, 2)
        head = await log.head(pool, signer, now=NOW)
        await recorded(pool, 300)
        async with tree.alone(pool) as connection:
            await tree._append_some(connection)
            proved = await log.inclusion(pool, report, 2, head.size)
            assert await log.newest(pool) == head
            await recorded(pool, 1)
            with pytest.raises(BeyondLog):
                await log.consistency(pool, 2, 3)
        assert proved is not None
        proved.verify(head)

    async def test_proofs_of_every_size_verify_and_none_goes_beyond_the_log(
        self, pool: Pool, signer: Signer
    ) -> None:
        report = await recorded(pool, 9)
        heads = [await log.head(pool, signer, now=NOW)]
        await many(pool, 300)
        heads.append(await log.head(pool, signer, now=NOW))
        for head in heads:
            proved = await log.inclusions(pool, report, head.size)
            assert [each.leaf.number for each in proved] == list(range(1, 10))
            for each in proved:
                each.verify(head)
        assert await log.inclusion(pool, report, 10, 309) is None
        assert await log.inclusion(pool, "TEST-NONE", 1, 309) is None
        assert [each.leaf.number for each in await log.inclusions(pool, report, 4)] == [1, 2, 3, 4]
        for asked in (log.inclusion(pool, report, 1, 310), log.consistency(pool, 9, 310)):
            with pytest.raises(BeyondLog, match="the log has 309 leaves, not 310 yet"):
                await asked
        with pytest.raises(ValueError, match="no beginning"):
            await log.consistency(pool, 10, 9)

    async def test_heads_are_listed_the_newest_first(self, pool: Pool, signer: Signer) -> None:
        made = []
        for _ in range(3):
            await recorded(pool, 1)
            made.append(await log.head(pool, signer, now=NOW))
        assert await log.heads(pool, limit=2) == made[:0:-1]
        assert await log.heads(pool, limit=2, before=2) == made[:1]

    async def test_a_stretch_of_heads_begins_with_the_last_daily_one(
        self, pool: Pool, signer: Signer
    ) -> None:
        made: list[Head] = []
        for hours in (0, 1, 24, 25, 26):
            await recorded(pool, 1)
            made.append(await log.head(pool, signer, now=NOW + hours * HOUR))
        assert await log.since_daily(pool, 5) == made[2:]
        assert await log.since_daily(pool, 3) == [made[0], made[1], made[2]]
        assert await log.since_daily(pool, 1) == made[:1]


class TestKeys:
    async def test_the_first_signer_makes_the_log_theirs(self, pool: Pool, signer: Signer) -> None:
        assert await log.keys(pool) is None
        await log.head(pool, signer, now=NOW)
        known = await keys(pool)
        assert known == Keys(log=signer.fingerprint, first=signer.public.hex(), rotations=[])

    async def test_another_key_signs_nothing_until_it_was_announced(self, pool: Pool, signer: Signer) -> None:
        await recorded(pool, 1)
        await log.head(pool, signer, now=NOW)
        await recorded(pool, 1)
        with pytest.raises(KeyNotCurrent, match=f"signed by the key {signer.fingerprint}"):
            await log.head(pool, OTHER, now=NOW)
        assert (await count(pool, "ledger_leaves"), await count(pool, "ledger_heads")) == (2, 1)
        with pytest.raises(KeyNotCurrent):
            await log.rotate(pool, OTHER, Signer(b"x" * 32), now=NOW)

    async def test_after_a_rotation_the_new_key_signs_and_the_old_one_no_more(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 1)
        first = await log.head(pool, signer, now=NOW)
        rotation = await log.rotate(pool, signer, OTHER, now=NOW + HOUR)
        await recorded(pool, 1)
        with pytest.raises(KeyNotCurrent):
            await log.head(pool, signer, now=NOW + 2 * HOUR)
        second = await log.head(pool, OTHER, now=NOW + 2 * HOUR)
        assert (second.log, second.key) == (signer.fingerprint, OTHER.fingerprint)
        known = await keys(pool)
        assert known.rotations == [rotation]
        verify_chain([first, second], known)

    async def test_a_rotation_and_the_next_head_are_not_dated_back_by_a_clock_that_went_back(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 1)
        first = await log.head(pool, signer, now=NOW)
        rotation = await log.rotate(pool, signer, OTHER, now=NOW - HOUR)
        await recorded(pool, 1)
        second = await log.head(pool, OTHER, now=NOW - 2 * HOUR)
        assert rotation.at == first.at == second.at
        verify_chain([first, second], await keys(pool))

    async def test_rotating_again_changes_nothing(self, pool: Pool, signer: Signer) -> None:
        once = await log.rotate(pool, signer, OTHER, now=NOW)
        assert await log.rotate(pool, signer, OTHER, now=NOW + HOUR) == once
        assert (await keys(pool)).rotations == [once]

    async def test_a_key_that_had_its_term_does_not_come_back(self, pool: Pool, signer: Signer) -> None:
        await log.rotate(pool, signer, OTHER, now=NOW)
        with pytest.raises(RotationRefused, match="comes back"):
            await log.rotate(pool, OTHER, signer, now=NOW)
        assert len((await keys(pool)).rotations) == 1


MIDNIGHT = datetime(2026, 3, 2, 17, tzinfo=UTC)
"""The end of 2 March in Jakarta."""


class TestDailyHeads:
    async def test_a_day_that_had_facts_gets_its_head_just_after_midnight(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 2, MIDNIGHT - HOUR)
        for moment in (-HOUR, timedelta(0), 9 * SECOND):
            assert await log.due_head(pool, signer, MIDNIGHT + moment) is None
        made = await log.due_head(pool, signer, MIDNIGHT + 10 * SECOND)
        assert made is not None
        assert (made.size, made.day) == (2, "2026-03-03")
        assert await log.due_head(pool, signer, MIDNIGHT + HOUR) is None

    async def test_a_day_without_facts_gets_none(self, pool: Pool, signer: Signer) -> None:
        assert await log.due_head(pool, signer, MIDNIGHT + HOUR) is None
        await recorded(pool, 1, MIDNIGHT - HOUR)
        assert await log.due_head(pool, signer, MIDNIGHT + HOUR) is not None
        assert await log.due_head(pool, signer, MIDNIGHT + 24 * HOUR) is None

    async def test_what_is_due_is_logged_meanwhile(self, pool: Pool, signer: Signer) -> None:
        await recorded(pool, 3, MIDNIGHT - HOUR)
        assert await log.due_head(pool, signer, MIDNIGHT - HOUR) is None
        assert await count(pool, "ledger_leaves") == 3

    async def test_a_head_signed_in_between_covers_its_facts_and_the_day_the_rest(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 1, MIDNIGHT - 2 * HOUR)
        await log.head(pool, signer, now=MIDNIGHT - HOUR)
        assert await log.due_head(pool, signer, MIDNIGHT + HOUR) is None
        await recorded(pool, 1, MIDNIGHT - HOUR / 2)
        await recorded(pool, 1, MIDNIGHT + HOUR / 2)
        made = await log.due_head(pool, signer, MIDNIGHT + HOUR)
        assert made is not None
        assert made.size == 3

    async def test_days_on_which_nothing_ran_are_made_up_for(self, pool: Pool, signer: Signer) -> None:
        for days in (3, 2, 1):
            await recorded(pool, 1, MIDNIGHT - days * 24 * HOUR)
        made = await log.due_head(pool, signer, MIDNIGHT + HOUR)
        assert made is not None
        assert made.size == 3
        assert await log.due_head(pool, signer, MIDNIGHT + HOUR) is None

    async def test_a_clock_that_goes_back_over_midnight_makes_no_second_head(
        self, pool: Pool, signer: Signer
    ) -> None:
        await recorded(pool, 1, MIDNIGHT - HOUR)
        first = await log.due_head(pool, signer, MIDNIGHT + 10 * SECOND)
        await recorded(pool, 1, MIDNIGHT - HOUR / 2)
        assert await log.due_head(pool, signer, MIDNIGHT - SECOND) is None
        second = await log.due_head(pool, signer, MIDNIGHT + 10 * SECOND)
        assert first is not None
        assert second is not None
        verify_chain([first, second], await keys(pool))
