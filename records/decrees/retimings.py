"""Re-timings: which open reports new calendars move, and how far each has come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, update
from sqlmodel import col

from calendars import Snapshot
from fields.plurals import plural
from records import tables
from records.acts_on_reports import ActTables
from records.database import POINT, Pool, rows
from records.decrees.answers import RetimingState
from records.decrees.stored_calendars import Act, Connection
from records.retries import waiting_alarm
from records.statements import compile_statement

NOTIFICATION = "tuntas_retimings"
"""What PostgreSQL sends to tell that there is a re-timing to carry out."""

TABLES = ActTables("retimings", "retimed", "retiming", "a.finished_at is null and a.cancelled_at is null")

Row = tables.Retiming
IS_ONE = col(Row.id) == bindparam("retiming")
IS_OPEN = (col(Row.cancelled_at).is_(None), col(Row.finished_at).is_(None))
BEGIN = compile_statement(insert(Row).inline(), "act", "decree", "versions")
# In SQL: parts: counts over another table, and what is built on them
PROGRESS = """
select a.id, a.act, a.decree, a.versions, a.made_at, a.begun_at, a.cancelled_at, a.finished_at,
       p.total::integer, p.reached::integer, p.moved::integer, p.failing::integer
from retimings as a cross join lateral (
    select count(*) as total, count(t.reached_at) as reached,
           count(*) filter (where t.moved and t.moves <> '[]') as moved,
           count(*) filter (where t.reached_at is null and t.reason is not null) as failing
    from retimed as t where t.retiming = a.id
) as p"""
NEXT = TABLES.select_next(PROGRESS)
UNDER_WAY = f"{PROGRESS} where a.finished_at is null and a.cancelled_at is null order by a.id limit 1"
ALL_UNDER_WAY = f"""
{PROGRESS} where a.finished_at is null and a.cancelled_at is null order by a.id desc limit %s"""
MOST_UNDER_WAY = 20
OF_DECREES = f"""
with newest as (select max(id) as id from retimings where decree = any(%s) group by decree)
{PROGRESS} join newest using (id)"""  # noqa: S608  # constants
ONE = f"{PROGRESS} where a.id = %s"
LISTED = f"{PROGRESS} where a.id < %(before)s order by a.id desc limit %(limit)s"
BEGUN = compile_statement(
    update(Row).where(IS_ONE).values(begun_at=func.coalesce(col(Row.begun_at), func.now()))
)
FINISH = compile_statement(
    update(Row).where(IS_ONE, *IS_OPEN).values(finished_at=func.now(), reason=None, since=None)
)
CANCEL = compile_statement(update(Row).where(IS_ONE, *IS_OPEN).values(cancelled_at=func.now()))
# In SQL: function: it also tells those who listen
RESUME = """
with resumed as (update retimings set cancelled_at = null where id = %s and finished_at is null returning id)
select pg_notify('tuntas_retimings', '') from resumed"""


@dataclass(frozen=True, slots=True)
class Retiming:
    """New calendars on their way. Of `total` open reports that they concern, `reached` are done, and of these
    `moved` have deadlines that moved: of the others none did, or they knew already, or were over. `failing`
    could not be reached so far, and are tried again later."""

    id: int
    act: Act
    decree: str | None
    versions: dict[str, int]
    made_at: datetime
    begun_at: datetime | None
    cancelled_at: datetime | None
    finished_at: datetime | None
    total: int
    reached: int
    moved: int
    failing: int

    @property
    def state(self) -> RetimingState:
        """How far it is; while it runs `total` may still grow."""
        if self.finished_at is not None:
            return "finished"
        if self.cancelled_at is not None:
            return "cancelled"
        return "waiting" if self.begun_at is None else "running"


async def begin_retiming(
    connection: Connection, act: Act, decree: str | None, made: Sequence[Snapshot]
) -> None:
    """Sends the calendars that were made on their way, if any, with the caller's transaction."""
    if made:
        versions = json.dumps({snapshot.region: snapshot.version for snapshot in made})
        await connection.execute(BEGIN, {"act": act, "decree": decree, "versions": versions})
        # In SQL: function: tells those who listen
        await connection.execute("select pg_notify('tuntas_retimings', '')")


async def next_one(pool: Pool) -> Retiming | None:
    """The oldest that is to be carried out and has something to do now; null where there is none."""
    found = await rows(pool, NEXT)
    return Retiming(**found[0]) if found else None


async def under_way(pool: Pool) -> Retiming | None:
    """The oldest that is neither finished nor cancelled; null where there is none."""
    found = await rows(pool, UNDER_WAY)
    return Retiming(**found[0]) if found else None


async def list_under_way(pool: Pool) -> list[Retiming]:
    """Those that are neither finished nor cancelled, the newest first, `MOST_UNDER_WAY` at most."""
    return [Retiming(**row) for row in await rows(pool, ALL_UNDER_WAY, [MOST_UNDER_WAY])]


async def read_retiming(pool: Pool, id_: int) -> Retiming | None:
    """The re-timing of that id."""
    found = await rows(pool, ONE, [id_])
    return Retiming(**found[0]) if found else None


async def of_decrees(pool: Pool, numbers: Sequence[str]) -> dict[str, Retiming]:
    """The newest re-timing of each of these decrees that has one."""
    found = [Retiming(**row) for row in await rows(pool, OF_DECREES, [list(numbers)])]
    return {each.decree: each for each in found if each.decree is not None}


async def note_begun(pool: Pool, id_: int) -> None:
    """Marks it as under way."""
    await rows(pool, BEGUN, {"retiming": id_}, within=POINT)


async def retiming_alarms(pool: Pool) -> list[dict[str, Any]]:
    """What somebody has to see to: `retiming_stuck` where reports can't be brought their new calendar."""
    reasons = await TABLES.count_late(pool)
    waiting = sum(reasons.values())
    its = "its" if waiting == 1 else "their"
    reports = plural(waiting, "open report")
    message = f"{reports} could not be brought {its} new calendar for ten minutes; tried again"
    return waiting_alarm("retiming_stuck", message, reasons)


async def finish_retiming(pool: Pool, id_: int) -> None:
    """Marks it as done."""
    await rows(pool, FINISH, {"retiming": id_}, within=POINT)


async def cancel_retiming(pool: Pool, id_: int) -> None:
    """Stops it where it is; reports that it has not reached take the calendar along with their next fact."""
    await rows(pool, CANCEL, {"retiming": id_}, within=POINT)


async def resume_retiming(pool: Pool, id_: int) -> None:
    """Lets one that was cancelled go on."""
    await rows(pool, RESUME, [id_], within=POINT)


async def list_retimings(pool: Pool, *, limit: int, before: int | None = None) -> list[Retiming]:
    """All re-timings, the newest first, below `before`."""
    values = {"limit": limit, "before": before or 2**62}
    return [Retiming(**row) for row in await rows(pool, LISTED, values)]
