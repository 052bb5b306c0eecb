"""Which reports `tuntas audit replay` takes, where the record that it audits hides some."""

from asyncio import to_thread  # the worker has to go on meanwhile
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.services import Services
from tests import alone
from tests.api import conftest as api
from tests.api import replays
from tests.api.people import People, Report
from tests.api.replays import Owner, sealed
from tests.commands.conftest import Tuntas
from tests.commands.test_audit import of
from tests.evidence.archive.forgetting import forget

task_queue = api.task_queue
"""With a worker at work."""
temporal_client, engine = alone.temporal_client, alone.engine
finished, owner = replays.finished, replays.owner
TABLES = ("recorded_facts", "reports", "tasks", "lapses", "declines", "report_texts")
LEAF = """
insert into ledger_leaves (index, report, number, digest, recorded_at)
select coalesce(max(index), 0) + 1, %s, 1, %s, now() from ledger_leaves"""
REPLAY = ("audit", "replay", "--json", "--processes", "1")


@pytest.fixture
async def open_report(people: People) -> Report:
    """One that nobody tampered with, and too young to be missed in the ledger."""
    report = await people.submit()
    await report.forward()
    return report


def erase(owner: Owner, report: Report) -> None:
    """Leaves nothing of it in the record."""
    for table in TABLES:
        owner.execute("delete from TABLE where report = %s".replace("TABLE", table), [report.number])


@pytest.fixture
def planted(owner: Owner) -> Iterator[Owner]:
    """Whoever owns the database; leaves of theirs are taken out again."""
    yield owner
    owner.execute("delete from ledger_leaves")


async def verdicts(tuntas: Tuntas, engine: dict[str, str], *options: str) -> dict[str, str]:
    """What every report that was taken was found to be."""
    answer = await to_thread(tuntas, *REPLAY, *options, **engine)
    found, summary = of(answer)
    assert summary["reports"] == len(found) == len({each["report"] for each in found}), answer.stderr
    assert f"{len(found)}/{len(found)}" in answer.stderr, "the bar, on standard error"
    return {each["report"]: each["verdict"] for each in found}


async def test_a_report_that_was_deleted_from_the_record_is_taken_by_what_the_engine_lists(
    tuntas: Tuntas, engine: dict[str, str], open_report: Report, finished: Report, owner: Owner
) -> None:
    erase(owner, finished)
    found = await verdicts(tuntas, engine)
    assert (found[finished.number], found[open_report.number]) == ("record_differs", "identical")


async def test_once_the_engine_has_forgotten_it_it_is_taken_by_its_object(
    services: Services, tuntas: Tuntas, engine: dict[str, str], finished: Report, owner: Owner
) -> None:
    await sealed(services, finished)
    erase(owner, finished)
    await forget(services.client, finished.number)
    assert (await verdicts(tuntas, engine))[finished.number] == "record_differs"


async def test_where_the_object_is_gone_too_it_is_taken_by_its_leaves(
    services: Services, tuntas: Tuntas, engine: dict[str, str], finished: Report, planted: Owner
) -> None:
    planted.execute(LEAF, [finished.number, (await finished.facts())[0]["digest"]])
    planted.execute(LEAF, ["accesses", "0" * 64])
    erase(planted, finished)
    await forget(services.client, finished.number)
    found = await verdicts(tuntas, engine)
    assert found[finished.number] == "history_broken"
    assert "accesses" not in found
    assert await verdicts(tuntas, engine, finished.number) == {finished.number: "history_broken"}


async def test_a_report_that_was_moved_to_another_agency_is_taken_for_both(
    tuntas: Tuntas, engine: dict[str, str], people: People, open_report: Report, owner: Owner
) -> None:
    moved = await people.submit()
    await moved.forward()
    owner.execute("update reports set agency = 'pemprov-aceh' where report = %s", [moved.number])
    here = await verdicts(tuntas, engine, "--agency", "kemenkes")
    assert (here[moved.number], here[open_report.number]) == ("record_differs", "identical")
    there = await verdicts(tuntas, engine, "--agency", "pemprov-aceh")
    assert there[moved.number] == "record_differs"
    assert open_report.number not in there


async def test_a_report_that_was_moved_to_another_day_is_taken_for_both(
    tuntas: Tuntas, engine: dict[str, str], people: People, open_report: Report, owner: Owner
) -> None:
    moved = await people.submit()
    await moved.forward()
    owner.execute(
        "update reports set submitted_at = '2020-02-02T12:00:00+07' where report = %s", [moved.number]
    )
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    found = await verdicts(tuntas, engine, "--from", str(today - timedelta(days=1)), "--agency", "kemenkes")
    assert (found[moved.number], found[open_report.number]) == ("record_differs", "identical")
    found = await verdicts(tuntas, engine, "--from", "2020-02-02", "--to", "2020-02-02")
    assert found == {moved.number: "record_differs"}


@pytest.mark.parametrize("span", [("--from", "0001-01-01"), ("--to", "9999-12-31"), ("--to", "9999-12-30")])
async def test_days_may_be_as_far_away_as_there_are_any(
    tuntas: Tuntas, engine: dict[str, str], open_report: Report, span: tuple[str, str]
) -> None:
    assert (await verdicts(tuntas, engine, *span))[open_report.number] == "identical"
