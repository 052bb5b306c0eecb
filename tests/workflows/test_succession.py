"""An agency is renamed, one merged into another and one abolished, each with open reports at every stage.

With TUNTAS_SUCCESSION_REPORTS=300 each has so many.
"""

import asyncio
import os
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.worker import Worker

import worker
from activities.succession import SuccessionActivity
from evidence.replay.replayer import replay_run
from records.database import Pool, rows
from records.directory.history import list_changes
from records.directory.in_memory import Directory
from records.directory.load import load_directory
from records.keys.store import KeyStore
from records.successions import transfers
from records.successions.acts import Act, Progress, find_succession
from records.successions.enacting import SuccessionRefused, enact_succession
from records.successions.preview import Preview, preview_succession
from runtime.singleton_workflows import SUCCESSION, ensure_running
from tests import alone
from tests.histories.golden import differences
from tests.histories.plays import WHY, Stand, act, facts_in, reporter
from tests.histories.record import at_rest
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Actor, Fact

DIRECTORY = """type,agency,unit,username,name,role,region,approval,email,active
agency,lama,,,Dinas Lama,,ID-PA,ya,,
unit,lama,satu,,Bidang Satu,,,,,
unit,lama,dua,,Bidang Dua,,,,,
account,lama,,admin.lama,Admin Lama,agency_admin,,,,
agency,hapus,,,Dinas yang Dihapus,,ID-JB,ya,,
unit,hapus,satu,,Bidang Satu,,,,,
agency,ganti,,,Dinas Bernama Lama,,ID-JB,ya,,
unit,ganti,satu,,Bidang Satu,,,,,
"""
RENAMED = """type,agency,unit,username,name,role,region,approval,email,active
agency,ganti,,,Dinas Bernama Baru,,ID-JB,,,
"""
temporal_client = alone.temporal_client  # a namespace has one standing workflow of each name
EACH = int(os.environ.get("TUNTAS_SUCCESSION_REPORTS", "0"))
TODAY = datetime.now(UTC).date()
AFTER_A_KILL = 4


@dataclass(frozen=True)
class Office:
    """The people of an agency with the unit `satu`."""

    agency: str

    @property
    def admin(self) -> Actor:
        return Actor(Role.AGENCY_ADMIN, f"a_admin_{self.agency}", self.agency)

    def unit(self, code: str = "satu") -> Actor:
        return Actor(Role.LIAISON_OFFICER, f"a_{self.agency}_{code}", self.agency, code)

    async def verify(self, report: OneReport) -> None:
        await act(report, PUSAT, "forward", **{**FORWARD, "agency": self.agency})

    async def follow_up(self, report: OneReport, unit: str = "satu") -> None:
        await self.verify(report)
        await act(report, self.admin, "dispose", unit=unit)

    async def approve(self, report: OneReport) -> None:
        await self.follow_up(report)
        await act(report, self.unit(), "respond", text=LONG, final=True)

    async def ask(self, report: OneReport) -> None:
        await self.follow_up(report)
        await act(report, self.unit(), "ask_reporter", question=LONG)

    async def reply(self, report: OneReport) -> None:
        await self.approve(report)
        await act(report, Actor(Role.SUPERVISOR, f"a_pimpinan_{self.agency}", self.agency), "approve")

    async def withdraw(self, report: OneReport) -> None:
        await self.follow_up(report)
        await act(report, reporter(report), "withdraw")

    async def decline(self, report: OneReport) -> None:
        await self.verify(report)
        await act(report, self.admin, "decline", reason=WHY)

    @property
    def ways(self) -> dict[str, Callable[[OneReport], Awaitable[None]]]:
        """By the stage to which a report comes, how; the last one is not the agency's any more."""
        return {
            "agency_verification": self.verify,
            "follow_up": self.follow_up,
            "approval": self.approve,
            "awaiting_reporter": self.ask,
            "reporter_reply": self.reply,
            "closed": self.withdraw,
            "central_verification": self.decline,
        }


@dataclass
class Played:
    """A report at its stage."""

    report: OneReport
    stage: str


