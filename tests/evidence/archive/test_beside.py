"""What the archivist does beside sealing holds nothing up, however long it takes, and wherever it fails."""

import asyncio
from pathlib import Path

import pytest
from psycopg.errors import QueryCanceled

import activities.archive as archivists
from activities.archive import ArchiveActivity
from evidence.archive import gaps
from evidence.archive.earlier_runs import keep_earlier_runs
from evidence.archive.names import run_name
from evidence.archive.object_format import run_id
from evidence.archive.store import Store, StoreAway
from evidence.ledger.keys import Signer
from records.database import rows
from tests.evidence.archive.conftest import Office
from tests.evidence.archive.working import at_work
from tests.histories.fetched import fetch_runs
from tests.workflows.reports import OneReport


class Hanging(Store):
    """A store that takes as long as the test does to give a report's object."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked = asyncio.Event()

    async def get(self, name: str) -> bytes | None:
        if name.startswith("reports/"):
            self.asked.set()
            await asyncio.Event().wait()
        return await super().get(name)


async def test_facts_are_logged_while_reports_take_long_to_seal(
    office: Office, finished: OneReport, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archivists, "LOGGED", 0.1)
    store = Hanging(str(folder))
    due = "update ledger_due set recorded_at = recorded_at - interval '1 minute' where report = %s"
    logged = "select number from ledger_leaves where report = %s order by number"
    async with at_work(ArchiveActivity(office.pool, office.client, store, Signer(b"s" * 32))):
        await store.asked.wait()
        await rows(office.pool, due, [finished.number])
        while len(await rows(office.pool, logged, [finished.number])) < 6:
            await asyncio.sleep(0.05)
    assert await office.gap(finished.number) == "open"


@pytest.mark.parametrize("how", ["hangs", "was cancelled", "fails"])
async def test_reports_are_sealed_while_what_was_missed_is_looked_for(
    office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    async def look(*given: object) -> None:
        if how == "hangs":
            await asyncio.Event().wait()
        raise QueryCanceled if how == "was cancelled" else ArithmeticError

    monkeypatch.setattr(gaps, "find_gaps", look)
    monkeypatch.setattr(archivists, "keep_earlier_runs", look)
    async with at_work(ArchiveActivity(office.pool, office.client, office.store)):
        while await office.row(finished.number) is None:
            await asyncio.sleep(0.05)


async def test_every_report_that_was_missed_is_found_a_page_at_a_time(
    office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "PAGE", 2)
    await rows(office.pool, "delete from archive_gaps")
    await rows(office.pool, "delete from archived")
    last, looks = await gaps.find_gaps(office.pool), 1
    while last is not None:
        last, looks = await gaps.find_gaps(office.pool, last), looks + 1
    missed = "select report from reports where sealed_at is not null order by report"
    found = "select report from archive_gaps order by report"
    wanted = await rows(office.pool, missed)
    assert await rows(office.pool, found) == wanted
    assert looks == -(-len(wanted) // 2) + 1


class Refusing(Store):
    """A store that does not take one run."""

    refused = ""

    async def put(self, name: str, content: bytes, mode: str = "create") -> bool:
        if name == self.refused:
            raise StoreAway("Permission denied (os error 13)")
        return await super().put(name, content)


async def test_a_run_that_cannot_be_kept_does_not_stop_the_others(
    office: Office, of_several_runs: OneReport, folder: Path
) -> None:
    number = of_several_runs.number
    runs = [run_id(run) for run in (await fetch_runs(office.client, number))[:-1]]
    assert len(runs) > 1
    store, known = Refusing(str(folder)), {"one that the engine does not list any more"}
    store.refused = run_name(number, runs[-1])
    async with asyncio.timeout(30):  # the engine's list of workflows follows later
        while not set(runs[:-1]) <= known:
            await keep_earlier_runs(office.client, store, known)
            await asyncio.sleep(0.2)
    assert runs[-1] not in known
    assert "one that the engine does not list any more" not in known
    assert not (folder / store.refused).exists()
    await keep_earlier_runs(office.client, office.store, known)
    assert (folder / store.refused).exists()
