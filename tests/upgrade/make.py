"""Makes the fixture of a release: `python -m tests.upgrade.make CHECKOUT FOLDER`.

CHECKOUT is a checkout of that release with its own `.venv`. Its `tuntas dev` is run, reports are played into
every stage over HTTP, and what it leaves is packed into FOLDER. The test then goes on with it by the code
that it is part of. Takes two minutes.
"""

import asyncio
import json
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.system import PASSWORD, System
from tests.upgrade import plays, policies
from tests.upgrade.foreseen import foresee
from tests.upgrade.installation import pack
from tests.upgrade.people import AUDITOR, CENTRE, Json, People, Report

KEPT_ACCESS = "access.txt"
NOTES = "begun.json"
NEXT = ",\n"
SETTINGS = {"TUNTAS_CONTINUE_AS_NEW_EVENTS": "40", "TUNTAS_INTAKE_PER_SECOND": "1000"}
CARRIED_OUT, UNHEARD = "UPG/1/2026", "UPG/2/2026"
"""Decrees: one that reached its reports before the upgrade, one that no worker heard of before."""


def decree(number: str, region: str, day: str) -> Json:
    """One that makes a working day of 2028 a day off."""
    off = [{"date": day, "name": f"Libur {number}"}]
    body = {"number": number, "title": "Cuti bersama tambahan", "issued_on": "2026-11-01", "region": region}
    return body | {"non_working": off, "working": []}


class Making:
    """An installation of the release in `checkout`, on `folder`, and what was begun on it."""

    def __init__(self, checkout: Path, folder: Path) -> None:
        self._python = checkout / ".venv" / "bin" / "python"
        self._folder = folder
        self._policies = policies.write(folder.parent)
        self.begun: dict[str, Report] = {}
        self.noted: dict[str, Json] = {}
        self.release: Json = {}

    async def play(self) -> None:
        """Plays everything; the installation has ended then."""
        for policy in ("default", "days", "long"):
            async with self._running(policy) as (system, people):
                await self._begin(people, policy)
                if policy == "long":
                    await self._act_beside(system, people)
                self.release = await people.get(AUDITOR, "/healthz")
                await self._note()
        async with self._running("short") as (system, people):
            await self._begin(people, "short")
            await self._note()
            await self._go_on_without_a_worker(system, people)

    @asynccontextmanager
    async def _running(self, policy: str) -> AsyncIterator[tuple[System, People]]:
        system = System(self._folder, self._policies[policy], python=self._python, **SETTINGS)
        try:
            await system.begin()
            async with httpx.AsyncClient(base_url=system.url, timeout=60) as http:
                people = People(http, PASSWORD)
                for report in self.begun.values():
                    report.people = people
                yield system, people
            await system.interrupt()
        finally:
            system.end()

    async def _begin(self, people: People, policy: str) -> None:
        submit = partial(self._submit, people, policy)
        async with asyncio.TaskGroup() as group:
            for play in plays.PLAYS[policy]:
                group.create_task(play(submit))

    async def _submit(self, people: People, policy: str, name: str, **changed: Any) -> Report:
        report = await people.submit(f"{policy}/{name}", **changed)
        self.begun[report.name] = report
        return report

    async def _act_beside(self, system: System, people: People) -> None:
        """What is done beside the reports: a decree, a vacancy, an erasure, a bundle, heads that are kept."""
        await people.post(CENTRE, "/v1/decrees", decree(CARRIED_OUT, "ID", "2028-03-15"), 201)
        await _until(partial(is_carried_out, people, CARRIED_OUT))
        await _tool(system, "directory", "disable", plays.VACATED)
        await _until(partial(_has, self.begun["long/vacated"], "vacancy_found"))
        erased = self.begun["long/erased"].number
        await _tool(system, "erase", erased, "--yes", "--reason", "Permintaan pelapor, surat 1/2026")
        taken = self._folder / "taken"
        taken.mkdir()
        bundled = self.begun["long/confirmed"].number
        await _until(partial(_bundled, system, bundled, taken / "bundle.zip"))
        for name in ("keys", "latest"):
            (taken / f"{name}.json").write_text((await people.http.get(f"/v1/heads/{name}")).text)
        (taken / KEPT_ACCESS).write_text((await _tool(system, "accesses", "check")).split()[-1])

    async def _note(self) -> None:
        for report in self.begun.values():
            if report.name not in self.noted:
                self.noted[report.name] = await _noted(report)

    async def _go_on_without_a_worker(self, system: System, people: People) -> None:
        """What people do while no worker is up: it is for the next release to carry out."""
        worker = system.child("worker")
        assert worker is not None
        worker.send_signal(signal.SIGSTOP)
        unheard = await people.submit("short/unheard", looks=False)
        self.noted[unheard.name] = {"number": unheard.number, "pin": unheard.pin}
        await self.begun["long/decided unheard"].send_later("admin.kemenkes", "dispose", unit="layanan")
        await people.post(CENTRE, "/v1/decrees", decree(UNHEARD, "ID-AC", "2028-03-16"), 201)


async def _noted(report: Report) -> Json:
    """What is known of a report when the old release is left."""
    await report.look()
    facts = await report.facts()
    foreseen = [] if report.name.startswith("long/") else await foresee(report, facts)
    return {
        "number": report.number,
        "pin": report.pin,
        "acts": report.acts,
        "sent": report.sent and {name: getattr(report.sent, name) for name in report.sent.__slots__},
        "foreseen": foreseen,
        "facts": [[fact["kind"], fact["at"], fact["digest"]] for fact in facts],
        "state": report.state,
    }


async def is_carried_out(people: People, number: str) -> bool:
    """Whether all open reports that the decree concerns count by it."""
    told = await people.get(CENTRE, f"/v1/decrees/{number}")
    return bool(told["retiming"] and told["retiming"]["state"] == "finished")


async def _has(report: Report, kind: str) -> bool:
    return any(fact["kind"] == kind for fact in await report.facts())


async def _bundled(system: System, number: str, file: Path) -> bool:
    code, _ = await system.tool("audit", "bundle", number, "--reason", "uji pemutakhiran", "-o", str(file))
    return code == 0  # the ledger takes facts in ten seconds after they were recorded


async def _tool(system: System, *arguments: str) -> str:
    code, printed = await system.tool(*arguments)
    assert code == 0, printed
    return printed


async def _until(there: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await there():
            await asyncio.sleep(0.5)


def main(checkout: Path, fixture: Path) -> None:
    """Makes the fixture anew in that folder."""
    fixture.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tuntas-") as scratch:
        folder = Path(scratch) / "data"
        folder.mkdir()
        making = Making(checkout, folder)
        asyncio.run(making.play())
        pack(folder, fixture)
    reports = [f"{json.dumps(name)}: {json.dumps(each)}" for name, each in sorted(making.noted.items())]
    release = json.dumps(making.release)
    notes = f'{{"release": {release},\n"reports": {{\n{NEXT.join(reports)}\n}}}}\n'
    (fixture / NOTES).write_text(notes)
    print(f"made by {making.release}: {sum(each.stat().st_size for each in fixture.iterdir())} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