@dataclass
class System:
    """A database, an engine and whoever acts in them."""

    stand: Stand
    url: str

    @property
    def pool(self) -> Pool:
        return self.stand.pool

    def worker(self) -> Worker:
        succession = SuccessionActivity(self.url, self.pool, self.stand.client, rest=0, wait=0.2)
        return worker.build(
            self.stand.client, self.pool, self.stand.keys, succession=succession, task_queue=self.stand.queue
        )

    async def fill(self, office: Office, each: int) -> list[Played]:
        """So many reports of the agency, at every stage, a few at a time."""
        ways = list(office.ways.items())
        lanes = asyncio.Semaphore(16)

        async def one(turn: int) -> Played:
            stage, way = ways[turn % len(ways)]
            async with lanes:
                report = await self.stand.reports.submit()
                await way(report)
                return Played(report, stage)

        return list(await asyncio.gather(*map(one, range(each or len(ways)))))

    async def until(self, number: str, true: Callable[[Progress], bool]) -> Progress:
        async with asyncio.timeout(300):
            while True:
                found = await find_succession(self.pool, number)
                assert found is not None
                if true(found):
                    return found
                await asyncio.sleep(0.05)

    async def facts(self, played: Sequence[Played]) -> dict[str, list[Fact]]:
        return {each.report.number: await facts_in(self.pool, each.report) for each in played}

    async def require_identical(self, played: Sequence[Played]) -> None:
        """Every history replays as it went."""
        lanes = asyncio.Semaphore(8)

        async def one(each: Played) -> None:
            async with lanes:
                golden = await at_rest(self.stand, each.report)
            assert differences(golden, [await replay_run(run) for run in golden.runs]) == []

        await asyncio.gather(*map(one, played))


@pytest.fixture
async def system(pool: Pool, keys: KeyStore, temporal_client: Client, postgres: str) -> System:
    """With the directory's agencies."""
    await load_directory(pool, DIRECTORY)
    directory = Directory(pool)
    await directory.refresh()
    queue = f"succession-{secrets.token_hex(4)}"
    return System(Stand(temporal_client, pool, keys, directory, queue, "", ""), postgres)


