"""A whole system with many open reports, a decree that moves most of them, and what must have come of it."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil

from records.database import Pool, pool_of, rows
from runtime.settings import Settings
from tests.bench.http import Connection
from tests.bench.straight_way import Office, product

LANES = 24
AGENCIES = ("kemenkes", "pemprov-aceh", "pemkab-jayapura")
QUESTION = "Sejak kapan puskesmas ini tutup?"
NUMBER = "SKB 21/2026, 4/2026, 6/2026"
MOVED = """
select report, data->>'clock' as clock, (data->>'instance')::integer as instance, count(*) as times,
       min(data->>'new_due_at') as new_due_at, min(data->'decrees'->0->>'act') as act
from facts where kind = 'deadline_moved' and (data->'calendar'->>'version')::integer = %s group by 1, 2, 3"""
OPEN = "select report, facts, region, state from reports where sealed_at is null"

Key = tuple[str, str, int]
"""A clock: report, name, instance."""


@dataclass
class Scene:
    """A system that runs, and whoever works with it."""

    folder: Path
    settings: Settings
    office: Office
    pool: Pool
    reports: list[str] = field(default_factory=list)

    async def fill(self, number: int, every: int = 10) -> None:
        """Sends in so many reports: of ten, five wait at the centre, four at agencies, and of one the
        reporter is asked, so that its clocks stand still."""
        turns = iter(range(number))

        async def lane() -> None:
            with Connection(self.office.port) as http:
                for turn in turns:
                    self.reports.append(await self.one(http, turn % every))

        await asyncio.gather(*(lane() for _ in range(LANES)))

    async def one(self, http: Connection, turn: int) -> str:
        """One report, as its turn says."""
        number, _ = await self.office.submit(http)
        if turn >= 6:
            await self.forward(http, number, AGENCIES[turn % 3])
        elif turn == 5:
            asked = {"kind": "ask_reporter", "question": QUESTION}
            await self.office.decide(http, number, "pusat", f"{number}-1", **asked)
        return number

    async def forward(self, http: Connection, number: str, agency: str) -> None:
        """The centre's decision that people are measured by."""
        decision = {"kind": "forward", "agency": agency, "class": "complaint"}
        more = {"supervisory": False, "category": "kesehatan"}
        await self.office.decide(http, number, "pusat", f"{number}-1", **decision, **more)

    async def call(self, method: str, path: str, body: Any = None) -> Any:
        """A request of the national admin's on a connection of its own."""
        token = {"Authorization": f"Bearer {self.office.tokens['pusat']}"}
        with Connection(self.office.port) as http:
            status, answer = await http.call(method, path, body, **token)
        assert status in (200, 201), answer
        return answer

    async def clocks(self) -> dict[Key, dict[str, Any]]:
        """Every clock of every open report, as recorded."""
        return {
            (row["report"], clock["name"], clock["instance"]): clock | {"region": row["region"]}
            for row in await rows(self.pool, OPEN)
            for clock in row["state"]["clocks"]
        }

    async def foreseen(self, decree: dict[str, Any], limit: int) -> dict[Key, str]:
        """What the preview says would move, page by page of `limit` reports: the new due instants."""
        found: dict[Key, str] = {}
        after, totals = "", None
        while True:
            page = await self.call("POST", f"/v1/decrees?preview=true&limit={limit}{after}", decree)
            totals = totals or page["totals"]
            for item in page["items"]:
                for move in item["moves"]:
                    found[item["tracking_number"], move["clock"], move["instance"]] = move["new_due_at"]
            if page["next"] is None:
                assert totals["clocks"] == len(found)
                return found
            after = f"&after={page['next']}"

    async def working_days(self, code: str) -> Iterator[date]:
        """The working days of a calendar, as anybody is told them, from yesterday on."""
        first = date.today() - timedelta(days=1)  # noqa: DTZ011  # any day before the clocks began will do
        url = f"/v1/calendars/{code}/days?from={first}&to={first + timedelta(days=200)}"
        days = (await self.call("GET", url))["days"]
        return (date.fromisoformat(day["date"]) for day in days if day["working"])

    def kill_worker(self) -> None:
        """kill -9; the supervisor starts another one."""
        trace = json.loads((self.folder / "run" / "worker.json").read_text())
        process = psutil.Process(trace["pid"])
        assert "worker" in process.cmdline()
        process.send_signal(signal.SIGKILL)

    async def carried_out(self, kills: int = 0, patience: float = 1800) -> dict[str, Any]:
        """The decree's re-timing, once it is finished; the worker is killed so often on the way."""
        async with asyncio.timeout(patience):
            while True:
                told: dict[str, Any] = (await self.call("GET", f"/v1/decrees/{_quoted(NUMBER)}"))["retiming"]
                if told["state"] == "finished":
                    assert kills == 0, "it was over before the worker could be killed"
                    return told
                if kills and told["total"] and told["reached"] * (kills + 2) > told["total"]:
                    self.kill_worker()
                    kills -= 1
                    await asyncio.sleep(3)
                await asyncio.sleep(0.2)


@asynccontextmanager
async def scene() -> AsyncIterator[Scene]:
    """The whole product, ended afterwards."""
    async with (
        product("tuntas-retiming-") as (settings, _, office),
        pool_of(settings.database_url) as pool,
    ):
        yield Scene(settings.data_dir, settings, office, pool)


def decree(day: date) -> dict[str, Any]:
    """A national decree that makes a day non-working."""
    return {
        "number": NUMBER,
        "title": "Cuti bersama tambahan",
        "issued_on": "2026-01-05",
        "region": "ID",
        "non_working": [{"date": day.isoformat(), "name": "Cuti bersama tambahan"}],
        "working": [],
    }


async def expected(scene: Scene, clocks: dict[Key, dict[str, Any]]) -> dict[Key, str]:
    """The due day of every running clock in working days, counted on one's fingers: the `budget`-th working
    day after the local day on which it began. (None of these reports has moved, waited or been extended.)"""
    days = {clock["region"]: [*await scene.working_days(clock["region"])] for clock in clocks.values()}
    zones = {code: await _zone(scene, code) for code in days}
    found = {}
    for key, clock in clocks.items():
        if clock["unit"] == "working_days" and not clock["stopped_at"] and not clock["paused"]:
            started, region = datetime.fromisoformat(clock["started_at"]), clock["region"]
            later = [day for day in days[region] if day > started.astimezone(zones[region]).date()]
            found[key] = later[clock["budget"] - 1].isoformat()
    return found


async def _zone(scene: Scene, code: str) -> ZoneInfo:
    return ZoneInfo((await scene.call("GET", f"/v1/calendars/{code}/due?start=2026-01-05&days=1"))["zone"])


async def moved(scene: Scene, version: int) -> dict[Key, tuple[int, str, str]]:
    """Per clock how often it moved by calendars of that version, as recorded, to when, and by what act."""
    return {
        (row["report"], row["clock"], row["instance"]): (row["times"], row["new_due_at"], row["act"])
        for row in await rows(scene.pool, MOVED, [version])
    }


def _quoted(number: str) -> str:
    return number.replace(" ", "%20")
