"""This release, running on what an earlier one left: once as it is ready, once with every report finished."""

import asyncio
import json
import shutil
import tempfile
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
import pytest

from tests.chaos.system import PASSWORD, System
from tests.commands.forked import run_forked
from tests.upgrade.finishing import finish
from tests.upgrade.foreseen import told
from tests.upgrade.installation import unpack
from tests.upgrade.make import NOTES, UNHEARD, is_carried_out
from tests.upgrade.people import Json, People, Report, Sent

RELEASES = sorted(each for each in Path(__file__).parent.iterdir() if (each / NOTES).exists())
AT_ONCE = 6
LONGEST = 45.0  # seconds until what follows by itself has come


@dataclass
class Upgraded:
    """This release, running on what another left."""

    system: System
    people: People
    noted: dict[str, Json]
    reports: dict[str, Report]
    failures: dict[str, str] = field(default_factory=dict)
    sent_again: dict[str, tuple[int, int]] = field(default_factory=dict)

    async def until(self, there: Callable[[], Awaitable[bool]]) -> None:
        """Waits for what follows by itself."""
        async with asyncio.timeout(LONGEST):
            while not await there():
                await asyncio.sleep(0.2)

    async def tool(self, *arguments: str) -> tuple[int, str]:
        """Calls `tuntas` beside it; returns its exit code and what it printed."""
        call = (arguments, "", self.system.environment, self.system.folder)
        called = await asyncio.to_thread(run_forked, *call)
        return called.returncode, called.stdout + called.stderr

    @property
    def taken(self) -> Path:
        """What an auditor took away from the old release."""
        return self.system.folder / "taken"


@pytest.fixture(scope="module", params=RELEASES, ids=lambda folder: folder.name)
async def upgraded(request: pytest.FixtureRequest) -> AsyncIterator[Upgraded]:
    """Set up, begun and ready: `tuntas dev` migrates, then begins worker and API, as for any upgrade."""
    folder = Path(tempfile.mkdtemp(prefix="tuntas-"))
    system = System(folder, "default")
    try:
        await asyncio.to_thread(unpack, request.param, folder)
        await system.begin()
        async with httpx.AsyncClient(base_url=system.url, timeout=60) as http:
            people = People(http, PASSWORD)
            noted = json.loads((request.param / NOTES).read_text())["reports"]
            reports = {name: _report(people, name, each) for name, each in noted.items()}
            yield Upgraded(system, people, noted, reports)
    finally:
        system.end()
        shutil.rmtree(folder, ignore_errors=True)


def _report(people: People, name: str, noted: Json) -> Report:
    sent = Sent(**noted["sent"]) if noted.get("sent") else None
    acts = noted.get("acts", 0)
    return Report(people, name, noted["number"], noted["pin"], noted.get("state", {}), sent, acts)


@pytest.fixture(scope="module")
async def finished(upgraded: Upgraded) -> Upgraded:
    """The same, once every report was brought to its end. What failed is in `failures`."""
    await upgraded.until(partial(is_carried_out, upgraded.people, UNHEARD))
    for name, noted in upgraded.noted.items():
        if not name.startswith("default/"):  # there late timers wait for who was in time, or for a decision
            await upgraded.until(partial(_have_rung, upgraded.reports[name], noted))
    at_once = asyncio.Semaphore(AT_ONCE)

    async def finish_one(report: Report) -> None:
        async with at_once:
            try:
                await _send_again(upgraded, report)
                await finish(report)
            except (AssertionError, TimeoutError, KeyError):
                upgraded.failures[report.name] = traceback.format_exc()

    # Followers last: they wait for their originals.
    ordered = sorted(upgraded.reports.values(), key=lambda report: report.state.get("stage") == "merged")
    await asyncio.gather(*map(finish_one, ordered))
    return upgraded


async def _have_rung(report: Report, noted: Json) -> bool:
    """Whether all that is due of what was foreseen stands on record."""
    now, facts = datetime.now(UTC), [told(fact) for fact in await report.facts()]
    return all(
        each in facts for each in noted.get("foreseen", ()) if datetime.fromisoformat(each["at"]) <= now
    )


async def _send_again(upgraded: Upgraded, report: Report) -> None:
    """Repeats what was answered by the old release, on reports that aren't over."""
    if report.sent and report.state["stage"] != "closed":
        upgraded.sent_again[report.name] = (report.sent.facts, await report.send_again())
