"""The reports of a re-timing: which it would move, and how far it has come with each."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from records import tables
from records.database import POINT, Pool, rows
from records.decrees.answers import ClockMove
from records.decrees.impact import Affected
from records.retries import ENGINE_AWAY, LONGEST_PAUSE, LONGEST_PAUSE_AWAY, retry_at
from records.statements import columns, compile_statement

# In SQL: arrays
PLAN = """
insert into retimed (retiming, report, code, agency, moves)
select %(retiming)s, a.report, a.code, a.agency, a.moves
from jsonb_to_recordset(%(affected)s::jsonb) as a(report text, code text, agency text, moves jsonb)
on conflict (retiming, report) do nothing
returning report"""
Row = tables.Retimed
OF_RETIMING = col(Row.retiming) == bindparam("retiming")
LEFT = select(*columns(Row.report, Row.code)).where(OF_RETIMING, col(Row.reached_at).is_(None))
UNREACHED = compile_statement(
    LEFT.where(col(Row.attempts) == 0).order_by(col(Row.report)).limit(bindparam("most"))
)
FAILING = compile_statement(
    LEFT.where(col(Row.attempts) > 0, col(Row.due_at) <= func.now())
    .order_by(col(Row.due_at))
    .limit(bindparam("most"))
)
# In SQL: parts: two tables in one round trip
FAILED = f"""
with failed as (
    update retimed
    set reason = %(reason)s, attempts = attempts + 1, since = coalesce(since, now()),
        due_at = {retry_at()}
    where retiming = %(retiming)s and report = %(report)s and reached_at is null
    returning attempts
)
select cancelled_at is not null as cancelled, (select attempts from failed) as attempts
from retimings where id = %(retiming)s"""  # noqa: S608  # constants
REACHED = """
with reached as (
    update retimed set reached_at = now(), moved = %(moved)s, reason = null, since = null
    where retiming = %(retiming)s and report = %(report)s and reached_at is null
)
select cancelled_at is not null as cancelled from retimings where id = %(retiming)s"""
REPORTS = compile_statement(
    select(
        *columns(
            Row.report,
            Row.agency,
            Row.moves,
            Row.reached_at,
            Row.moved,
            Row.attempts,
            Row.reason,
            Row.due_at,
        )
    )
    .where(OF_RETIMING, col(Row.report) > bindparam("after"))
    .order_by(col(Row.report))
    .limit(bindparam("limit"))
)


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
    return [
        (row["report"], row["code"]) for row in await rows(pool, UNREACHED, {"retiming": id_, "most": most})
    ]


async def failing_reports(pool: Pool, id_: int, most: int) -> list[tuple[str, str]]:
    """The same of those that could not be reached, and are to be tried again now."""
    return [
        (row["report"], row["code"]) for row in await rows(pool, FAILING, {"retiming": id_, "most": most})
    ]


async def note_reached(pool: Pool, id_: int, report: str, *, moved: bool) -> bool:
    """Marks a report as reached; returns whether the re-timing goes on, and has not been cancelled."""
    found = await rows(pool, REACHED, {"retiming": id_, "report": report, "moved": moved}, within=POINT)
    return not found[0]["cancelled"]


async def note_failed(pool: Pool, id_: int, report: str, reason: str) -> tuple[int, bool]:
    """Notes why a report could not be reached; it is tried again after a pause. Returns how often it failed
    in a row, and whether the re-timing goes on."""
    longest = LONGEST_PAUSE_AWAY if reason == ENGINE_AWAY else LONGEST_PAUSE
    values = {"retiming": id_, "report": report, "reason": reason, "longest": longest}
    (found,) = await rows(pool, FAILED, values, within=POINT)
    return found["attempts"] or 0, not found["cancelled"]


async def list_retimed(pool: Pool, id_: int, *, limit: int, after: str = "") -> list[Retimed]:
    """Which reports it found, by number, after `after`."""
    values = {"retiming": id_, "after": after, "limit": limit}
    return [Retimed(**row) for row in await rows(pool, REPORTS, values)]
