"""Acts of succession: entered with the change of the directory that they make, and how far each has come."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from fields.plurals import plural
from records.acts_on_reports import ActTables
from records.database import POINT, Pool, rows
from records.retries import waiting_alarm

NOTIFICATION = "tuntas_successions"
"""What PostgreSQL sends to tell that there is an act to carry out."""

State = Literal["waiting", "running", "finished"]

TABLES = ActTables("successions", "transfers", "succession", "a.finished_at is null")

# In SQL: function: it also tells those who listen
BEGIN = """
with made as (
    insert into successions (number, agency, unit, successor, units, effective_on, author)
    values (%(number)s, %(agency)s, %(unit)s, %(successor)s, %(units)s, %(effective_on)s, %(author)s)
    returning id
)
select pg_notify('tuntas_successions', '') from made"""
# In SQL: parts: counts over another table, and what is built on them
PROGRESS = """
select a.id, a.number, a.agency, a.unit, a.successor, a.units, a.effective_on, a.author, a.made_at,
       a.begun_at, a.finished_at, p.total::integer, p.reached::integer, p.transferred::integer,
       p.failing::integer
from successions as a cross join lateral (
    select count(*) as total, count(t.reached_at) as reached,
           count(*) filter (where t.transferred) as transferred,
           count(*) filter (where t.reached_at is null and t.reason is not null) as failing
    from transfers as t where t.succession = a.id
) as p"""
NEXT = TABLES.select_next(PROGRESS)
ONE = f"{PROGRESS} where a.id = %s"
NUMBERED = f"{PROGRESS} where a.number = %s"
LISTED = f"{PROGRESS} order by a.id desc limit %s"
# In SQL: parts
BEGUN = "update successions set begun_at = coalesce(begun_at, now()) where id = %s"
FINISH = "update successions set finished_at = now(), reason = null, since = null where id = %s"


@dataclass(frozen=True, slots=True)
class Act:
    """A merger of `agency`, or of its `unit`, into another one, or its abolition. `number` is the decree's.

    `successor` is an agency's code; null where the agency is abolished, and null in an act about a unit.
    `units` gives by units of the predecessor the successor's unit, null for none; in an act about a unit it
    names that one only. `effective_on` is the local day of the centre from which it holds.
    """

    number: str
    agency: str
    effective_on: date
    unit: str | None = None
    successor: str | None = None
    units: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def receiver(self) -> str | None:
        """The agency that holds the reports afterwards; null for the centre."""
        return self.agency if self.unit is not None else self.successor


@dataclass(frozen=True, slots=True)
class Progress:
    """An act that was entered. Of `total` reports that it concerns `reached` are done, and of these
    `transferred` were moved; the others were over, or moved already. `failing` could not be reached so far,
    and are tried again. `successor` is the agency that holds them afterwards, null for the centre."""

    id: int
    number: str
    agency: str
    unit: str | None
    successor: str | None
    units: dict[str, str | None]
    effective_on: date
    author: str | None
    made_at: datetime
    begun_at: datetime | None
    finished_at: datetime | None
    total: int
    reached: int
    transferred: int
    failing: int

    @property
    def state(self) -> State:
        """How far it is; while it runs `total` may still grow."""
        if self.finished_at is not None:
            return "finished"
        return "waiting" if self.begun_at is None else "running"


async def begin_succession(connection: AsyncConnection[DictRow], act: Act, author: str | None) -> None:
    """Sends the act on its way, with the caller's transaction."""
    values: dict[str, Any] = {
        "number": act.number,
        "agency": act.agency,
        "unit": act.unit,
        "successor": act.receiver,
        "units": json.dumps(dict(act.units)),
        "effective_on": act.effective_on,
        "author": author,
    }
    await connection.execute(BEGIN, values)


async def next_one(pool: Pool) -> Progress | None:
    """The oldest that has something to do now; null where there is none."""
    found = await rows(pool, NEXT)
    return Progress(**found[0]) if found else None


async def read_succession(pool: Pool, id_: int) -> Progress | None:
    """The act of that id."""
    found = await rows(pool, ONE, [id_])
    return Progress(**found[0]) if found else None


async def find_succession(pool: Pool, number: str) -> Progress | None:
    """The act of that number."""
    found = await rows(pool, NUMBERED, [number])
    return Progress(**found[0]) if found else None


async def list_successions(pool: Pool, *, limit: int) -> list[Progress]:
    """The newest acts, the newest first, `limit` at most."""
    return [Progress(**row) for row in await rows(pool, LISTED, [limit])]


async def note_begun(pool: Pool, id_: int) -> None:
    """Marks it as under way."""
    await rows(pool, BEGUN, [id_], within=POINT)


async def finish_succession(pool: Pool, id_: int) -> None:
    """Marks it as done."""
    await rows(pool, FINISH, [id_], within=POINT)


async def succession_alarms(pool: Pool) -> list[dict[str, Any]]:
    """What somebody has to see to: `succession_stuck` where reports can't be moved to their successor."""
    reasons = await TABLES.count_late(pool)
    reports = plural(sum(reasons.values()), "open report")
    message = (
        f"{reports} could not be moved to the successor of an agency or unit for ten minutes; tried again"
    )
    return waiting_alarm("succession_stuck", message, reasons)
