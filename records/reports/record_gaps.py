"""Reports that the record can't take in: why, and when each is tried next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from fields.plurals import plural
from records.database import POINT, Pool, rows
from records.retries import LONGEST_PAUSE, LONGEST_PAUSE_AWAY, retry_at, waiting_alarm

Reason = Literal[
    "earlier_facts",  # facts of an earlier run are lacking, and are about to be fetched
    "history_gone",  # neither engine nor archive has that run's history
    "unreplayable",  # today's code takes another way than that history, or leads to fewer facts
    "engine_away",
    "store_away",
    "facts_differ",  # the report's facts contradict those recorded
    "refused",  # the database refuses them, or something else is wrong with them
]

PATIENCE = timedelta(minutes=1)
"""For how long a report may wait before somebody has to see to it."""
AWAY = frozenset[Reason]({"engine_away", "store_away"})

# In SQL: import: rebuilding reads and writes them
LACKING = """
insert into record_gaps as g (report, reason, lacks_below) values (%(report)s, 'earlier_facts', %(below)s)
on conflict (report) do update set
    lacks_below = excluded.lacks_below,
    reason = case when g.lacks_below is null then excluded.reason else g.reason end
returning extract(epoch from due_at - now())::float8 as seconds"""
REFUSED = f"""
insert into record_gaps as g (report, reason, attempts, due_at)
values (%(report)s, %(reason)s, 1, now() + interval '1 second')
on conflict (report) do update set
    reason = excluded.reason, attempts = g.attempts + 1, lacks_below = null,
    due_at = {retry_at("g.attempts")}
returning attempts, extract(epoch from due_at - now())::float8 as seconds"""  # noqa: S608  # constants
DUE = """
select report, lacks_below, attempts from record_gaps
where lacks_below is not null and due_at <= now() order by due_at, report limit %s"""
FAILED = f"""
update record_gaps
set reason = %(reason)s, attempts = attempts + 1,
    due_at = {retry_at()}
where report = %(report)s
returning attempts"""  # noqa: S608  # constants
WAITING = "select count(*)::integer as reports, min(since) as oldest from record_gaps"
LATE = """
select reason, count(*)::integer as reports from record_gaps
where since < now() - %s group by 1 order by 1"""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A report of which the record lacks all facts from its next one up to `lacks_below`, excluded; what it
    lacks could not be fetched `attempts` times."""

    report: str
    lacks_below: int
    attempts: int


async def is_known(pool: Pool, report: str) -> bool:
    """Whether the report waits already."""
    # In SQL: import: rebuilding reads and writes them
    query = "select from record_gaps where report = %s and lacks_below is not null"
    return bool(await rows(pool, query, [report], within=POINT))


async def note_lacking(pool: Pool, report: str, below: int) -> float:
    """Notes that facts of an earlier run are lacking; returns the seconds until they are fetched, negative
    where that is due."""
    found = await rows(pool, LACKING, {"report": report, "below": below}, within=POINT)
    return float(found[0]["seconds"])


async def note_refused(pool: Pool, report: str, reason: Reason) -> tuple[int, float]:
    """Notes that the record does not take the report's facts; returns how often in a row, and the seconds
    until they should be handed over again."""
    values = {"report": report, "reason": reason, "longest": LONGEST_PAUSE_AWAY}
    (found,) = await rows(pool, REFUSED, values, within=POINT)
    return found["attempts"], found["seconds"]


async def due_gaps(pool: Pool, most: int) -> list[Lacking]:
    """Some of the reports whose earlier facts are to be fetched now."""
    return [Lacking(**row) for row in await rows(pool, DUE, [most])]


async def note_failed(pool: Pool, report: str, reason: Reason) -> int:
    """Notes why they could not be fetched; returns how often in a row."""
    longest = LONGEST_PAUSE_AWAY if reason in AWAY else LONGEST_PAUSE
    found = await rows(pool, FAILED, {"report": report, "reason": reason, "longest": longest}, within=POINT)
    return found[0]["attempts"] if found else 0


async def note_closed(pool: Pool, report: str) -> None:
    """Notes that the record has what it lacked."""
    # In SQL: import: rebuilding reads and writes them
    await rows(pool, "delete from record_gaps where report = %s", [report], within=POINT)


async def count_waiting(pool: Pool) -> tuple[int, datetime | None]:
    """How many reports the record can't take in, and since when the first one waits."""
    (found,) = await rows(pool, WAITING, within=POINT)
    return found["reports"], found["oldest"]


async def record_alarms(pool: Pool) -> list[dict[str, Any]]:
    """What somebody has to see to: `record_behind` where reports can't be recorded."""
    reasons = {row["reason"]: row["reports"] for row in await rows(pool, LATE, [PATIENCE], within=POINT)}
    waiting = sum(reasons.values())
    which = plural(waiting, "report")
    message = f"the record can't take in what was decided since on {which}; the workers' logs say which"
    return waiting_alarm("record_behind", message, reasons)
