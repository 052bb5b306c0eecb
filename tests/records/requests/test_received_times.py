"""Instants of first receipt as the record has them: what is read for whom."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from records.database import Pool, rows
from records.requests import first_received
from records.requests.first_received import ReceivedRequest, ReceivedTimes

MINE, OTHER = ReceivedRequest("LPR-1", "k", "c"), ReceivedRequest("LPR-2", "k", "c")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that were looked up."""
    found: list[str] = []

    async def noted(pool: Pool, query: str, params: Any = (), **named: Any) -> Any:
        if query == first_received.READ:
            found.append(params["report"])
        return await rows(pool, query, params, **named)

    monkeypatch.setattr(first_received, "rows", noted)
    return found


async def kept_elsewhere(pool: Pool, request: ReceivedRequest, at: datetime) -> None:
    await rows(pool, first_received.KEEP, {**request.wire(), "received_at": at})


async def test_some_time_after_trouble_only_reports_that_have_rows_are_read(
    fresh: Pool, reads: list[str]
) -> None:
    now, before = datetime.now(UTC), datetime.now(UTC) - timedelta(minutes=10)
    await kept_elsewhere(fresh, MINE, before)
    known = ReceivedTimes(fresh)
    await known.refresh()
    assert await known.first(OTHER, now) == now
    assert reads == []
    assert await known.first(MINE, now) == before
    assert reads == [MINE.report]


async def test_in_trouble_and_until_the_record_was_asked_every_report_is_read(
    fresh: Pool, reads: list[str]
) -> None:
    now = datetime.now(UTC)
    known = ReceivedTimes(fresh)
    await known.first(OTHER, now)
    assert reads == [OTHER.report]
    await known.refresh()
    await known.first(MINE, now)
    assert reads == [OTHER.report], "nothing is kept"
    await kept_elsewhere(fresh, MINE, now)
    await known.refresh()
    await known.first(OTHER, now)
    assert reads == [OTHER.report] * 2


async def test_a_repeat_counts_at_the_first_instant_also_while_that_is_still_looked_up(
    fresh: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = asyncio.Event()

    async def slow(pool: Pool, query: str, params: Any = (), **named: Any) -> Any:
        await answers.wait()
        return await rows(pool, query, params, **named)

    monkeypatch.setattr(first_received, "rows", slow)
    known, now = ReceivedTimes(fresh), datetime.now(UTC)
    instants = (now, now + timedelta(seconds=1), now + timedelta(seconds=2))
    asked = [asyncio.create_task(known.first(MINE, each)) for each in instants]
    await asyncio.sleep(0)
    answers.set()
    assert await asyncio.gather(*asked) == [now] * 3
    assert await known.first(MINE, now + timedelta(seconds=3)) == now


async def test_what_this_process_keeps_itself_has_every_report_read_at_once(
    fresh: Pool, reads: list[str]
) -> None:
    now = datetime.now(UTC)
    known = ReceivedTimes(fresh)
    await known.refresh()
    await known.first(MINE, now)
    await known.keep(MINE)
    await known.first(OTHER, now)
    assert reads == [OTHER.report]


async def test_with_rows_of_many_reports_every_report_is_read(fresh: Pool, reads: list[str]) -> None:
    before = datetime.now(UTC) - timedelta(minutes=10)
    for number in range(first_received.FEW + 1):
        await kept_elsewhere(fresh, ReceivedRequest(f"LPR-{number}", "k", "c"), before)
    known = ReceivedTimes(fresh)
    await known.refresh()
    await known.first(ReceivedRequest("LPR-none", "k", "c"), datetime.now(UTC))
    assert reads == ["LPR-none"]
