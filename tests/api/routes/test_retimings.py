"""Re-timings on their way: watched, cancelled, resumed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from temporalio.client import Client

from api.services import Services
from runtime.settings import Settings
from tests.api.decreeing import carried_out, clocks, enact, moved, off, retiming_worker, working_day_before
from tests.api.people import People, Report


@pytest.fixture(scope="module")
async def task_queue(settings: Settings, temporal_client: Client) -> AsyncIterator[str]:
    """A worker that rests long enough for somebody to step in."""
    async with retiming_worker(settings, temporal_client, rest=20) as name:
        yield name


async def act(people: People, id_: int, what: str) -> dict[str, Any]:
    url = f"/v1/retimings/{id_}/{what}"
    answer = await people.http.post(url, headers=await people.headers("pusat"))
    told: dict[str, Any] = answer.json()
    return told


async def reached(people: People, id_: int, least: int) -> dict[str, Any]:
    while True:
        told: dict[str, Any] = (await people.get("auditor", f"/v1/retimings/{id_}")).json()
        if told["reached"] >= least:
            return told
        await asyncio.sleep(0.02)


async def still(people: People, id_: int) -> dict[str, Any]:
    """Where it stands once nobody is at it any more."""
    before = await reached(people, id_, 0)
    await asyncio.sleep(2)
    after = await reached(people, id_, 0)
    assert before["reached"] in (after["reached"], after["reached"] - 1)  # one may have been under way
    return after


async def test_one_that_is_cancelled_stops_and_goes_on_where_it_was(
    people: People, services: Services
) -> None:
    reports = [await people.submit() for _ in range(8)]
    for report in reports:
        await report.forward(agency="kemenkes")
    due_on = (await clocks(reports[0]))["settlement"]["due_on"]
    number = "SKB 31/2026"
    await enact(people, off(number, working_day_before(services, due_on)))
    id_ = (await people.http.get(f"/v1/decrees/{number}")).json()["retiming"]["id"]
    await reached(people, id_, 2)
    assert (await act(people, id_, "cancel"))["state"] == "cancelled"
    stopped = await still(people, id_)
    assert 2 <= stopped["reached"] < stopped["total"] == 8
    listed = (await people.get("auditor", f"/v1/retimings/{id_}/reports")).json()["items"]
    waiting = [item["tracking_number"] for item in listed if item["reached_at"] is None]
    await _takes_it_along(next(report for report in reports if report.number in waiting))

    assert (await act(people, id_, "resume"))["state"] == "running"
    told = (await carried_out(people, number))["retiming"]
    # The one that had taken the calendar along by itself was asked, and knew.
    assert (told["reached"], told["total"], told["moved"]) == (8, 8, 7)
    for report in reports:
        assert [fact["decrees"][0]["number"] for fact in await moved(report)] == [number]
    assert (await act(people, id_, "cancel"))["state"] == "finished"


async def _takes_it_along(report: Report) -> None:
    """A report that was not reached hears of the newer calendar with its next fact."""
    assert await moved(report) == []
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    async with asyncio.timeout(10):
        while not await moved(report):
            await asyncio.sleep(0.05)


async def test_who_watches(people: People) -> None:
    for who, status in (("admin.kemenkes", 403), ("auditor", 200), ("pimpinan.pusat", 200)):
        assert (await people.get(who, "/v1/retimings/1/reports")).status_code == status
    assert (await people.get("admin.kemenkes", "/v1/retimings")).status_code == 200
    missing = await people.get("auditor", "/v1/retimings/999")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_retiming")
