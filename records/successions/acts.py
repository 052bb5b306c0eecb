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
Kind = Literal["rename", "merge", "abolish"]

TABLES = ActTables("successions", "transfers", "succession", "a.finished_at is null")

# In SQL: function: it also tells those who listen
BEGIN = """
with made as (
    insert into successions (number, agency, unit, successor, units, effective_on, author)
    values (%(number)s, %(agency)s, %(unit)s, %(successor)s, %(units)s, %(effective_on)s, %(author)s)
    returning id
)
select pg_notify('tuntas_successions', '') from made"""
RENAMED = """
insert into successions (number, agency, unit, successor, units, effective_on, author, begun_at, finished_at,
                         old_name, new_name)
values (%(number)s, %(agency)s, %(unit)s, %(successor)s, '{}', %(effective_on)s, %(author)s, now(), now(),
        %(old_name)s, %(new_name)s)"""
# In SQL: parts: counts over another table, and what is built on them
PROGRESS = """
select a.id, a.number, a.agency, a.unit, a.successor, a.units, a.effective_on, a.author, a.made_at,
       a.begun_at, a.finished_at, a.old_name, a.new_name, a.reason as put_off_for,
       p.total::integer, p.reached::integer, p.transferred::integer, p.failing::integer
from successions as a cross join lateral (
    select count(*) as total, count(t.reached_at) as reached,
           count(*) filter (where t.transferred) as transferred,
           count(*) filter (where t.reached_at is null and t.reason is not null) as failing
    from transfers as t where t.succession = a.id
) as p"""
NEXT = TABLES.select_next(PROGRESS)
ONE = f"{PROGRESS} where a.id = %s"
NUMBERED = f"{PROGRESS} where a.number = %s"
LISTED = f"""{PROGRESS}
where (%(before)s::bigint is null or a.id < %(before)s)
  and (%(concerning)s::text is null or %(concerning)s in (a.agency, a.successor))
  and (%(of_agency)s::text is null or (a.agency = %(of_agency)s and a.unit is not distinct from %(of_unit)s))
order by a.id desc limit %(limit)s"""
# In SQL: parts
SUCCEEDED = """
select exists (
    select from successions where agency = %s and unit is null and new_name is null
) as is_succeeded"""
REASONS = """
select reason, count(*)::integer as reports from transfers
where succession = %s and reached_at is null and reason is not null group by reason order by reason"""
BEGUN = "update successions set begun_at = coalesce(begun_at, now()) where id = %s"
FINISH = "update successions set finished_at = now(), reason = null, since = null where id = %s"


@dataclass(frozen=True, slots=True)
class Act:
    """A merger of `agency`, or of its `unit`, into another one, its abolition, or a new `name` for it.
    `number` is the decree's.

    `successor` is an agency's code; null where the agency is abolished, in an act about a unit, and in one
    that renames. `units` gives by units of the predecessor the successor's unit, null for none; in an act
    about a unit it names that one only. `effective_on` is the local day of the centre from which it holds.
    """

    number: str
    agency: str
    effective_on: date
    unit: str | None = None
    successor: str | None = None
    units: Mapping[str, str | None] = field(default_factory=dict)
    name: str | None = None

    @property
    def receiver(self) -> str | None:
        """The agency that holds the reports afterwards; null for the centre."""
        return self.agency if self.unit is not None or self.name is not None else self.successor

    @property
    def kind(self) -> Kind:
        """What it does."""
        return _kind(self.name, self.unit, self.successor, self.units)


@dataclass(frozen=True, slots=True)
class Progress:
    """An act that was entered. Of `total` reports that it concerns `reached` are done, and of these
    `transferred` were moved; the others were over, or moved already. `failing` could not be reached so far,
    and are tried again. `successor` is the agency that holds them afterwards, null for the centre. An act
    that could not be carried out as a whole was `put_off_for` a reason. One that renames has the names."""

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
    old_name: str | None
    new_name: str | None
    put_off_for: str | None
    total: int
    reached: int
    transferred: int
    failing: int

    @property
    def kind(self) -> Kind:
        """What it does."""
        return _kind(self.new_name, self.unit, self.successor, self.units)

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


async def note_renaming(
    connection: AsyncConnection[DictRow], act: Act, old_name: str, author: str | None
) -> None:
    """Enters an act that renames, which has nothing to carry out, with the caller's transaction."""
    values: dict[str, Any] = {
        "number": act.number,
        "agency": act.agency,
        "unit": act.unit,
        "successor": act.receiver,
        "effective_on": act.effective_on,
        "author": author,
        "old_name": old_name,
        "new_name": act.name,
    }
    await connection.execute(RENAMED, values)


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


async def is_succeeded(pool: Pool, agency: str) -> bool:
    """Whether an act ended the agency: then its reports follow, those that come to it late as well."""
    found = await rows(pool, SUCCEEDED, [agency], within=POINT)
    return bool(found[0]["is_succeeded"])


async def list_successions(
    pool: Pool,
    *,
    limit: int,
    before: int | None = None,
    concerning: str | None = None,
    of: tuple[str, str | None] | None = None,
) -> list[Progress]:
    """Acts below the id `before`, the newest first, `limit` at most: of those that take from the agency
    `concerning`, or give to it; or only of those about one place, `of` an agency and perhaps its unit."""
    agency, unit = of or (None, None)
    values = {"before": before, "concerning": concerning, "of_agency": agency, "of_unit": unit}
    return [Progress(**row) for row in await rows(pool, LISTED, {**values, "limit": limit})]


async def count_reasons(pool: Pool, id_: int) -> dict[str, int]:
    """Why reports of the act could not be reached so far: how many, by reason."""
    return {row["reason"]: row["reports"] for row in await rows(pool, REASONS, [id_])}


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


def _kind(name: str | None, unit: str | None, successor: str | None, units: Mapping[str, str | None]) -> Kind:
    if name is not None:
        return "rename"
    receiver = successor if unit is None else units.get(unit)
    return "abolish" if receiver is None else "merge"
