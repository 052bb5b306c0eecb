"""A report or an object that can't be read is told, and holds up no other."""

import asyncio
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.archive import ArchiveActivity
from evidence.archive import store as stores
from evidence.archive.store import Store, StoreAway
from records.database import rows
from tests.evidence.archive.conftest import Office
from tests.evidence.archive.forgetting import forget
from tests.evidence.ledger.scene import by_force
from tests.workflows.reports import OneReport, Reports
from workflows.activity_loop import ActivityLimits

LONG_AGO = "update archived set checked_at = now() - interval '2 days' where report = any(%s)"
LOOKED_AT = "select report from archived where report = any(%s) and checked_at > now() - interval '1 day'"


@pytest.fixture
async def another(reports: Reports) -> OneReport:
    """A second report that is over."""
    report = await reports.submit()
    await report.straight()
    await report.handle.result()
    return report


@pytest.mark.parametrize(
    "tampering",
    [
        "update recorded_facts set kind = 'of a later release' where report = %s and number = 2",
        "update recorded_facts set actor = 'null' where report = %s and number = 2",
        "update recorded_facts set actor = '{}' where report = %s and number = 2",
        "update recorded_facts set data = '{\"n\": 9007199254740993}' where report = %s and number = 2",
    ],
    ids=["kind", "nobody", "empty", "number"],
)
async def test_a_record_that_this_release_cannot_read_is_told_and_tried_again_later(
    office: Office, finished: OneReport, tampering: str
) -> None:
    await by_force(office.pool, (tampering, [finished.number]))
    assert await office.fill(finished.number) == await office.gap(finished.number) == "record_differs"
    later = "select due_at > now() as later from archive_gaps where report = %s"
    assert await rows(office.pool, later, [finished.number]) == [{"later": True}]


async def test_what_nobody_has_foreseen_is_told_as_one_report_s_and_not_the_archive_s(
    office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*given: object) -> None:
        raise ArithmeticError("nobody foresaw it")

    monkeypatch.setattr("evidence.archive.report_archiver.is_over", fails)
    assert await office.fill(finished.number) == await office.gap(finished.number) == "unreplayable"
    assert "nobody foresaw it" in caplog.text


class TestObjects:
    """The slow round."""

    async def test_one_larger_than_ours_has_been_changed(
        self, office: Office, finished: OneReport, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await office.fill(finished.number)
        row = await office.row(finished.number)
        assert row is not None
        with monkeypatch.context() as patch:
            patch.setattr(stores, "SIZE", 5)
            assert await office.sealing.check(row) == await office.gap(finished.number) == "object_changed"
            assert await office.fill(finished.number) == "object_changed", "it has to be moved out of the way"
        assert await office.fill(finished.number) is None

    async def test_one_that_the_store_does_not_give_is_a_gap_and_the_others_are_looked_at(
        self, office: Office, finished: OneReport, another: OneReport, folder: Path
    ) -> None:
        numbers = [finished.number, another.number]
        for number in numbers:
            assert await office.fill(number) is None
        await rows(office.pool, LONG_AGO, [numbers])
        first = "update archived set checked_at = now() - interval '3 days' where report = %s"
        await rows(office.pool, first, [finished.number])
        store = Withholding(str(folder), finished.number)
        environment = ActivityEnvironment()
        async with asyncio.TaskGroup() as group:
            archivist = ArchiveActivity(office.pool, office.client, store)
            shift = group.create_task(environment.run(archivist.archive, ActivityLimits(60)))
            async with asyncio.timeout(60):
                while await rows(office.pool, LOOKED_AT, [numbers]) != [{"report": another.number}]:
                    await asyncio.sleep(0.1)
            shift.cancel()
        assert await office.gap(finished.number) == "store_away"
        assert await office.fill(finished.number) is None

    async def test_a_row_that_names_no_path_is_told_and_made_good(
        self, office: Office, finished: OneReport
    ) -> None:
        await office.fill(finished.number)
        row = await office.row(finished.number)
        await rows(
            office.pool, "update archived set object = '../other' where report = %s", [finished.number]
        )
        other = await office.row(finished.number)
        assert row is not None
        assert other is not None
        assert await office.sealing.check(other) == await office.gap(finished.number) == "store_away"
        assert await office.fill(finished.number) is None
        after = await office.row(finished.number)
        assert after is not None
        assert (after.object, after.sha256, after.facts) == (row.object, row.sha256, row.facts)
        assert await office.sealing.check(after) is None


class Withholding(Store):
    """A store that does not give one report's object."""

    def __init__(self, url: str, report: str) -> None:
        super().__init__(url)
        self.report = report

    async def get(self, name: str) -> bytes | None:
        if self.report in name:
            raise StoreAway("Permission denied (os error 13)")
        return await super().get(name)


async def test_an_object_that_is_whole_beside_a_record_that_went_on_says_that_the_record_differs(
    office: Office, finished: OneReport
) -> None:
    assert await office.fill(finished.number) is None
    await forget(office.client, finished.number)
    more = """insert into recorded_facts
              select report, number + 1, at, recorded_at, 'remarked', actor, data, digest, 'y'
              from recorded_facts where report = %s order by number desc limit 1"""
    await rows(office.pool, more, [finished.number])
    await rows(office.pool, "update reports set facts = facts where report = %s", [finished.number])
    assert await office.fill(finished.number) == await office.gap(finished.number) == "record_differs"
    await rows(office.pool, "insert into superseded values (%s, 7, 'y')", [finished.number])
    assert await office.fill(finished.number) is None
