"""Drafts on record: what the database itself deletes, also where two things happen at once."""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from records.database import Pool, rows
from records.keys.store import KeyStore
from records.reports import drafts
from records.reports.drafts import DraftPlace, ReportErased

FACT = """
insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
values (%(report)s, 1, now(), now() - %(ago)s::interval, %(kind)s, %(actor)s::jsonb, '{}', '', %(report)s)"""


@pytest.fixture
async def place(pool: Pool, keys: KeyStore, add_account: Callable[..., Any]) -> DraftPlace:
    """A draft of an answer that was saved just now."""
    name, report = f"petugas-{secrets.token_hex(4)}", secrets.token_hex(6)
    await add_account(name, "liaison_officer", "dinas", "layanan")
    made = DraftPlace(name, report, "respond")
    key = await keys.create(report)
    await drafts.save_draft(pool, made, None, key.seal("belum selesai"))
    return made


@pytest.mark.parametrize(
    ("role", "kind", "ago", "is_left"),
    [
        ("liaison_officer", "responded", "0s", False),
        ("liaison_officer", "drafted", "30s", False),
        ("liaison_officer", "responded", "1h", True),
        ("liaison_officer", "extended", "0s", True),
        ("system", "responded", "0s", True),
    ],
    ids=["its decision", "clocks differ", "recorded late, before it was saved", "another", "no person's"],
)
async def test_a_draft_goes_with_the_fact_of_its_decision(
    pool: Pool, place: DraftPlace, role: str, kind: str, ago: str, is_left: bool
) -> None:
    actor = f'{{"id": "{place.account}", "role": "{role}"}}'
    await rows(pool, FACT, {"report": place.report, "ago": ago, "kind": kind, "actor": actor})
    assert (await drafts.find_draft(pool, place) is not None) is is_left


async def test_a_draft_that_is_being_saved_while_the_key_is_destroyed_goes_too(
    pool: Pool, keys: KeyStore, place: DraftPlace
) -> None:
    content = (await keys.of(place.report)).seal("selesai")
    other = DraftPlace(place.account, place.report, "extend")
    async with pool.connection() as connection, connection.transaction():
        held = {
            "account": other.account,
            "report": other.report,
            "kind": other.kind,
            "task": None,
            "seen": None,
        }
        sealed = content.model_dump_json()
        await connection.execute(
            drafts.SAVE, held | {"content": sealed, "ended_by": ["extended"], "most": drafts.MOST}
        )
        destroying = asyncio.create_task(keys.destroy(place.report))
        waiting = "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like %s"
        async with asyncio.timeout(10):
            while not await rows(pool, waiting, ["%report_keys%"]):
                await asyncio.sleep(0.01)
    await destroying
    assert await drafts.find_draft(pool, place) is None
    assert await drafts.find_draft(pool, other) is None
    with pytest.raises(ReportErased):
        await drafts.save_draft(pool, other, None, content)
