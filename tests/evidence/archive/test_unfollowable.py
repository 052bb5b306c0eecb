"""A finished report whose history keeps the engine's replayer waiting for ever holds up no other."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from evidence.archive import report_archiver, snapshots
from evidence.archive.report_histories import Runs, engine_runs, read_runs
from evidence.archive.snapshots import NotTaken, snapshot_report
from runtime.subprocess_pool import SubprocessPool
from tests.evidence.archive.conftest import Office
from tests.histories.waiting import headless
from tests.workflows.reports import OneReport, Reports


@pytest.fixture
async def another(reports: Reports) -> OneReport:
    """A second report that is over."""
    report = await reports.submit()
    await report.straight()
    await report.handle.result()
    return report


@pytest.fixture
def subprocesses() -> Iterator[SubprocessPool]:
    """A process with little patience."""
    with closing(SubprocessPool(patience=5)) as process:
        yield process


async def test_it_is_a_gap_with_a_reason_and_the_others_are_sealed(
    office: Office,
    finished: OneReport,
    another: OneReport,
    subprocesses: SubprocessPool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def found(client: Any, store: Any, report: str) -> Any:
        histories = await engine_runs(client, store, report)
        return headless(histories) if report == finished.number else histories

    monkeypatch.setattr(report_archiver, "engine_runs", found)
    impatient = replace(office, sealing=replace(office.sealing, subprocesses=subprocesses))
    told = await asyncio.gather(impatient.fill(finished.number), impatient.fill(another.number))
    assert list(told) == ["unreplayable", None]
    assert await office.gap(finished.number) == "unreplayable"
    assert await office.row(another.number) is not None


async def test_it_is_not_taken_as_it_is(
    office: Office, finished: OneReport, subprocesses: SubprocessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def found(*given: Any) -> Runs:
        told = await read_runs(*given)
        return replace(told, histories=headless(told.histories))

    monkeypatch.setattr(snapshots, "read_runs", found)
    with pytest.raises(NotTaken, match="unreplayable: carrying it out comes to no end"):
        await snapshot_report(office.client, office.pool, office.store, finished.number, subprocesses)
