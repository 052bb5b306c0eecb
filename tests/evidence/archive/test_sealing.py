"""Finished reports are sealed as they were, once, whatever happens on the way; and what is wrong is told."""

import asyncio
from pathlib import Path

import pytest

from evidence.archive import gaps
from evidence.archive import report_archiver as sealings
from evidence.archive.make_object import read_recorded_facts
from evidence.archive.names import aside_name
from evidence.archive.object_format import unpack_object
from evidence.archive.store import Store, StoreAway
from records.database import Pool, rows
from tests.evidence.archive.conftest import Office, end
from tests.evidence.archive.forgetting import forget
from tests.histories.fetched import fetch_runs
from tests.workflows.reports import PLANTED, PUSAT, OneReport


async def test_a_finished_report_is_sealed_with_its_whole_history_and_its_facts(
    office: Office, finished: OneReport
) -> None:
    assert await office.gap(finished.number) == "open"
    assert await office.fill(finished.number) is None
    row, content = await office.row(finished.number), office.object(finished.number).read_bytes()
    facts = await read_recorded_facts(office.pool, finished.number)
    one = unpack_object(content, finished.number)
    assert one.holds(await fetch_runs(office.client, finished.number), facts)
    assert row is not None
    assert (row.facts, row.digest, row.bytes) == (6, facts[-1]["digest"], len(content))
    assert await office.gap(finished.number) is None


async def test_all_runs_of_a_report_are_sealed_together(office: Office, of_several_runs: OneReport) -> None:
    await end(office.client, of_several_runs, 8)
    assert await office.fill(of_several_runs.number) is None
    one = unpack_object(office.object(of_several_runs.number).read_bytes(), of_several_runs.number)
    runs = await fetch_runs(office.client, of_several_runs.number)
    assert len(one.histories) == len(runs) > 1
    assert one.about["events"] == [len(run.events) for run in runs]


async def test_nothing_personal_is_in_an_object(office: Office, finished: OneReport) -> None:
    await office.fill(finished.number)
    one = unpack_object(office.object(finished.number).read_bytes(), finished.number)
    events = b"".join(event.SerializeToString() for run in one.histories for event in run.events)
    for word in PLANTED.split():
        assert word.encode() not in events
        assert word not in repr(one.facts)


async def test_sealing_again_changes_nothing(office: Office, finished: OneReport) -> None:
    await office.fill(finished.number)
    row, content = await office.row(finished.number), office.object(finished.number).read_bytes()
    assert await office.fill(finished.number) is None
    assert await office.row(finished.number) == row
    assert office.object(finished.number).read_bytes() == content


async def test_a_report_whose_workflow_has_not_ended_waits(
    office: Office, of_several_runs: OneReport
) -> None:
    number = of_several_runs.number
    await rows(office.pool, "insert into archive_gaps (report) values (%s)", [number])
    assert await office.fill(number) == await office.gap(number) == "not_over"
    assert not office.object(number).exists()
    pause = "select due_at > now() as later, attempts from archive_gaps where report = %s"
    assert await rows(office.pool, pause, [number]) == [{"later": True, "attempts": 1}]


async def test_a_record_that_says_otherwise_is_not_sealed_until_it_is_made_good(
    office: Office, finished: OneReport
) -> None:
    more = """insert into recorded_facts
              select report, number + 1, at, recorded_at, 'remarked', actor, data, digest, 'y'
              from recorded_facts where report = %s order by number desc limit 1"""
    await rows(office.pool, more, [finished.number])
    assert await office.fill(finished.number) == await office.gap(finished.number) == "record_differs"
    assert not office.object(finished.number).exists()
    assert await office.row(finished.number) is None
    await rows(office.pool, "insert into superseded values (%s, 7, 'y')", [finished.number])
    assert await office.fill(finished.number) is None
    assert office.object(finished.number).exists()


