"""What an operator reads in the log of what the archive and the ledger could not do."""

import asyncio
from pathlib import Path

import pytest
from temporalio.client import Client

from activities.archive import ArchiveActivity
from evidence.archive.earlier_runs import keep_earlier_runs
from evidence.archive.store import Store, StoreAway
from evidence.ledger.keys import Signer
from tests.evidence.archive.conftest import Office
from tests.evidence.archive.working import at_work
from tests.evidence.ledger.scene import by_force
from tests.logged import logged
from tests.workflows.reports import OneReport


async def test_a_report_that_is_not_sealed_is_named_with_reason_and_detail(
    office: Office, finished: OneReport
) -> None:
    unknown = "update recorded_facts set kind = 'newer' where report = %s and number = 2"
    await by_force(office.pool, (unknown, [finished.number]))
    with logged() as log:
        await office.fill(finished.number)
    (told,) = log.of("not sealed")
    assert (told["report"], told["reason"], told["attempts"]) == (finished.number, "record_differs", 1)
    assert "'newer' is not a valid" in told["detail"]


async def test_an_object_in_another_s_place_and_one_that_changed_are_named(
    office: Office, finished: OneReport
) -> None:
    await office.fill(finished.number)
    row = await office.row(finished.number)
    assert row is not None
    office.object(finished.number).write_bytes(b"something else")
    with logged() as log:
        await office.sealing.check(row)
        await office.fill(finished.number)
    (changed,), (aside,) = (
        log.of("an object is not what was sealed"),
        log.of("another object lay in its place"),
    )
    assert (changed["report"], changed["reason"]) == (finished.number, "object_changed")
    assert aside["report"] == finished.number
    assert aside["aside"].startswith("aside/")


async def test_an_earlier_run_that_is_not_kept_is_named_with_its_cause(
    temporal_client: Client, of_several_runs: OneReport, folder: Path
) -> None:
    class Full(Store):
        async def put(self, *_: object) -> bool:
            raise StoreAway("No space left on device")

    with logged() as log:
        await keep_earlier_runs(temporal_client, Full(str(folder)), set())
    told = [each for each in log.of("an earlier run is not kept yet")
            if each["report"] == of_several_runs.number]  # fmt: skip
    assert {each["cause"] for each in told} == {"No space left on device"}


async def test_heads_that_contradict_the_published_ones_are_told_by_the_worker(
    office: Office, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.archive.LOGGED", 0.2)
    await store.put("heads/latest.json", b"{}")
    with logged() as log:
        async with at_work(ArchiveActivity(office.pool, office.client, store, Signer(bytes(32)))):
            while not (told := log.of("a background task failed")):
                await asyncio.sleep(0.1)
    assert told[0]["task"] == "the ledger's heads"
    assert told[0]["cause"].startswith("heads/latest.json is no head of this log")
