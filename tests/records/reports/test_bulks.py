"""Bulks on record: what the database itself keeps and deletes, also where two things happen at once."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from records.advisory_locks import AdvisoryLock, try_session_lock
from records.database import Pool, rows
from records.keys.store import KeyStore
from records.notifications import open_listener
from records.reports import bulk_items, bulks
from records.reports.bulk_items import DueItem
from records.reports.bulks import BegunItem, NewBulk

CONTENT = "select content from bulk_items where bulk = %s"


@pytest.fixture
async def begun(pool: Pool, keys: KeyStore, add_account: Callable[..., Any]) -> DueItem:
    """A bulk of one task that waits."""
    name, report = f"petugas-{secrets.token_hex(4)}", secrets.token_hex(6)
    await add_account(name, "agency_admin", "dinas", None)
    await keys.create(report)
    await begin(pool, keys, name, report)
    (item,) = [each for each in await bulk_items.list_due_items(pool, 500) if each.report == report]
    return item


async def begin(pool: Pool, keys: KeyStore, account: str, report: str) -> str:
    """The id of a bulk of one task of that report."""
    id_ = secrets.token_hex(8)
    content = (await keys.of(report)).seal("arsipkan")
    await bulks.make_bulk(pool, NewBulk(id_, account, [f"{report}-1"]))
    items = [BegunItem(f"{report}-1", report, content)]
    await bulks.begin_bulk(pool, id_, account, "archive", {}, items)
    return id_


async def test_what_is_sealed_while_the_key_is_destroyed_goes_too(
    pool: Pool, keys: KeyStore, begun: DueItem
) -> None:
    content = (await keys.of(begun.report)).seal("arsipkan")
    other = secrets.token_hex(8)
    await bulks.make_bulk(pool, NewBulk(other, begun.account, [begun.task]))
    item = BegunItem(begun.task, begun.report, content)
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(
            bulks.BEGIN, bulks.make_begin_values(other, begun.account, "archive", {}, [item])
        )
        destroying = asyncio.create_task(keys.destroy(begun.report))
        await asyncio.sleep(0.2)
        assert not destroying.done()
    await destroying
    for id_ in (begun.bulk, other):
        assert await rows(pool, CONTENT, [id_]) == [{"content": None}]


async def test_a_result_is_noted_once_and_one_that_was_stopped_may_still_stand(
    pool: Pool, begun: DueItem
) -> None:
    await bulks.stop_bulk(pool, begun.bulk, begun.account)
    await bulk_items.note_refused(pool, begun, "not_allowed", {}, is_repeatable=True)
    (item,) = await bulk_items.list_items(pool, begun.bulk)
    assert (item.state, item.code) == ("stopped", None)
    await bulk_items.note_stands(pool, begun)
    await bulk_items.note_refused(pool, begun, "not_allowed", {}, is_repeatable=True)
    (item,) = await bulk_items.list_items(pool, begun.bulk)
    assert (item.state, item.code) == ("stands", None)
    assert await rows(pool, CONTENT, [begun.bulk]) == [{"content": None}]
    assert await bulks.repeat_bulk(pool, begun.bulk, begun.account) == 0


async def test_what_could_not_be_sent_waits_longer_each_time(pool: Pool, begun: DueItem) -> None:
    for attempt in (1, 2):
        await bulk_items.put_off(pool, begun, "engine_unavailable")
        (item,) = await bulk_items.list_items(pool, begun.bulk)
        assert (item.state, item.code, item.attempts) == ("waiting", "engine_unavailable", attempt)
    assert begun.bulk not in {each.bulk for each in await bulk_items.list_due_items(pool, 500)}
    seconds = await bulk_items.find_seconds_to_next(pool)
    assert seconds is not None
    assert seconds <= 4


async def test_one_account_has_so_many_lists_at_most(pool: Pool, begun: DueItem) -> None:
    ids = [f"{at}-{secrets.token_hex(6)}" for at in range(bulks.MOST_LISTS + 2)]
    for id_ in ids:
        await bulks.make_bulk(pool, NewBulk(id_, begun.account, ["x-1"]))
    query = "select id from bulks where account = %s and begun_at is null order by made_at"
    left = [row["id"] for row in await rows(pool, query, [begun.account])]
    assert left == ids[2:]
    assert await bulks.find_bulk(pool, begun.bulk, begun.account) is not None


async def test_the_lock_of_a_process_that_ended_is_free(database: str) -> None:
    async with open_listener(database, bulks.NOTIFICATION) as other:
        async with open_listener(database, bulks.NOTIFICATION) as one:
            assert await try_session_lock(one, AdvisoryLock.BULKS)
            assert not await try_session_lock(other, AdvisoryLock.BULKS)
        async with asyncio.timeout(10):
            while not await try_session_lock(other, AdvisoryLock.BULKS):
                await asyncio.sleep(0.02)
