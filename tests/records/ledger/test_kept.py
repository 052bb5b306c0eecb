"""Heads come about by themselves: the standing archivist logs, signs and publishes."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from activities.archive import Archivist
from records.archive.store import Store
from records.database import Pool
from records.ledger import log
from records.ledger.files import head_name
from records.ledger.keys import Signer
from tests.records.ledger.scene import HOUR, recorded
from workflows.shifts import Shift


async def test_the_archivist_signs_the_head_of_a_day_that_is_over_and_publishes_it(
    pool: Pool, signer: Signer, temporal_client: Client, tmp_path: Path
) -> None:
    await recorded(pool, 3, datetime.now(UTC) - 30 * HOUR)
    archivist = Archivist(pool, temporal_client, Store(str(tmp_path)), signer)
    await ActivityEnvironment().run(archivist.archive, Shift(seconds=0.5))
    made = await log.newest(pool)
    assert made is not None
    assert made.size == 3
    assert (tmp_path / head_name(3)).read_bytes() == made.canonical()


async def test_a_key_that_has_had_its_term_stops_the_ledger_and_nothing_else(
    pool: Pool, signer: Signer, temporal_client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await recorded(pool, 3, datetime.now(UTC) - 30 * HOUR)
    assert (await log.head(pool, signer, now=datetime.now(UTC))).size == 3
    await recorded(pool, 2, datetime.now(UTC) - 29 * HOUR)
    archivist = Archivist(pool, temporal_client, Store(str(tmp_path)), Signer(b"x" * 32))
    await ActivityEnvironment().run(archivist.archive, Shift(seconds=0.5))
    assert "the ledger's heads are not kept" in caplog.text
    newest = await log.newest(pool)
    assert newest is not None
    assert newest.size == 3
