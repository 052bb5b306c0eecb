"""The drive: reports on their ways while processes are killed at random and PostgreSQL is taken away."""

import asyncio
import json
import os
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Self

from tests.chaos.insisting import People
from tests.chaos.system import PROGRAMS, System
from tests.chaos.ways import LEFT, PLAYED, Report, Way

BUDGETS = {
    "verification": 20,
    "disposition": 40,
    "response": 60,
    "completion": 100,
    "reply": 100,
    "reopening": 90,
}
SETTLEMENT = 80
OFFSETS = {0: -5, 1: 0, 2: 5, 3: 10}
"""Seconds from the due instant to each level's rung."""
SPELL = 5.0
"""Seconds over which the reports that begin together are spread."""


@dataclass(frozen=True)
class Plan:
    """What is done to how many reports. The seed decides everything but the machine's own pace."""

    seed: int
    reports: int = 200
    kills: int = 20
    left: int = 24  # of the reports, how many are left to their clocks
    between: tuple[float, float] = (0.3, 3.5)  # seconds from when all is well again to the next kill
    in_a_row: float = 0.25  # of the kills, how many come without waiting for that
    away: float = 30.0  # seconds without PostgreSQL, half way
    pause: float = 2.0  # seconds at most between two acts on one report

    @classmethod
    def of_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The full plan, or a smaller one by CHAOS_REPORTS and CHAOS_KILLS; CHAOS_SEED repeats one."""
        seed = int(environ.get("CHAOS_SEED") or random.SystemRandom().randrange(10**6))
        reports = int(environ.get("CHAOS_REPORTS", cls.reports))
        kills = int(environ.get("CHAOS_KILLS", cls.kills))
        away = float(environ.get("CHAOS_AWAY", cls.away))
        return cls(seed, reports, kills, min(cls.left, reports // 4), away=away)

    def ways(self) -> list[Way]:
        """A way for each report: those left to their clocks begin within the first quarter."""
        dice = random.Random(self.seed)
        played = [PLAYED[number % len(PLAYED)] for number in range(self.reports - self.left)]
        left = [LEFT[number % len(LEFT)] for number in range(self.left)]
        dice.shuffle(played)
        quarter = self.reports // 4
        first = played[: quarter - self.left] + left
        dice.shuffle(first)
        return first + played[quarter - self.left :]


def write_policy(path: Path) -> None:
    """`drill` with other budgets: short for the centre, longer than any outage for the rest."""
    policy: dict[str, Any] = json.loads(
        resources.files("workflows.procedure").joinpath("policies", "drill.json").read_text()
    )
    policy["name"] = "chaos"
    for name, budget in BUDGETS.items():
        policy[name]["budget"] = budget
    for name in ("information", "aspiration", "complaint", "supervisory"):
        policy["settlement"][name] = SETTLEMENT
    for rung in policy["ladder"]:
        rung["offset"] = OFFSETS[rung["level"]]
    policy["limits"]["postponement"] = 600
    path.write_text(json.dumps(policy))


@dataclass
class Driven:
    """What came of the drive."""

    ways: dict[str, str] = field(default_factory=dict)  # by tracking number
    failures: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    away: tuple[float, float] = (0.0, 0.0)  # monotonic, like the others
    begun: float = field(default_factory=time.monotonic)
    left_at: float = 0.0  # when the last report was left to its clocks
    ended: float = 0.0

    def at(self, instant: float) -> str:
        """An instant, as people are told it."""
        return f"{instant - self.begun:.1f} s"


class Drive:
    """Reports on their ways, some more of them with every blow, so that there is work until the last one."""

    def __init__(self, plan: Plan, system: System, people: People) -> None:
        self._plan, self._system, self._people = plan, system, people
        self._dice = random.Random(plan.seed)
        self._waiting = list(enumerate(plan.ways()))
        self._driven = Driven()

    async def run(self) -> Driven:
        """Returns when nothing more happens to anybody, and every way has come to its end."""
        async with asyncio.TaskGroup() as group:
            await self._hurt(group)
            self._release(group, len(self._waiting))
        self._driven.ended = time.monotonic()
        return self._driven

    async def _hurt(self, group: asyncio.TaskGroup) -> None:
        plan, dice = self._plan, self._dice
        spells = int(plan.away // SPELL)
        share = -(-plan.reports // max(plan.kills + spells, 1))
        for number, victim in enumerate(self._victims()):
            if number == plan.kills // 2:
                await self._without_postgres(group, spells, share)
            self._release(group, share)
            await asyncio.sleep(dice.uniform(*plan.between))
            pid = await self._system.kill(victim)
            self._driven.killed.append(f"{self._driven.at(time.monotonic())} {victim} ({pid})")
            if dice.random() > plan.in_a_row:
                await self._system.ready()

    def _victims(self) -> Sequence[str]:
        """Each program has its turn; beyond that chance decides."""
        kills = self._plan.kills
        drawn = [*PROGRAMS, *self._dice.choices(PROGRAMS, k=max(kills - len(PROGRAMS), 0))][:kills]
        return self._dice.sample(drawn, k=len(drawn))

    async def _without_postgres(self, group: asyncio.TaskGroup, spells: int, share: int) -> None:
        """It begins in an ordinary moment: an API that has only just come up knows no keys and no people."""
        if not spells:
            return
        await self._system.ready()
        self._release(group, 2 * share)
        await asyncio.sleep(SPELL)
        begun = time.monotonic()
        with self._system.without_postgres():
            for _ in range(spells):
                self._release(group, share)
                await asyncio.sleep(SPELL)
        self._driven.away = (begun, time.monotonic())
        await self._system.ready()

    def _release(self, group: asyncio.TaskGroup, how_many: int) -> None:
        for number, way in self._waiting[:how_many]:
            group.create_task(self._play(number, way))
        del self._waiting[:how_many]

    async def _play(self, number: int, way: Way) -> None:
        driven, dice = self._driven, random.Random(f"{self._plan.seed}-{number}")
        report, other = (Report(self._people, dice, self._plan.pause) for _ in range(2))
        await asyncio.sleep(dice.uniform(0, SPELL))
        try:
            await report.submit()
            driven.ways[report.number] = way.__name__
            await way(report, other)
        except Exception as error:  # noqa: BLE001  # whatever it was: the others go on, and it is told at the end
            driven.failures.append(f"{report.number} {way.__name__}: {type(error).__name__}: {error}")
        if other.number:
            driven.ways[other.number] = f"{way.__name__}, the other"
        if way in LEFT:
            driven.left_at = time.monotonic()
