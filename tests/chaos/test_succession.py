"""A worker is killed in the middle of a merger: each report moves once, and its clocks go on."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.api.people import TEXT, People, Report
from tests.api.succeeding import enact
from tests.chaos.system import PASSWORD, System

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(300)]

REPORTS = 24
MERGER: dict[str, Any] = {
    "kind": "merge",
    "number": "PERPRES 1/2026",
    "effective_on": "2026-01-05",
    "agency": "kemenkes",
    "into": "pemprov-aceh",
    "units": {"layanan": "umum"},
}


@pytest.fixture
async def merging() -> AsyncIterator[System]:
    """A system of its own: the one of the other tests has ended."""
    folder = Path(tempfile.mkdtemp(prefix="tuntas-succession-"))
    system = System(folder, "default", TUNTAS_INTAKE_PER_SECOND="1000")
    try:
        await system.begin()
        yield system
    finally:
        system.end()
        shutil.rmtree(folder, ignore_errors=True)


async def test_a_kill_in_the_middle_of_a_merger_loses_no_report_and_moves_none_twice(merging: System) -> None:
    async with httpx.AsyncClient(base_url=merging.url, timeout=60) as http:
        people = People(http, PASSWORD)
        reports = [await bring(people, turn) for turn in range(REPORTS)]
        before = {each.number: await clocks(each) for each in reports}
        act = (await enact(people, MERGER)).json()
        reached = await progress(people, act["id"], lambda told: told["reached"] >= 3)
        await merging.kill("worker")
        left = await progress(people, act["id"], lambda _: True)
        assert 3 <= reached["reached"] <= left["reached"] < REPORTS, "it was killed in the middle"
        done = await progress(people, act["id"], lambda told: told["state"] == "finished")
        assert (done["total"], done["transferred"], done["failing"]) == (REPORTS, REPORTS, 0)
        for each in reports:
            await each.recorded()
            kinds = [fact["kind"] for fact in await each.facts()]
            assert kinds.count("transferred") == 1, each.number
            state = (await each.get("auditor", source="live")).json()
            assert (state["agency"], state["unit"]) in {("pemprov-aceh", None), ("pemprov-aceh", "umum")}
            now = await clocks(each)
            assert {name: now[name]["started_at"] for name in before[each.number]} == {
                name: clock["started_at"] for name, clock in before[each.number].items()
            }, "clocks go on"
        for tool in ("rebuild --check", "statistics rebuild --check", "audit replay", "ledger check"):
            code, printed = await merging.tool(*tool.split())
            assert code == 0, (tool, printed)


async def bring(people: People, turn: int) -> Report:
    """A report at the agency's admin, at its unit, or with its reporter."""
    report = await people.submit()
    await report.forward(agency="kemenkes")
    if turn % 3:
        await report.decide("admin.kemenkes", "dispose", unit="layanan")
    if turn % 3 == 2:
        await report.decide("penghubung.kemenkes.layanan", "ask_reporter", question=TEXT)
    return await report.recorded()


async def clocks(report: Report) -> dict[str, dict[str, Any]]:
    """The running clocks by name, live."""
    state = (await report.get("auditor", source="live")).json()
    return {clock["name"]: clock for clock in state["clocks"] if clock["stopped_at"] is None}


async def progress(people: People, id_: int, is_met: Any) -> dict[str, Any]:
    """The act once it is so."""
    async with asyncio.timeout(120):
        while True:
            told: dict[str, Any] = (await people.get("operator", f"/v1/successions/{id_}")).json()
            if is_met(told):
                return told
            await asyncio.sleep(0.02)
