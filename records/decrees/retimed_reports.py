"""The reports of a re-timing: which it would move, and how far it has come with each."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from records.database import POINT, Pool, rows
from records.decrees.forms import ClockMove
from records.decrees.impact import Affected

PLAN = """
insert into retimed (retiming, report, code, agency, moves)
select %(retiming)s, a.report, a.code, a.agency, a.moves
from jsonb_to_recordset(%(affected)s::jsonb) as a(report text, code text, agency text, moves jsonb)
on conflict (retiming, report) do nothing
returning report"""
UNREACHED = """
select report, code from retimed
where retiming = %s and reached_at is null and attempts = 0 order by report limit %s"""
FAILING = """
select report, code from retimed
where retiming = %s and reached_at is null and attempts > 0 and due_at <= now() order by due_at limit %s"""
FAILED = """
with failed as (
    update retimed
    set reason = %(reason)s, attempts = attempts + 1, since = coalesce(since, now()),
        due_at = now() + least(power(2, least(attempts, 20)), %(longest)s) * interval '1 second'
    where retiming = %(retiming)s and report = %(report)s and reached_at is null
    returning attempts
)
select cancelled_at is not null as cancelled, (select attempts from failed) as attempts
from retimings where id = %(retiming)s"""
REACHED = """
with reached as (
    update retimed set reached_at = now(), moved = %(moved)s, reason = null, since = null
    where retiming = %(retiming)s and report = %(report)s and reached_at is null
)
select cancelled_at is not null as cancelled from retimings where id = %(retiming)s"""
REPORTS = """
select report, agency, moves, reached_at, moved, attempts, reason, due_at from retimed
where retiming = %(retiming)s and report > %(after)s order by report limit %(limit)s"""

LONGEST_PAUSE = 3600
"""Seconds after which a report is tried again at the latest; each pause is twice the one before."""
LONGEST_PAUSE_AWAY = 60
"""The same where the engine was away: nothing is wrong with the report."""
AWAY = "engine_away"


@dataclass(frozen=True, slots=True)
class Retimed:
    """A report that a re-timing would move, with its moves as they were foreseen; `reason` is why the last of
    the `attempts` failed, and `due_at` when the next one is made."""

    report: str
    agency: str | None
    moves: list[ClockMove]
    reached_at: datetime | None
    moved: bool | None
    attempts: int
    reason: str | None
    due_at: datetime


async def plan_reports(pool: Pool, id_: int, affected: Sequence[Affected]) -> int:
    """Adds reports to those that are to be reached; returns how many were not among them yet."""
    found = json.dumps([asdict(each) for each in affected])
    return len(await rows(pool, PLAN, {"retiming": id_, "affected": found}))


async def unreached_reports(pool: Pool, id_: int, most: int) -> list[tuple[str, str]]:
    """Some of the reports that nobody has tried to reach yet, each with the code of the calendar meant for
    it."""
    return [(row["report"], row["code"]) for row in await rows(pool, UNREACHED, [id_, most])]


async def failing_reports(pool: Pool, id_: int, most: int) -> list[tuple[str, str]]:
    """The same of those that could not be reached, and are to be tried again now."""
    return [(row["report"], row["code"]) for row in await rows(pool, FAILING, [id_, most])]


async def note_reached(pool: Pool, id_: int, report: str, *, moved: bool) -> bool:
    """Marks a report as reached; returns whether the re-timing goes on, and has not been cancelled."""
    found = await rows(pool, REACHED, {"retiming": id_, "report": report, "moved": moved}, within=POINT)
    return not found[0]["cancelled"]


async def note_failed(pool: Pool, id_: int, report: str, reason: str) -> tuple[int, bool]:
    """Notes why a report could not be reached; it is tried again after a pause. Returns how often it failed
    in a row, and whether the re-timing goes on."""
    longest = LONGEST_PAUSE_AWAY if reason == AWAY else LONGEST_PAUSE
    values = {"retiming": id_, "report": report, "reason": reason, "longest": longest}
    (found,) = await rows(pool, FAILED, values, within=POINT)
    return found["attempts"] or 0, not found["cancelled"]


async def list_retimed(pool: Pool, id_: int, *, limit: int, after: str = "") -> list[Retimed]:
    """Which reports it found, by number, after `after`."""
    values = {"retiming": id_, "after": after, "limit": limit}
    return [Retimed(**row) for row in await rows(pool, REPORTS, values)]
