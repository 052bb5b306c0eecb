"""What new calendars would move: asked of the record, report by report, before anything is changed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from psycopg.rows import DictRow
from sqlalchemy import bindparam, or_, select
from sqlmodel import col

from calendars import Snapshot
from records.database import SQL_AWAY, Pool, rows
from records.decrees.answers import ClockMove
from records.reports.queries.facts import list_facts
from records.statements import columns, compile_statement
from records.tables import Report
from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Holding
from workflows.procedure.time.retiming import changes_count, preview_moves
from workflows.procedure.time.schedule import last_event_at
from workflows.procedure.time.timetable import parse_timetable

log = logging.getLogger(__name__)

PAGE = 200
AT_A_STRETCH = 20
"""How many reports are counted before others in this process have their turn."""

# Whoever is about to have a calendar of their own for the first time still counts by their region's.
OPEN = compile_statement(
    select(*columns(Report.report, Report.agency, Report.timetable))
    .where(
        col(Report.sealed_at).is_(None),
        col(Report.report) > bindparam("after"),
        or_(col(Report.region) == bindparam("code"), col(Report.agency) == bindparam("code")),
    )
    .order_by(col(Report.report))
    .limit(PAGE)
)
# In SQL: arrays
STORED = """
select snapshot from calendars
where (region, version) in (select * from unnest(%(codes)s::text[], %(versions)s::integer[]))"""


@dataclass(frozen=True, slots=True)
class Affected:
    """An open report that counts days otherwise by a new calendar; `agency` holds it now, null is the centre.
    Each of the `moves`, none where every due instant stays where it is, is
    `{clock, instance, old_due_at, old_due_on, new_due_at, new_due_on}`."""

    code: str
    report: str
    agency: str | None
    moves: list[ClockMove]


async def moved_reports(
    pool: Pool, made: Iterable[Snapshot], at: datetime, after: tuple[str, str] = ("", "")
) -> AsyncIterator[Affected]:
    """Those of the open reports that the calendars `made` concern of which a deadline would move."""
    async for each in concerned_reports(pool, made, at, after):
        if each.moves:
            yield each


async def concerned_reports(
    pool: Pool, made: Iterable[Snapshot], at: datetime, after: tuple[str, str] = ("", "")
) -> AsyncIterator[Affected]:
    """The open reports that the calendars `made` concern, and what these would move if they reached them
    `at`, by code and number, after the code and number `after`. Raises one of `SQL_AWAY`."""
    known: dict[tuple[str, int], Snapshot] = {}
    for calendar in sorted(made, key=lambda each: each.region):
        if calendar.region < after[0]:
            continue
        last = after[1] if calendar.region == after[0] else ""
        while page := await rows(pool, OPEN, {"code": calendar.region, "after": last}):
            last = page[-1]["report"]
            await learn_calendars(pool, page, known)
            for number, row in enumerate(page):
                if number % AT_A_STRETCH == 0:
                    await asyncio.sleep(0)
                if (found := await _tried(pool, row, calendar, at, known)) is not None:
                    yield found


async def learn_calendars(
    pool: Pool, page: Iterable[DictRow], known: dict[tuple[str, int], Snapshot]
) -> None:
    """Fetches into `known` the calendars that these rows of `reports` count by, where they aren't known."""
    wanted = {
        (code, version)
        for row in page
        for code, version in ((row["timetable"] or {}).get("versions") or {}).items()
    } - known.keys()
    if wanted:
        codes, versions = zip(*sorted(wanted), strict=True)
        for row in await rows(pool, STORED, {"codes": list(codes), "versions": list(versions)}):
            snapshot = Snapshot.of_wire(row["snapshot"])
            known[snapshot.region, snapshot.version] = snapshot


async def _tried(
    pool: Pool, row: DictRow, calendar: Snapshot, at: datetime, known: Mapping[tuple[str, int], Snapshot]
) -> Affected | None:
    """What `_concerned` finds; a report of which nothing can be foreseen, and which must hold up no other, is
    concerned without a move: it knows itself what moves, once it is reached."""
    try:
        return await _concerned(pool, row, calendar, at, known)
    except SQL_AWAY:
        raise
    except Exception:  # whatever one report has at fault must hold up no other
        log.exception("a report's deadlines can't be foreseen", extra={"report": row["report"]})
        return Affected(calendar.region, row["report"], row["agency"], [])


async def _concerned(
    pool: Pool,
    row: DictRow,
    calendar: Snapshot,
    at: datetime,
    known: Mapping[tuple[str, int], Snapshot],
) -> Affected | None:
    clocks, holding, reach = await count_clocks(pool, row, known)
    if not changes_count(clocks, holding, calendar, reach):
        return None
    moves = [cast("ClockMove", move.wire()) for move in preview_moves(clocks, holding, calendar, at)]
    return Affected(calendar.region, row["report"], holding.custody[-1].agency, moves)


async def count_clocks(
    pool: Pool, row: DictRow, known: Mapping[tuple[str, int], Snapshot]
) -> tuple[Sequence[Clock], Holding, datetime | None]:
    """A report's clocks, what counts them and their reach: from the timetable of its row, or from the facts,
    which carry their calendars, where that is not to be had."""
    timetable = row["timetable"]
    if timetable is not None and all(each in known for each in timetable["versions"].items()):
        return parse_timetable(timetable, lambda code, version: known[code, version])
    case = await _folded(pool, row["report"])
    return case.clocks, case.holding, last_event_at(case)


async def _folded(pool: Pool, report: str) -> Case:
    case: Case | None = None
    page = await list_facts(pool, report, limit=200)
    while True:
        for fact in page.items:
            case = fold(case, fact)
        if page.next is None:
            break
        page = await list_facts(pool, report, limit=200, after=page.next)
    assert case is not None, "a report on record has facts"
    return case
