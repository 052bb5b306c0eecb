"""Reports that random people decide upon at random times: the same seed, the same people and decisions.

What comes of them differs all the same from recording to recording: it happens on the real engine, whose
clocks run on meanwhile.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from calendars import Snapshot
from records.database import rows
from tests.histories.plays import (
    ACEH,
    JAYAPURA,
    PIMPINAN,
    PIMPINAN_ACEH,
    PIMPINAN_PUSAT,
    UMUM,
    WHY,
    Stand,
    reporter,
    request,
)
from tests.workflows.reports import ADMIN, LONG, OFFICER, PUSAT, OneReport
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

ADMINS = {"kemenkes": ADMIN, "pemprov-aceh": ACEH, "pemkab-jayapura": JAYAPURA}
SUPERVISORS = {
    "kemenkes": PIMPINAN,
    "pemprov-aceh": PIMPINAN_ACEH,
    "pemkab-jayapura": Actor(Role.SUPERVISOR, "a_pimpinan_jayapura", "pemkab-jayapura"),
    None: PIMPINAN_PUSAT,
}
LIKELY: dict[str, tuple[str, ...]] = {
    "central_verification": ("forward",) * 5
    + ("ask_reporter", "postpone", "correct", "archive", "open_identity"),
    "agency_verification": ("dispose",) * 4 + ("respond", "decline", "ask_reporter", "extend", "archive"),
    "follow_up": ("respond",) * 4 + ("interim", "return_to_agency", "ask_reporter", "extend", "reassign"),
    "approval": ("approve", "approve", "revise", "extend"),
    "awaiting_reporter": ("complete", "complete", "wait"),
    "reporter_reply": ("confirm", "dispute", "reply", "wait"),
    "merged": ("split", "dispute", "wait"),
    "closed": ("reopen", "wait"),
}
"""What is decided next, by the stage, so that reports get somewhere."""
ANY_TIME = ("remark", "nudge", "allow_question", "withdraw", "confirm", "forward", "look")
"""What is tried now and then, allowed or not."""


@dataclass
class Wanderer:
    """One report and whoever decides on it."""

    stand: Stand
    report: OneReport
    random: Random
    likes_signals: float
    others: list[OneReport] = field(default_factory=list)

    async def wander(self, steps: int) -> None:
        """So many steps, or as many as it takes to the end."""
        for _ in range(steps):
            if (state := await self._state()) is None:
                return
            often = LIKELY[state["stage"]] if self.random.random() < 0.85 else ANY_TIME
            kind = self.random.choice(often)
            if self.others and state["stage"] == "central_verification" and self.random.random() < 0.4:
                kind = "merge"
            if not await self._step(kind, state):
                return
            await asyncio.sleep(self.random.choice((0, 0, 0.2, 1.0, 4.0)))

    async def _state(self) -> dict[str, Any] | None:
        """The state, as the API asks for it; null where the report is over."""
        try:
            return await self.report.look()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    async def _step(self, kind: str, state: dict[str, Any]) -> bool:
        if kind == "wait":
            await asyncio.sleep(self.random.uniform(1, 8))
            return True
        fields = self._fields(kind, state)
        actor = self._actor(kind, state)
        name = {"interim": "respond"}.get(kind, kind)
        look = {"target_open": True} if kind == "merge" else None
        try:
            if kind == "look":
                await self.report.look()
                return True
            asked = await request(self.report, actor, name, look=look, **fields)
            if self.random.random() < self.likes_signals and kind != "merge":
                await self.report.handle.signal("decide", asked)
            else:
                await self.report.send(asked)
        except WorkflowUpdateFailedError:
            pass  # refused: nothing came of it
        except RPCError:
            return False  # over
        return True

    def _actor(self, kind: str, state: dict[str, Any]) -> Actor:
        agency, unit, stage = state["agency"], state["unit"], state["stage"]
        if kind in ("nudge", "allow_question", "approve", "revise", "reassign"):
            return SUPERVISORS.get(agency if stage != "central_verification" else None, PIMPINAN)
        if kind in ("remark", "withdraw", "reopen", "complete", "confirm", "reply", "dispute"):
            return reporter(self.report)
        if stage == "agency_verification":
            return ADMINS.get(agency, ADMIN)
        if stage in ("follow_up", "approval"):
            officer = Actor(Role.LIAISON_OFFICER, f"a_{agency}_{unit}", agency, unit)
            return {"layanan": OFFICER, "umum": UMUM}.get(unit, officer) if agency == "kemenkes" else officer
        return PUSAT

    def _fields(self, kind: str, state: dict[str, Any]) -> dict[str, Any]:
        random = self.random
        made: dict[str, Callable[[], dict[str, Any]]] = {
            "forward": lambda: {
                "agency": random.choice([*ADMINS, "siapa"] if random.random() < 0.1 else [*ADMINS]),
                "class": random.choice(["complaint", "complaint", "aspiration", "information"]),
                "supervisory": random.random() < 0.1,
                "category": random.choice(["kesehatan", "infrastruktur", "lainnya"]),
            },
            "ask_reporter": lambda: {"question": LONG},
            "postpone": lambda: {"until": self._later(state), "reason": WHY},
            "correct": lambda: {"title": "Puskesmas tutup", "text": LONG, "reason": WHY},
            "archive": lambda: {"reason": random.choice(["unclear", "in_court"]), "note": WHY},
            "open_identity": lambda: {"reason": WHY},
            "merge": lambda: {"into": random.choice(self.others).number},
            "dispose": lambda: {"unit": random.choice(["layanan", "umum"]), "note": WHY},
            "respond": lambda: {"text": LONG, "final": True, "evidence": ["berita-acara-7"]},
            "interim": lambda: {"text": LONG, "final": False},
            "decline": lambda: {"reason": WHY, "code": "bukan-wewenang"},
            "return_to_agency": lambda: {"reason": WHY},
            "extend": lambda: {
                "clock": random.choice(["disposition", "response", "settlement"]),
                "days": random.randint(1, 8),
                "reason": WHY,
            },
            "reassign": lambda: {"to": random.choice(["layanan", "umum"])},
            "approve": lambda: {"note": WHY},
            "revise": lambda: {"note": WHY},
            "complete": lambda: {"text": LONG, "files": ["foto-1"]},
            "confirm": lambda: {"rating": random.randint(1, 5)},
            "reply": lambda: {"text": LONG},
            "remark": lambda: {"text": LONG},
            "nudge": lambda: {"note": WHY},
            "allow_question": lambda: {"note": WHY},
            "withdraw": lambda: {"reason": WHY},
        }
        return made.get(kind, lambda: {"reason": WHY})()

    def _later(self, state: dict[str, Any]) -> str:
        if state["clocks"][0]["unit"] == "seconds":
            return (datetime.now(UTC) + timedelta(seconds=self.random.randint(1, 6))).isoformat()
        return (date.today() + timedelta(days=self.random.randint(1, 9))).isoformat()  # noqa: DTZ011  # any will do


async def wandered(stand: Stand, seed: int) -> list[OneReport]:
    """One to three reports and what became of them."""
    random = Random(seed)
    policy = random.choice(["drill", "drill", "default"])
    company = random.choice([0, 0, 0, 1, 2])
    reports = [
        await stand.reports.submit(
            policy=policy,
            continue_after=random.choice([None, None, random.randint(15, 45)]),
            anonymous=random.random() < 0.2,
            confidential=random.random() < 0.2,
            **{"class": random.choice(["complaint", "complaint", "aspiration", "information"])},
        )
        for _ in range(company + 1)
    ]
    likes_signals = random.choice([0.0, 0.15, 0.6])
    steps = random.randint(2, 14)
    walks: list[Awaitable[None]] = []
    for report in reports:
        others = [each for each in reports if each is not report]
        walks.append(Wanderer(stand, report, Random(random.random()), likes_signals, others).wander(steps))
    await asyncio.gather(*walks)
    return reports


async def new_calendars(stand: Stand, seed: int) -> None:
    """Now and then a region loses or wins a working day, and its open reports hear of it at once or later."""
    random = Random(seed)
    while True:
        await asyncio.sleep(random.uniform(4, 9))
        await stand.directory.refresh()
        region = random.choice(["ID", "ID-AC", "ID-PA"])
        old = stand.directory.calendar(region)
        changed = _changed(old, {old.add(date.today(), random.randint(1, 6)) for _ in range(2)})  # noqa: DTZ011
        wire = json.dumps(changed.wire())
        added = "insert into calendars values (%s, %s, %s)"
        await rows(stand.pool, added, (region, changed.version, wire))
        found = await rows(
            stand.pool, "select report from reports where stage <> 'closed' and region = %s", [region]
        )
        for each in random.sample(found, len(found) // 2):
            try:
                handle = stand.client.get_workflow_handle(each["report"])
                await handle.execute_update("retime", changed)
            except (WorkflowUpdateFailedError, RPCError):
                continue  # it moves nothing there, or the report is over


def _changed(old: Snapshot, days: set[date]) -> Snapshot:
    def counts(day: date) -> bool:
        return (day in days) != old.is_working_day(day)

    return Snapshot.covering(old.region, old.zone, old.version + 1, old.first, old.last, counts)
