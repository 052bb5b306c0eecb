"""Heads come about by themselves: the standing archivist logs, signs and publishes."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.archive import ArchiveActivity
from evidence.archive.store import Store
from evidence.ledger import log
from evidence.ledger.files import head_name
from evidence.ledger.keys import Signer
from records.database import Pool, rows
from tests.evidence.archive.working import at_work
from tests.evidence.ledger.scene import HOUR, by_force, count, recorded


async def test_the_archivist_signs_the_head_of_a_day_that_is_over_and_publishes_it(
    pool: Pool, signer: Signer, temporal_client: Client, tmp_path: Path
) -> None:
    await recorded(pool, 3, datetime.now(UTC) - 30 * HOUR)
    async with at_work(ArchiveActivity(pool, temporal_client, Store(str(tmp_path)), signer)):
        while not (tmp_path / "heads/latest.json").exists():
            await asyncio.sleep(0.05)
    made = await log.newest_head(pool)
    assert made is not None
    assert made.size == 3
    assert (tmp_path / head_name(3)).read_bytes() == made.canonical()


async def test_a_key_that_has_had_its_term_stops_the_ledger_and_nothing_else(
    pool: Pool, signer: Signer, temporal_client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await recorded(pool, 3, datetime.now(UTC) - 30 * HOUR)
    assert (await log.sign_head(pool, signer, now=datetime.now(UTC))).size == 3
    await recorded(pool, 2, datetime.now(UTC) - 29 * HOUR)
    async with at_work(ArchiveActivity(pool, temporal_client, Store(str(tmp_path)), Signer(b"x" * 32))):
        while "the ledger's heads" not in {getattr(each, "task", "") for each in caplog.records}:
            await asyncio.sleep(0.05)
    newest = await log.newest_head(pool)
    assert newest is not None
    assert newest.size == 3


@pytest.mark.parametrize(
    "tampering",
    [
        "update ledger_keys set public = 'x'",
        "update ledger_keys set public = repeat('0', 64)",
        "update ledger_heads set head = '{\"size\": 3}'",
        "insert into ledger_keys values (1, repeat('0', 64), '{}')",
    ],
    ids=["no key", "another key", "no head", "no rotation"],
)
async def test_keys_or_heads_that_were_tampered_with_stop_the_ledger_and_nothing_else_and_raise_the_alarm(
    pool: Pool,
    signer: Signer,
    temporal_client: Client,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    tampering: str,
) -> None:
    await recorded(pool, 3, datetime.now(UTC) - 30 * HOUR)
    assert await log.ledger_alarms(pool, signer) == []
    await log.sign_head(pool, signer, now=datetime.now(UTC))
    assert await log.ledger_alarms(pool, signer) == []
    await recorded(pool, 2, datetime.now(UTC) - 29 * HOUR)
    await by_force(pool, tampering)
    await rows(pool, "delete from archive_gaps")
    await rows(pool, "update reports set sealed_at = now()")
    async with at_work(ArchiveActivity(pool, temporal_client, Store(str(tmp_path)), signer)):
        while "the ledger's heads" not in {getattr(each, "task", "") for each in caplog.records}:
            await asyncio.sleep(0.05)
        assert await count(pool, "ledger_leaves") == 5, "what was recorded is logged all the same"
        while not await count(pool, "archive_gaps where attempts > 0"):  # none of them has a history
            await asyncio.sleep(0.05)
    assert [each["code"] for each in await log.ledger_alarms(pool, signer)] == ["ledger_refused"]


async def test_a_process_whose_key_was_retired_is_told_so(pool: Pool, signer: Signer) -> None:
    await recorded(pool, 1, datetime.now(UTC) - HOUR)
    await log.sign_head(pool, signer, now=datetime.now(UTC))
    await log.rotate_key(pool, signer, Signer(b"o" * 32), now=datetime.now(UTC))
    assert [each["code"] for each in await log.ledger_alarms(pool, signer)] == ["ledger_key_retired"]
    assert await log.ledger_alarms(pool, Signer(b"o" * 32)) == []
