"""The decree's story: foreseen, applied while workers die, withdrawn; every clock accounted for."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, timedelta
from time import perf_counter
from typing import Any

from tests.activities.retiming.scene import Scene, decree, expected, moved
from tests.bench.http import Connection


@dataclass
class Told:
    """What was measured: seconds, and of decisions how long each took, idle and meanwhile."""

    affected: int = 0
    preview_s: float = 0.0
    applied_s: float = 0.0
    withdrawn_s: float = 0.0
    idle: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)


async def story(scene: Scene, *, reports: int, kills: int = 2, decisions: int = 0) -> Told:
    """Plays it, and asserts what must hold; with `decisions` so many are measured on the idle system, and
    others, as long as it takes, meanwhile."""
    told = Told()
    await scene.fill(reports)
    await _settled(scene)
    before = await scene.clocks()
    told.idle = await _decided(scene, decisions)
    known = set(before)

    decreed = decree(await _first_day_that_all_count(scene))
    begun = perf_counter()
    foreseen = await scene.foreseen(decreed, limit=min(200, reports // 2))
    told.preview_s = perf_counter() - begun
    told.affected = len({report for report, _, _ in foreseen})
    assert told.affected > reports * 0.8
    assert not any(before[key]["paused"] for key in foreseen if key in known)

    begun = perf_counter()
    entered = await scene.call("POST", "/v1/decrees", decreed)
    async with asyncio.TaskGroup() as group:
        done = asyncio.Event()
        deciding = group.create_task(_meanwhile(scene, done, measured=decisions > 0))
        progress = await scene.carried_out(kills)
        done.set()
    told.meanwhile, told.applied_s = deciding.result(), perf_counter() - begun
    assert progress["reached"] == progress["total"] >= told.affected
    await _require_moved(scene, before, foreseen, "enacted", entered["retiming"]["versions"]["ID"])

    begun = perf_counter()
    await scene.call("POST", f"/v1/decrees/{decreed['number'].replace(' ', '%20')}/withdraw", WITHDRAWAL)
    progress = await scene.carried_out()
    told.withdrawn_s = perf_counter() - begun
    after = await scene.clocks()
    changed = {key: after[key] for key in known if after[key] != before[key]}
    assert not {key for key in changed if after[key]["stopped_at"] is None}, "all are back"
    back = await moved(scene, progress["versions"]["ID"])
    assert {times for times, _, _ in back.values()} == {1}
    assert {act for _, _, act in back.values()} == {"withdrawn"}
    await _require_counted(scene)
    return told


WITHDRAWAL = {"reason": "Dicabut dengan SKB 22/2026"}


async def _require_moved(
    scene: Scene, before: dict[Any, Any], foreseen: dict[Any, str], act: str, version: int
) -> None:
    """Every clock that was foreseen moved once, to where it was foreseen, and no other did but those that
    came about meanwhile; and all are due when one counts it on one's fingers."""
    now, facts = await scene.clocks(), await moved(scene, version)
    assert {times for times, _, _ in facts.values()} == {1}
    assert {act for _, _, act in facts.values()} == {act}
    for key, new_due_at in foreseen.items():
        if now[key]["stopped_at"] is None:  # whoever was decided on meanwhile was counted anew first, or not
            assert facts[key][1] == now[key]["due_at"] == new_due_at
    for key in before.keys() - foreseen.keys():
        assert key not in facts
        assert now[key]["due_at"] == before[key]["due_at"]
    await _require_counted(scene)


async def _require_counted(scene: Scene) -> None:
    clocks = await scene.clocks()
    counted = await expected(scene, clocks)
    assert {key: clocks[key]["due_on"] for key in counted} == counted


async def _first_day_that_all_count(scene: Scene) -> date:
    """The first working day after tomorrow: every clock of more than a day counts it."""
    days = await scene.working_days("ID")
    today = date.today()  # noqa: DTZ011  # a day more or less is all the same
    return next(day for day in days if day > today + timedelta(days=1))


async def _settled(scene: Scene) -> None:
    """Waits until the record has every report that was sent in."""
    while len({key[0] for key in await scene.clocks()}) < len(scene.reports):
        await asyncio.sleep(0.2)


async def _decided(scene: Scene, times: int) -> list[float]:
    """How long so many decisions took, one after the other, each on a report of its own."""
    with Connection(scene.office.port) as http:
        return [await _one_decision(scene, http, turn) for turn in range(times)]


async def _one_decision(scene: Scene, http: Connection, turn: int) -> float:
    number, _ = await scene.office.submit(http)
    await asyncio.sleep(0.1)
    begun = perf_counter()
    await scene.forward(http, number, ("kemenkes", "pemprov-aceh")[turn % 2])
    return perf_counter() - begun


async def _meanwhile(scene: Scene, done: asyncio.Event, *, measured: bool) -> list[float]:
    """Decisions until it is done: on reports that come in meanwhile. Without measuring only ten."""
    found: list[float] = []
    with Connection(scene.office.port) as http:
        while not done.is_set() and (measured or len(found) < 10):
            found.append(await _one_decision(scene, http, len(found)))
    return found
