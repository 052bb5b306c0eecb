"""Stored calendars: every version of every code, made from the decrees that stand, and kept for ever."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from sqlalchemy import BigInteger, bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from calendars import NATIONAL, REGIONS, Decree, Snapshot, region_of, standing_decrees
from calendars.calendar import snapshot_for
from records.database import POINT, Pool, rows
from records.statements import columns, compile_statement
from records.tables import Agency, Calendar, DecreeRow

Connection = AsyncConnection[DictRow]
Act = Literal["enacted", "withdrawn", "renewed"]
"""What made a version: a decree came into force, was withdrawn, or time went on and the base was renewed."""

DECREES = compile_statement(
    select(
        *columns(DecreeRow.number, DecreeRow.content),
        col(DecreeRow.withdrawn_at).is_not(None).label("withdrawn"),
    )
)
AGENCIES = compile_statement(select(*columns(Agency.code, Agency.region)))
NEWEST = compile_statement(
    select(*columns(Calendar.region, Calendar.snapshot))
    .ext(distinct_on(col(Calendar.region)))
    .order_by(col(Calendar.region), col(Calendar.version).desc())
)
ONE = compile_statement(
    select(col(Calendar.snapshot)).where(
        col(Calendar.region) == bindparam("region"),
        col(Calendar.version) == bindparam("version", type_=BigInteger),
    )
)
# In SQL: arrays
ADD = """
insert into calendars (region, version, snapshot, act, decree)
select snapshot->>'region', (snapshot->>'version')::integer, snapshot, %(act)s, %(decree)s
from jsonb_array_elements(%(snapshots)s::jsonb) as snapshot"""
VERSIONS = compile_statement(
    select(
        *columns(Calendar.region, Calendar.version, Calendar.created_at, Calendar.act, Calendar.decree),
        col(Calendar.snapshot)["first"].astext.label("first"),
    )
    .where(
        col(Calendar.region) == bindparam("code"),
        col(Calendar.version) < bindparam("before", type_=BigInteger),
    )
    .order_by(col(Calendar.version).desc())
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a calendar: when and by what it was made, and the first day of its horizon."""

    region: str
    version: int
    created_at: datetime
    act: Act
    decree: str | None
    first: str


@dataclass(frozen=True, slots=True)
class NewestCalendars:
    """What calendars are made of, as one transaction sees it: decrees, agencies' regions, newest versions."""

    decrees: Sequence[Decree]
    withdrawn: frozenset[str]
    agencies: Mapping[str, str]
    newest: Mapping[str, Snapshot]

    def made(self, today: date, codes: Iterable[str]) -> list[Snapshot]:
        """The calendars of `codes` that count or name a day otherwise than the newest stored ones, each with
        its next version. Raises KeyError for an agency that isn't known."""
        found = []
        stand = standing_decrees(self.decrees, self.withdrawn)
        for code in codes:
            agency = None if code in REGIONS else code
            region = self.agencies[code] if agency else code
            before = self.newest.get(code)
            version = before.version + 1 if before else 1
            snapshot = replace(snapshot_for(region, stand, today, agency), version=version)
            if before is None or _differ(before, snapshot):
                found.append(snapshot)
        return found

    def codes(self, region: str = NATIONAL, agency: str | None = None) -> list[str]:
        """The codes of all calendars that a decree of this reach enters into: those of the regions, and of
        the agencies that have, or with it come to have, decrees of their own."""
        if agency:
            return [agency]
        own = {each.agency for each in self.decrees if each.agency}
        regions = list(REGIONS) if region == NATIONAL else [region]
        return regions + sorted(code for code in own if self.agencies[code] in regions)


def _differ(one: Snapshot, other: Snapshot) -> bool:
    """Other days, zone, horizon or names; how the names happen to be compressed is all the same."""
    if (one.zone, one.first, one.days) != (other.zone, other.first, other.days):
        return True
    return one.named != other.named and one.names != other.names


async def read_newest(connection: Connection) -> NewestCalendars:
    """What there is now; within a transaction that holds the lock `DIRECTORY_AND_CALENDARS`, what
    there will be until its end."""
    decrees = await (await connection.execute(DECREES)).fetchall()
    agencies = await (await connection.execute(AGENCIES)).fetchall()
    newest = await (await connection.execute(NEWEST)).fetchall()
    entered = [(Decree.model_validate(row["content"]), row["withdrawn"]) for row in decrees]
    return NewestCalendars(
        decrees=[decree for decree, _ in entered],
        withdrawn=frozenset(decree.number for decree, withdrawn in entered if withdrawn),
        agencies={row["code"]: row["region"] for row in agencies},
        newest={row["region"]: Snapshot.of_wire(row["snapshot"]) for row in newest},
    )


async def add_versions(
    connection: Connection,
    today: date,
    codes: Iterable[str] | None = None,
    act: Act = "renewed",
    decree: str | None = None,
) -> list[Snapshot]:
    """Stores the next version of each of `codes` (null: all) whose days changed, and returns those. The
    caller's transaction holds the lock `DIRECTORY_AND_CALENDARS`."""
    there = await read_newest(connection)
    made = await asyncio.to_thread(there.made, today, there.codes() if codes is None else codes)
    if made:
        snapshots = json.dumps([snapshot.wire() for snapshot in made])
        await connection.execute(ADD, {"snapshots": snapshots, "act": act, "decree": decree})
    return made


def today() -> date:
    """The date in the centre's zone."""
    return datetime.now(ZoneInfo(region_of(NATIONAL).zone)).date()


async def read_calendar(pool: Pool, code: str, version: int) -> Snapshot | None:
    """The stored calendar of that code and version; null where there is none."""
    found = await rows(pool, ONE, {"region": code, "version": version}, within=POINT)
    return Snapshot.of_wire(found[0]["snapshot"]) if found else None


async def list_versions(pool: Pool, code: str, *, limit: int, before: int | None = None) -> list[Version]:
    """The versions of a code, the newest first, below `before`."""
    values: dict[str, Any] = {"code": code, "before": before or 2**31 - 1, "limit": limit}
    return [Version(**row) for row in await rows(pool, VERSIONS, values)]
