"""The ways that reports take, each from beginning to end as its people play it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.chaos.insisting import People

TEXT = "Puskesmas Pembantu di desa kami tutup sejak Senin dan tidak ada petugas yang dapat dihubungi."
REASON = "alasan yang cukup panjang"
CATEGORY: dict[str, Any] = {"class": "complaint", "supervisory": False, "category": "kesehatan"}
SUBMISSION = {
    "title": "Puskesmas Pembantu tutup",
    "text": TEXT,
    "class": "complaint",
    "channel": "web",
    "anonymous": False,
    "confidential": False,
    "reporter": {"name": "Siti", "email": "siti@contoh.invalid"},
}
STAFF = (
    "pusat", "pimpinan.pusat", "auditor",
    "admin.kemenkes", "pimpinan.kemenkes", "penghubung.kemenkes.layanan", "penghubung.kemenkes.umum",
    "admin.pemprov-aceh", "pimpinan.pemprov-aceh", "penghubung.pemprov-aceh.layanan",
)  # fmt: skip


class Report:
    """One report and its people, who take up to `pause` seconds between two acts."""

    def __init__(self, people: People, dice: random.Random, pause: float) -> None:
        self._people, self._dice, self._pause = people, dice, pause
        self.number = self._pin = ""
        self._task: str | None = None
        self.agency = "kemenkes"

    async def submit(self) -> None:
        self.number, self._pin = await self._people.submit(SUBMISSION)
        self._task = f"{self.number}-1"

    async def decide(self, who: str, kind: str, *, expect: int = 200, **fields: Any) -> Any:
        """A decision on the task as last seen."""
        await self._think()
        body = {"task": self._task, "decision": {"kind": kind, **fields}}
        return self._seen(await self._people.decide(who, self.number, body, expect=expect))

    async def later(self, who: str, kind: str, stage: str, **fields: Any) -> None:
        """The same without waiting; then looks until the report has come into `stage`."""
        await self._think()
        body = {"task": self._task, "decision": {"kind": kind, **fields}}
        await self._people.decide(who, self.number, body, later=True)
        for _ in range(300):
            told = await self._people.look(self.number)
            if told["stage"] == stage:
                self._seen(told)
                return
            await asyncio.sleep(0.3)
        raise AssertionError(f"{self.number}: {kind} was accepted, but {stage} never came")

    async def reply(self, kind: str, **fields: Any) -> Any:
        """What the reporter says, as a rule to the open task."""
        await self._think()
        told = await self._people.reply(self.number, self._pin, {"decision": {"kind": kind, **fields}})
        self.next_task()
        return told

    async def remark(self) -> None:
        """Leaves the task as it is."""
        await self._think()
        await self._people.reply(self.number, self._pin, {"decision": {"kind": "remark", "text": TEXT}})

    def next_task(self) -> None:
        """The one after the last seen is open."""
        sequence = int(str(self._task).rsplit("-", 1)[1])
        self._task = f"{self.number}-{sequence + 1}"

    async def forward(self, agency: str = "kemenkes") -> None:
        self.agency = agency
        await self.decide("pusat", "forward", agency=agency, **CATEGORY)

    async def dispose(self, unit: str = "layanan") -> None:
        await self.decide(f"admin.{self.agency}", "dispose", unit=unit)

    async def respond(self, unit: str = "layanan", *, final: bool = True) -> None:
        await self.decide(f"penghubung.{self.agency}.{unit}", "respond", text=TEXT, final=final)

    async def confirm(self) -> None:
        await self.reply("confirm", rating=5)

    def _seen(self, told: Any) -> Any:
        if isinstance(told, dict) and (task := told.get("task")):
            self._task = task["id"]
        return told

    async def _think(self) -> None:
        await asyncio.sleep(self._dice.uniform(0, self._pause))


async def straight(report: Report, other: Report) -> None:
    await report.forward()
    await report.dispose()
    await report.respond()
    await report.confirm()


async def declined(report: Report, other: Report) -> None:
    """Declined twice, then ruled on; a third decline is refused."""
    await report.forward()
    await report.decide("admin.kemenkes", "decline", reason=REASON)
    await report.forward("pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "decline", reason=REASON)
    await report.forward("pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "decline", expect=422, reason=REASON)
    await report.dispose()
    await report.respond()
    await report.confirm()


async def asked(report: Report, other: Report) -> None:
    """The reporter is asked twice, and completes each time."""
    await report.decide("pusat", "ask_reporter", question=TEXT)
    await report.reply("complete", text=TEXT)
    await report.forward()
    await report.dispose("umum")
    await report.decide("penghubung.kemenkes.umum", "ask_reporter", question=TEXT)
    await report.reply("complete", text=TEXT)
    await report.respond("umum")
    await report.confirm()


async def talked(report: Report, other: Report) -> None:
    """An interim answer, a final one, a reply to it, and another final one."""
    await report.forward()
    await report.dispose()
    await report.respond(final=False)
    await report.respond()
    await report.reply("reply", text=TEXT)
    await report.respond()
    await report.confirm()


async def disputed(report: Report, other: Report) -> None:
    """Disputed twice: at level 1 then, and approved before it is answered."""
    await report.forward("pemprov-aceh")
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
    await report.reply("dispute", reason=REASON)
    await report.dispose()
    await report.respond()
    await report.reply("dispute", reason=REASON)
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
    await report.decide("pimpinan.pemprov-aceh", "revise", note=REASON)
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
    await report.decide("pimpinan.pemprov-aceh", "approve")
    await report.confirm()


async def tended(report: Report, other: Report) -> None:
    """What leaves a task open, and what brings it to somebody else."""
    await report.decide("pusat", "correct", title="Puskesmas Pembantu tutup lagi", reason=REASON)
    await report.decide("pusat", "postpone", reason=REASON, until=_in(60))
    await report.forward()
    await report.decide("pimpinan.kemenkes", "nudge", note=REASON)
    await report.dispose("umum")
    await report.decide("pimpinan.kemenkes", "reassign", to="layanan")
    await report.decide("penghubung.kemenkes.layanan", "return_to_agency", reason=REASON)
    await report.remark()
    await report.dispose()
    await report.respond()
    await report.confirm()


async def handed_over(report: Report, other: Report) -> None:
    """Decided on without waiting for what comes of it."""
    await report.later("pusat", "forward", "agency_verification", agency="kemenkes", **CATEGORY)
    await report.later("admin.kemenkes", "dispose", "follow_up", unit="layanan")
    await report.later("penghubung.kemenkes.layanan", "respond", "reporter_reply", text=TEXT, final=True)
    await report.confirm()


async def merged(report: Report, other: Report) -> None:
    """Another report follows this one to its end."""
    await other.submit()
    await other.decide("pusat", "merge", into=report.number)
    await straight(report, other)


async def freed(report: Report, other: Report) -> None:
    """Another report follows this one, is split off again and archived."""
    await other.submit()
    await other.decide("pusat", "merge", into=report.number)
    await other.decide("pusat", "split", reason=REASON)
    await other.decide("pusat", "archive", reason="duplicate_of", note=REASON)
    await straight(report, other)


async def withdrawn(report: Report, other: Report) -> None:
    await report.forward()
    await report.remark()
    await report.reply("withdraw")


async def reopened(report: Report, other: Report) -> None:
    """Archived, reopened, and then answered."""
    await report.decide("pusat", "archive", reason="unclear", note=REASON)
    await report.reply("reopen", reason=REASON)
    await straight(report, other)


async def left_at_the_centre(report: Report, other: Report) -> None:
    """Nobody ever decides anything."""


async def left_postponed(report: Report, other: Report) -> None:
    await report.decide("pusat", "postpone", reason=REASON, until=_in(12))


async def left_at_the_agency(report: Report, other: Report) -> None:
    await report.forward()


async def left_with_the_unit(report: Report, other: Report) -> None:
    await report.forward()
    await report.dispose()


async def never_completed(report: Report, other: Report) -> None:
    await report.decide("pusat", "ask_reporter", question=TEXT)


async def never_confirmed(report: Report, other: Report) -> None:
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)


def _in(seconds: int) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()


Way = Callable[[Report, Report], Awaitable[None]]
PLAYED: tuple[Way, ...] = (
    straight, declined, asked, talked, disputed, tended, handed_over, merged, freed, withdrawn, reopened,
)  # fmt: skip
"""The ways that people play to their end."""
LEFT: tuple[Way, ...] = (
    left_at_the_centre, left_at_the_centre, left_at_the_centre, left_postponed, left_at_the_agency,
    left_with_the_unit, never_completed, never_confirmed,
)  # fmt: skip
"""The ways that end by the clock."""