async def test_a_history_that_today_s_code_does_not_follow_is_not_sealed(
    office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def spoilt(*asked: object) -> object:
        runs = await fetch_runs(office.client, finished.number)
        del runs[0].events[4:9]  # type: ignore[attr-defined]  # a list, whatever it is called
        return runs

    monkeypatch.setattr(sealings, "engine_runs", spoilt)
    assert await office.fill(finished.number) == await office.gap(finished.number) == "unreplayable"
    assert not office.object(finished.number).exists()


async def test_who_dies_after_writing_the_object_leaves_one_that_is_taken(
    office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dies(*noted: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(gaps, "note_filled", dies)
        with pytest.raises(asyncio.CancelledError):
            await office.fill(finished.number)
    content = office.object(finished.number).read_bytes()
    assert await office.gap(finished.number) == "open"
    assert await office.fill(finished.number) is None
    assert office.object(finished.number).read_bytes() == content
    assert not (office.folder / "aside").exists()


@pytest.mark.parametrize("how", ["foreign", "half", "empty"])
async def test_what_lies_in_the_object_s_place_is_kept_aside_and_told(
    office: Office, finished: OneReport, how: str
) -> None:
    await office.fill(finished.number)
    good = office.object(finished.number).read_bytes()
    lying = {"foreign": b"somebody's", "half": good[: len(good) // 2], "empty": b""}[how]
    office.object(finished.number).write_bytes(lying)
    assert await office.fill(finished.number) is None
    asides = await rows(office.pool, "select * from archive_asides where report = %s", [finished.number])
    assert [each["object"] for each in asides] == [aside_name(finished.number, asides[0]["sha256"])]
    assert (office.folder / asides[0]["object"]).read_bytes() == lying
    one = unpack_object(office.object(finished.number).read_bytes(), finished.number)
    assert one.holds(
        await fetch_runs(office.client, finished.number),
        await read_recorded_facts(office.pool, finished.number),
    )


async def test_a_fact_after_the_end_has_the_report_sealed_anew(office: Office, finished: OneReport) -> None:
    await office.fill(finished.number)
    before = await office.row(finished.number)
    await rows(office.pool, "update reports set facts = facts where report = %s", [finished.number])
    assert await office.gap(finished.number) == "open"
    assert await office.fill(finished.number) is None, "nothing was added after all"
    assert await office.row(finished.number) == before
    outdated = "update archived set facts = 5, digest = 'earlier' where report = %s"
    await rows(office.pool, outdated, [finished.number])
    await rows(office.pool, "update reports set facts = facts where report = %s", [finished.number])
    assert await office.fill(finished.number) is None
    after = await office.row(finished.number)
    assert after is not None
    assert before is not None
    assert (after.facts, after.digest) == (before.facts, before.digest)


async def test_a_fact_that_is_recorded_while_the_report_is_sealed_leaves_it_a_gap(
    office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = gaps.note_filled

    async def meanwhile(*noted: object) -> None:
        await rows(office.pool, "update reports set facts = facts where report = %s", [finished.number])
        await filled(*noted)  # type: ignore[arg-type]  # as it was called

    with monkeypatch.context() as patch:
        patch.setattr(gaps, "note_filled", meanwhile)
        assert await office.fill(finished.number) is None
    assert await office.gap(finished.number) == "open"
    assert await office.fill(finished.number) is None
    assert await office.gap(finished.number) is None


class Away(Store):
    """A store that can't be reached."""

    async def get(self, name: str) -> bytes | None:
        raise StoreAway("nobody answers")


class Full(Store):
    """A store that takes nothing in."""

    async def put(self, name: str, content: bytes, mode: str = "create") -> bool:
        raise StoreAway("No space left on device (os error 28)")


@pytest.mark.parametrize("kind", [Away, Full])
async def test_with_the_store_away_the_report_waits_and_is_sealed_afterwards(
    office: Office, finished: OneReport, kind: type[Store], folder: Path
) -> None:
    away = sealings.ReportArchiver(office.client, office.pool, kind(str(folder)), office.sealing.subprocesses)
    assert await Office(office.client, office.pool, office.store, folder, away).fill(finished.number)
    assert await office.gap(finished.number) == "store_away"
    assert not office.object(finished.number).exists()
    assert await office.fill(finished.number) is None
    assert await office.gap(finished.number) is None


async def test_pauses_grow_and_end_when_the_record_asks_anew(office: Office, finished: OneReport) -> None:
    pauses = []
    for _ in range(4):
        assert await gaps.note_failed(office.pool, await _gap(office, finished), "record_differs")
        pauses.append(await _pause(office, finished))
    assert [round(pause) for pause in pauses] == [1, 2, 4, 8]
    await rows(office.pool, "update reports set facts = facts where report = %s", [finished.number])
    assert await _pause(office, finished) < 3


async def _pause(office: Office, report: OneReport) -> float:
    left = "select extract(epoch from due_at - now())::float as left from archive_gaps where report = %s"
    found: float = (await rows(office.pool, left, [report.number]))[0]["left"]
    return found


async def _gap(office: Office, report: OneReport) -> gaps.Gap:
    found = "select report, asked from archive_gaps where report = %s"
    return gaps.Gap(**(await rows(office.pool, found, [report.number]))[0])


class TestObjectsThatAreLookedAt:
    """The slow round."""

    async def test_one_that_is_as_it_was_is_noted(self, office: Office, finished: OneReport) -> None:
        await office.fill(finished.number)
        before = await office.row(finished.number)
        assert before is not None
        assert await office.sealing.check(before) is None
        after = await office.row(finished.number)
        assert after is not None
        assert after.checked_at > before.checked_at

    @pytest.mark.parametrize("how", ["gone", "changed"])
    async def test_one_that_is_not_is_sealed_again_from_the_engine(
        self, office: Office, finished: OneReport, how: str
    ) -> None:
        await office.fill(finished.number)
        before = await office.row(finished.number)
        assert before is not None
        place = office.object(finished.number)
        place.unlink() if how == "gone" else place.write_bytes(place.read_bytes() + b"x")
        assert await office.sealing.check(before) == await office.gap(finished.number) == f"object_{how}"
        assert await office.fill(finished.number) is None
        after = await office.row(finished.number)
        assert after is not None
        assert await office.sealing.check(after) is None

    @pytest.mark.parametrize("how", ["gone", "changed"])
    async def test_one_that_nobody_can_make_any_more_stays_a_gap_until_it_is_brought_back(
        self, office: Office, finished: OneReport, how: str
    ) -> None:
        await office.fill(finished.number)
        await forget(office.client, finished.number)
        row, good = await office.row(finished.number), office.object(finished.number).read_bytes()
        assert row is not None
        place = office.object(finished.number)
        place.unlink() if how == "gone" else place.write_bytes(good[:-1])
        await office.sealing.check(row)
        assert await office.fill(finished.number) == await office.gap(finished.number) == f"object_{how}"
        assert await office.row(finished.number) == row, "what was sealed is still known"
        place.write_bytes(good)
        assert await office.fill(finished.number) is None
        assert await office.gap(finished.number) is None


async def test_after_an_older_database_was_restored_objects_are_taken_as_they_are(
    office: Office, finished: OneReport
) -> None:
    await office.fill(finished.number)
    row = await office.row(finished.number)
    await forget(office.client, finished.number)
    await rows(office.pool, "delete from archived where report = %s", [finished.number])
    last: str | None = ""
    while last is not None:
        last = await gaps.find_gaps(office.pool, last)
    assert await office.gap(finished.number) == "open"
    assert await office.fill(finished.number) is None
    again = await office.row(finished.number)
    assert again is not None
    assert row is not None
    assert again.sha256 == row.sha256


async def test_a_report_that_neither_engine_nor_store_has_is_told(
    office: Office, finished: OneReport
) -> None:
    await forget(office.client, finished.number)
    assert await office.fill(finished.number) == await office.gap(finished.number) == "history_gone"


async def test_figures_tell_how_the_archive_stands(office: Office, pool: Pool, finished: OneReport) -> None:
    before = await gaps.archive_figures(pool)
    await gaps.note_failed(pool, await _gap(office, finished), "record_differs")
    during = await gaps.archive_figures(pool)
    assert during.reasons.get("record_differs", 0) == before.reasons.get("record_differs", 0) + 1
    assert during.oldest is not None
    await office.fill(finished.number)
    after = await gaps.archive_figures(pool)
    assert (after.sealed, after.gaps) == (before.sealed + 1, before.gaps - 1)
    assert after.bytes == before.bytes + office.object(finished.number).stat().st_size
    assert PUSAT.id not in repr(after)