@pytest.mark.timeout(900 if EACH else 120)
async def test_reports_follow_their_agency_wherever_they_are(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, gone, renamed = Office("lama"), Office("hapus"), Office("ganti")
    async with system.worker():
        merging, abolished, named = await asyncio.gather(
            system.fill(old, EACH), system.fill(gone, EACH), system.fill(renamed, EACH)
        )
        before = await system.facts([*merging, *abolished, *named])
        merger = Act("PERPRES 1/2026", "lama", TODAY, None, "kemenkes", {"satu": "layanan", "dua": None})
        foreseen = await preview_succession(system.pool, system.stand.directory, merger)
        require_counted(foreseen, merging)
        standing = await ensure_running(system.stand.client, SUCCESSION, task_queue=system.stand.queue)
        fail_once(monkeypatch)
        begun = time.perf_counter()
        await enact_succession(system.pool, merger)
        await system.until(merger.number, lambda it: it.reached >= AFTER_A_KILL)
    async with system.worker():
        await enact_succession(system.pool, Act("PERPRES 2/2026", "hapus", TODAY))
        for number in ("PERPRES 1/2026", "PERPRES 2/2026"):
            done = await system.until(number, lambda it: it.state == "finished")
            assert done.reached == done.total == sum(each.stage != "central_verification" for each in merging)
        took = time.perf_counter() - begun
        await load_directory(system.pool, RENAMED)
        after = await system.facts([*merging, *abolished, *named])

        require_each_once(before, after, merging, "kemenkes")
        require_each_once(before, after, abolished, None)
        assert all(before[each.report.number] == after[each.report.number] for each in named)
        await require_places(system, merging, MERGED)
        await require_places(system, abolished, ABOLISHED)
        require_moved_as_foreseen(foreseen, after)
        (change, *_) = await list_changes(system.pool, limit=1, kind="agency", code="ganti")
        assert change.changes == {"name": ["Dinas Bernama Lama", "Dinas Bernama Baru"]}

        await require_work_goes_on(system, merging, abolished, named)
        await require_late_arrivals_to_follow(system, old)
        await system.require_identical([*merging, *abolished])
        await standing.terminate("the test is over")
    if EACH:
        print(f"{2 * EACH} reports in {took:.1f} s")


MERGED = {
    "agency_verification": ("kemenkes", None, "agency_verification", "agency_admin"),
    "follow_up": ("kemenkes", "layanan", "follow_up", "liaison_officer"),
    "approval": ("kemenkes", "layanan", "approval", "supervisor"),
    "awaiting_reporter": ("kemenkes", "layanan", "awaiting_reporter", "reporter"),
    "reporter_reply": ("kemenkes", "layanan", "reporter_reply", "reporter"),
    "closed": ("kemenkes", "layanan", "closed", None),
    "central_verification": ("lama", None, "central_verification", "national_admin"),
}
ABOLISHED = {
    "agency_verification": ("hapus", None, "central_verification", "national_admin"),
    "follow_up": ("hapus", "satu", "central_verification", "national_admin"),
    "approval": ("hapus", "satu", "central_verification", "national_admin"),
    "awaiting_reporter": ("hapus", "satu", "awaiting_reporter", "reporter"),
    "reporter_reply": ("hapus", "satu", "reporter_reply", "reporter"),
    "closed": ("hapus", "satu", "closed", None),
    "central_verification": ("hapus", None, "central_verification", "national_admin"),
}
"""By the stage before, where a report is in the record afterwards: agency, unit, stage, and whose task."""


def fail_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies after a report was reached and before that was marked."""
    failures, mark = iter([True]), transfers.note_reached

    async def fail(*given: Any, **named: Any) -> None:
        if next(failures, False):
            raise psycopg.OperationalError("away")
        await mark(*given, **named)

    monkeypatch.setattr(transfers, "note_reached", fail)


def require_counted(foreseen: Preview, played: Sequence[Played]) -> None:
    """The preview has a total by stage, and names those who lose their place."""
    counted = Counter[str]()
    for each in foreseen.held:
        counted[each.stage.value] += each.reports
    expected = Counter(each.stage for each in played)
    assert foreseen.reopenable == expected.pop("closed")
    assert expected.pop("central_verification") > 0
    assert counted == expected
    assert [each.account.username for each in foreseen.accounts] == ["admin.lama"]
    assert foreseen.zones == ("Asia/Jayapura", "Asia/Jakarta")
    assert foreseen.moved, "midnight is later in Jakarta"


def require_each_once(
    before: dict[str, list[Fact]], after: dict[str, list[Fact]], played: Sequence[Played], to: str | None
) -> None:
    """One fact for each report that the agency held, none for others; nothing before it changed."""
    for each in played:
        was, now = before[each.report.number], after[each.report.number]
        assert now[: len(was)] == was
        moved = [fact for fact in now if fact.kind is FactKind.TRANSFERRED]
        assert [fact.data["agency"] for fact in moved] == (
            [] if each.stage == "central_verification" else [to]
        )


async def require_places(
    system: System, played: Sequence[Played], places: dict[str, tuple[str, str | None, str, str | None]]
) -> None:
    """Each report and its open task are where they belong, in the record as in the report."""
    query = """
        select r.agency, r.unit, r.stage, t.owner_role, t.agency as owner from reports as r
        left join tasks as t on t.report = r.report and t.closed_at is null where r.report = %s"""
    for each in played:
        (row,) = await rows(system.pool, query, [each.report.number])
        found = (row["agency"], row["unit"], row["stage"], row["owner_role"])
        assert found == places[each.stage], each.stage
        state = await each.report.look()
        assert (state["agency"], state["unit"], state["stage"]) == places[each.stage][:3]
        is_agencys = places[each.stage][3] in ("agency_admin", "liaison_officer", "supervisor")
        assert row["owner"] == (places[each.stage][0] if is_agencys else None)


def require_moved_as_foreseen(foreseen: Preview, after: dict[str, list[Fact]]) -> None:
    """The deadlines that were named moved to where it was said."""
    assert foreseen.named
    for each in foreseen.named:
        told = each.move.wire()
        moved = [fact.data for fact in after[each.report] if fact.kind is FactKind.DEADLINE_MOVED]
        assert {**told, "cause": "moved"} in [dict(data) for data in moved]


async def require_work_goes_on(
    system: System, merging: Sequence[Played], abolished: Sequence[Played], named: Sequence[Played]
) -> None:
    """Successors decide, predecessors don't, and what reporters send comes to whoever took over."""
    at = {each.stage: each.report for each in merging}
    with pytest.raises(WorkflowUpdateFailedError):
        await act(at["follow_up"], Office("lama").unit(), "respond", text=LONG, final=False)
    await act(at["follow_up"], OFFICER, "respond", text=LONG, final=False)
    await act(at["agency_verification"], ADMIN, "dispose", unit="umum")
    await act(at["approval"], Actor(Role.SUPERVISOR, "a_pimpinan", "kemenkes"), "approve")
    for stage, kind in (("awaiting_reporter", "complete"), ("reporter_reply", "reply")):
        await act(at[stage], reporter(at[stage]), kind, text=LONG)
        state = await at[stage].look()
        assert (state["stage"], state["task"]["agency"], state["task"]["unit"]) == (
            "follow_up",
            "kemenkes",
            "layanan",
        )
    await act(at["closed"], reporter(at["closed"]), "reopen", reason=WHY)
    assert (await at["closed"].look())["task"]["agency"] == "kemenkes"

    back = {each.stage: each.report for each in abolished}
    await act(back["agency_verification"], PUSAT, "forward", **FORWARD)
    await act(back["awaiting_reporter"], reporter(back["awaiting_reporter"]), "complete", text=LONG)
    await act(back["reporter_reply"], reporter(back["reporter_reply"]), "dispute", reason=WHY)
    await act(back["closed"], reporter(back["closed"]), "reopen", reason=WHY)
    for stage in ("awaiting_reporter", "reporter_reply", "closed"):
        assert (await back[stage].look())["stage"] == "central_verification"
    kept = {each.stage: each.report for each in named}
    await act(kept["follow_up"], Office("ganti").unit(), "respond", text=LONG, final=True)


async def require_late_arrivals_to_follow(system: System, old: Office) -> None:
    """A report that somebody sends there who does not know yet comes to the successor all the same."""
    late = await system.stand.reports.submit()
    await system.stand.directory.refresh()
    assert system.stand.directory.profile(old.agency) is None, "nobody who knows sends one"
    known = system.stand.directory.profile("kemenkes")
    assert known is not None
    stale = replace(known, agency=old.agency)
    await act(late, PUSAT, "forward", look={"agency": stale}, **{**FORWARD, "agency": old.agency})
    async with asyncio.timeout(30):
        while (await late.look())["agency"] != "kemenkes":
            await asyncio.sleep(0.1)
    assert [fact.kind for fact in await facts_in(system.pool, late)][-1] is FactKind.TRANSFERRED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"number": "TWICE"}, "succession_known"),
        ({"number": ""}, "succession_number"),
        ({"number": "two\nlines"}, "succession_number"),
        ({"number": "x" * 201}, "succession_number"),
        ({"effective_on": TODAY.replace(year=TODAY.year + 1, day=1)}, "succession_ahead"),
        ({"agency": "tiada"}, "unknown_agency"),
        ({"successor": "tiada"}, "unknown_agency"),
        ({"successor": "pemkab-jayapura"}, "succession_same"),
        ({"units": {"tiada": None}}, "unknown_unit"),
        ({"units": {"layanan": "tiada"}}, "unknown_unit"),
        ({"unit": "layanan", "units": {"layanan": None}}, "succession_of_unit"),
    ],
)
async def test_an_act_that_can_not_be_is_refused(pool: Pool, changed: dict[str, Any], code: str) -> None:
    query = """
        insert into successions (number, agency, units, effective_on, finished_at)
        values ('TWICE', 'kemenkes', '{}', now(), now()) on conflict do nothing"""
    await rows(pool, query)
    act_ = replace(Act("NEW", "pemkab-jayapura", TODAY, None, "kemenkes"), **changed)
    with pytest.raises(SuccessionRefused) as refused:
        await enact_succession(pool, act_)
    assert refused.value.code == code
    assert await find_succession(pool, "NEW") is None
