"""Counting by increments: what a report's new facts change in the counters is added to them.

One transaction takes some reports from the queue, compares what their facts count as with what was counted
of them, and changes entries and counters by the difference. So it doesn't matter where one is killed, or how
often a report is counted.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from records.advisory_locks import AdvisoryLock, lock
from records.database import POINT, Pool, rows
from records.figures.counters import add_up
from records.reports.queries.facts import OF_ALL, fact_of
from workflows.procedure.model.facts import Fact
from workflows.procedure.outputs.figures.entries import Entry, list_entries
from workflows.procedure.outputs.figures.measures import Measure

Connection = AsyncConnection[DictRow]

SOME = 100
"""How many reports are counted in one transaction, and folded in one go."""
LONGEST_TURN = 15.0
"""Seconds after which a turn leaves the rest to the next one."""

# In SQL: hot
TAKE = """
with due as (select id from figure_dues order by id limit %s)
delete from figure_dues as d using due where d.id = due.id returning d.report"""
COUNTED_UNTIL = "select coalesce(min(queued_at), now()) as at from figure_dues"
STORED = """
select id, report, measure, day, until, value, agency, unit, province, class, category, channel
from figure_entries where report = any(%s)"""
FORGET = "delete from figure_entries where id = any(%s)"
ADD = """
insert into figure_entries (
    report, measure, day, until, value, agency, unit, province, class, category, channel)
select * from unnest(
    %(report)s::text[], %(measure)s::text[], %(day)s::date[], %(until)s::date[], %(value)s::integer[],
    %(agency)s::text[], %(unit)s::text[], %(province)s::text[], %(report_class)s::text[],
    %(category)s::text[], %(channel)s::text[])"""
MOVE = """
insert into figure_counts as c (scope, dimension, grain, starts_on, value, counts)
select * from unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::text[], %s::jsonb[]) as m
order by 1, 2, 3, 4, 5
on conflict (scope, dimension, grain, starts_on, value)
    do update set counts = add_counts(c.counts, excluded.counts)"""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Uncountable:
    """A report whose facts can't be folded, and the kind of error."""

    report: str
    error: str


@dataclass(frozen=True, slots=True)
class Miscounted:
    """How the entries of a report differ from what its facts count as."""

    report: str
    lacking: Counter[Entry]
    wrong: Counter[Entry]


async def count_due_reports(pool: Pool) -> int:
    """Counts the reports of the queue, for LONGEST_TURN at most; returns how many. Raises psycopg's errors;
    what was counted by then stays."""
    until, total = time.monotonic() + LONGEST_TURN, 0
    while True:
        taken = await _count_some(pool)
        total += taken
        if taken == 0 or time.monotonic() >= until:
            return total


async def _count_some(pool: Pool) -> int:
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.FIGURES)
        taken = await (await connection.execute(TAKE, [SOME])).fetchall()
        reports = sorted({row["report"] for row in taken})
        if reports:
            found = await compare(connection, reports)
            for each in found.uncountable:
                log.error("a report can't be counted", extra={"report": each.report, "error": each.error})
            await correct(connection, found.differing)
        return len(taken)


async def read_counted_until(pool: Pool) -> datetime:
    """The instant up to which all that was recorded is counted."""
    (found,) = await rows(pool, COUNTED_UNTIL, within=POINT)
    at: datetime = found["at"]
    return at


@dataclass(frozen=True, slots=True)
class Compared:
    """The reports whose entries are not what their facts count as, and those whose facts can't be folded:
    they keep what they have."""

    differing: Sequence[Miscounted]
    uncountable: Sequence[Uncountable]


async def compare(connection: Connection, reports: Sequence[str]) -> Compared:
    """Counts reports anew, and compares that with what was counted of them."""
    found: dict[str, list[DictRow]] = {report: [] for report in reports}
    for row in await (await connection.execute(OF_ALL, {"reports": list(reports)})).fetchall():
        found[row.pop("report")].append(row)
    counted, failed = await asyncio.to_thread(_entries_of_all, found)
    stored: dict[str, Counter[Entry]] = {report: Counter() for report in counted}
    for row in await (await connection.execute(STORED, [list(counted)])).fetchall():
        stored[row["report"]][_entry_of(row)] += 1
    differing = [
        Miscounted(each, counted[each] - stored[each], stored[each] - counted[each]) for each in counted
    ]
    return Compared([each for each in differing if each.lacking or each.wrong], failed)


def _entries_of_all(found: dict[str, list[DictRow]]) -> tuple[dict[str, Counter[Entry]], list[Uncountable]]:
    counted, failed = {}, []
    for report, facts in found.items():
        # Facts that were tampered with, or are of a newer release's kind, must not stop the rest.
        try:
            counted[report] = Counter(list_entries(_without_gap(map(fact_of, facts))))
        except Exception as error:  # noqa: BLE001  # whatever they make of the fold
            failed.append(Uncountable(report, type(error).__name__))
    return counted, failed


def _without_gap(facts: Iterable[Fact]) -> list[Fact]:
    """The facts up to the first one that is not on record; those after it wait for it."""
    return [fact for place, fact in enumerate(facts, 1) if fact.number == place]


async def correct(connection: Connection, differing: Sequence[Miscounted]) -> None:
    """Makes entries what the facts count as, and moves the counters by the difference."""
    if not differing:
        return
    await _forget(connection, differing)
    lacking = [(each.report, entry) for each in differing for entry in each.lacking.elements()]
    await connection.execute(ADD, _columns(lacking))
    changes = [(entry, n) for each in differing for entry, n in each.lacking.items()]
    changes += [(entry, -n) for each in differing for entry, n in each.wrong.items()]
    moved = add_up(changes)
    columns = [list(each) for each in zip(*moved, strict=True)] or [[]] * 5
    await connection.execute(MOVE, [*columns, [Jsonb(counts) for counts in moved.values()]])


async def _forget(connection: Connection, differing: Sequence[Miscounted]) -> None:
    wrong = {each.report: each.wrong.copy() for each in differing if each.wrong}
    ids = []
    for row in await (await connection.execute(STORED, [list(wrong)])).fetchall():
        entry = _entry_of(row)
        if wrong[row["report"]][entry] > 0:
            wrong[row["report"]][entry] -= 1
            ids.append(row["id"])
    await connection.execute(FORGET, [ids])


def _entry_of(row: DictRow) -> Entry:
    kept = {
        name: row[name]
        for name in ("day", "until", "value", "agency", "unit", "province", "category", "channel")
    }
    return Entry(measure=Measure(row["measure"]), report_class=row["class"], **kept)


def _columns(entries: Sequence[tuple[str, Entry]]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"report": [report for report, _ in entries]}
    for name in Entry.__slots__:
        columns[name] = [getattr(entry, name) for _, entry in entries]
    columns["measure"] = [entry.measure.value for _, entry in entries]
    return columns
