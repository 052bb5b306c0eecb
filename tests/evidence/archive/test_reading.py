"""Histories are read wherever they are, and open reports are taken as they are."""

import asyncio

import pytest

from evidence.archive.earlier_runs import keep_earlier_runs
from evidence.archive.make_object import read_recorded_facts
from evidence.archive.names import run_name, snapshot_name
from evidence.archive.object_format import ObjectBroken, run_id, unpack_object
from evidence.archive.report_histories import HistoryGone, Runs, read_runs
from evidence.archive.snapshots import NotTaken
from evidence.replay.replayer import replay_steps
from records.database import rows
from tests.evidence.archive.conftest import Office, end
from tests.evidence.archive.forgetting import forget
from tests.histories.fetched import fetch_runs
from tests.workflows.reports import ADMIN, OneReport


async def _read(office: Office, report: OneReport) -> Runs:
    return await read_runs(office.client, office.store, office.pool, report.number)


async def test_the_engine_is_asked_first_and_the_archive_once_it_has_forgotten(
    office: Office, finished: OneReport
) -> None:
    await office.fill(finished.number)
    before = await _read(office, finished)
    await forget(office.client, finished.number)
    after = await _read(office, finished)
    assert (before.source, after.source) == ("history", "archive")
    assert [list(run.events) for run in after.histories] == [list(run.events) for run in before.histories]


async def test_a_history_of_which_the_engine_has_forgotten_the_beginning_is_read_from_the_archive(
    office: Office, of_several_runs: OneReport
) -> None:
    await end(office.client, of_several_runs, 8)
    await office.fill(of_several_runs.number)
    before = await _read(office, of_several_runs)
    await forget(office.client, of_several_runs.number, run_id(before.histories[0]))
    after = await _read(office, of_several_runs)
    assert after.source == "archive"
    assert [list(run.events) for run in after.histories] == [list(run.events) for run in before.histories]


async def test_an_object_that_is_not_what_was_sealed_is_refused(office: Office, finished: OneReport) -> None:
    await office.fill(finished.number)
    await forget(office.client, finished.number)
    good = office.object(finished.number).read_bytes()
    for spoilt in (good[:-1], b"", good + b"\0"):
        office.object(finished.number).write_bytes(spoilt)
        with pytest.raises(ObjectBroken, match="its hash is another"):
            await _read(office, finished)
    office.object(finished.number).unlink()
    with pytest.raises(ObjectBroken, match="gone from the store"):
        await _read(office, finished)


async def test_a_history_that_nobody_has_is_told(office: Office, finished: OneReport) -> None:
    await forget(office.client, finished.number)
    with pytest.raises(HistoryGone):
        await _read(office, finished)


async def test_earlier_runs_of_an_open_report_outlast_the_engine_s_memory(
    office: Office, of_several_runs: OneReport
) -> None:
    number = of_several_runs.number
    before = await fetch_runs(office.client, number)
    known: set[str] = set()
    async with asyncio.timeout(30):  # the engine's list of workflows follows later
        while not {run_id(run) for run in before[:-1]} <= known:
            await keep_earlier_runs(office.client, office.store, known)
            await asyncio.sleep(0.2)
    for run in before[:-1]:
        assert (office.folder / run_name(number, run_id(run))).exists()
        await forget(office.client, number, run_id(run))
    after = await _read(office, of_several_runs)
    assert (after.source, len(after.histories)) == ("history", len(before))
    for kept, run in zip(after.histories[:-1], before, strict=False):
        assert list(kept.events) == list(run.events)
    first = office.folder / run_name(number, run_id(before[0]))
    aside = first.rename(first.with_suffix(".aside"))
    first.symlink_to(first)
    with pytest.raises(ObjectBroken, match="is no file"):
        await _read(office, of_several_runs)
    aside.replace(first)
    await end(office.client, of_several_runs, 8)
    assert await office.fill(number) is None
    one = unpack_object(office.object(number).read_bytes(), number)
    assert len(one.histories) == len((await _read(office, of_several_runs)).histories)
    assert one.facts == await read_recorded_facts(office.pool, number)


class TestSnapshots:
    """Open reports, taken on request."""

    async def test_an_open_report_is_taken_with_facts_that_agree_and_kept(
        self, office: Office, of_several_runs: OneReport
    ) -> None:
        number = of_several_runs.number
        one = await office.taken(number)
        facts = [fact.wire() for _, fact in await replay_steps(list(one.histories))]
        assert len(facts) == len(one.facts) == one.about["facts"]
        assert facts[-1]["digest"] == one.about["digest"]
        kept = (office.folder / snapshot_name(number, len(facts), facts[-1]["digest"])).read_bytes()
        assert unpack_object(kept, number).holds(one.histories, one.facts)
        await of_several_runs.decide(ADMIN, f"{number}-8", "dispose", unit="layanan")
        later = await office.taken(number)
        assert len(later.facts) > len(one.facts)
        assert later.facts[: len(one.facts)] == one.facts
        assert await office.row(number) is None, "it is not finished"

    async def test_a_finished_report_is_taken_too_also_once_the_engine_has_forgotten(
        self, office: Office, finished: OneReport
    ) -> None:
        await office.fill(finished.number)
        before = await office.taken(finished.number)
        await forget(office.client, finished.number)
        after = await office.taken(finished.number)
        assert after.holds(before.histories, before.facts)

    async def test_a_record_that_disagrees_is_told(
        self, office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("evidence.archive.snapshots.LOOKS", 2)
        more = """insert into recorded_facts
                  select report, number + 1, at, recorded_at, 'remarked', actor, data, digest, 'y'
                  from recorded_facts where report = %s order by number desc limit 1"""
        await rows(office.pool, more, [finished.number])
        with pytest.raises(NotTaken) as refused:
            await office.taken(finished.number)
        assert (refused.value.reason, refused.value.detail) == ("record_differs", "fact 7")
        assert not (office.folder / "snapshots").exists()

    async def test_a_report_that_never_was_is_told(self, office: Office) -> None:
        with pytest.raises(HistoryGone):
            await office.taken("NEVER")
