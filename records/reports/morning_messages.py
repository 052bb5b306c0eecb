"""Morning messages: who is still to be told today, what is due, and the message in the outbox.

A person is claimed by a row under a unique key, in the transaction that writes the message: of two processes
one waits for the other and then finds nobody, and what a killed one had begun never was.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from records.database import POINT, Pool, rows
from records.reports.queries.task_filter import HELD_BY_NAME
from records.reports.queries.worklist import NOT_POSTPONED

# In SQL: parts
CLAIM = """
insert into morning_messages (account, day)
select a.id, %(day)s from accounts as a
where a.disabled_at is null and a.email is not null and a.role = any(%(roles)s)
  and a.agency is not distinct from %(agency)s
  and not exists (select from morning_messages_off as o where o.account = a.id)
order by a.id
on conflict do nothing returning account"""
# In SQL: function
OFFICER = f"case when {HELD_BY_NAME} then t.officer end"
# Which index is read depends on whether the agency is compared or null: so it is one text for each.
OF_AGENCY = {True: "t.agency = %(agency)s", False: "t.agency is null"}
OPEN = f"t.closed_at is null and t.owner_role = any(%(roles)s) and {NOT_POSTPONED}"
DUE = f"""
select t.report, t.owner_role, t.unit, {OFFICER} as officer, t.due_at, r.state->'clocks' as clocks
from tasks as t join reports as r using (report)
where {OPEN} and t.due_order > %(now)s and t.due_order <= %(until)s and {{of_agency}}
order by t.due_order, t.id"""  # noqa: S608  # constants
OVERDUE = f"""
select t.owner_role, t.unit, {OFFICER} as officer, count(*)::integer as tasks
from tasks as t where {OPEN} and t.due_order <= %(now)s and {{of_agency}} group by 1, 2, 3"""  # noqa: S608  # constants
# In SQL: parts
WRITE = """
with written as (
    insert into messages (recipient, channel, dedup, template, data, send_at, leaves_at)
    values (%(account)s, 'email', format('morning:%%s:%%s', %(day)s::date, %(account)s::text), %(template)s,
            %(data)s, %(now)s, %(now)s)
    returning id)
update morning_messages as m set message = written.id from written
where m.account = %(account)s and m.day = %(day)s"""
# In SQL: parts
IS_OFF = "select exists (select from morning_messages_off where account = %(account)s) as off"
TURN_OFF = "insert into morning_messages_off (account) values (%(account)s) on conflict do nothing"
TURN_ON = "delete from morning_messages_off where account = %(account)s"


@dataclass(frozen=True, slots=True)
class DueTask:
    """An open task that is due, and not overdue. `officer` is null where it names nobody who is in office."""

    report: str
    owner_role: str
    unit: str | None
    officer: str | None
    due_at: datetime
    clocks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class OverdueTasks:
    """How many open tasks of one office are overdue; `officer` as of a task."""

    owner_role: str
    unit: str | None
    officer: str | None
    tasks: int


@dataclass(frozen=True, slots=True)
class Morning:
    """The morning of one agency (null: the centre), with the transaction that writes it. `accounts` are those
    that nobody has looked at on that day; tasks are those of `roles`."""

    connection: AsyncConnection[DictRow]
    agency: str | None
    day: date
    roles: list[str]
    accounts: Collection[str]

    async def list_due(self, now: datetime, until: datetime) -> list[DueTask]:
        """The agency's tasks that are due after `now` and by `until`, the earliest first: all of them."""
        return [DueTask(**row) for row in await self._list(DUE, {"now": now, "until": until})]

    async def count_overdue(self, now: datetime) -> list[OverdueTasks]:
        """How many of the agency's tasks are overdue at `now`, however many these are."""
        return [OverdueTasks(**row) for row in await self._list(OVERDUE, {"now": now})]

    async def _list(self, query: LiteralString, values: Mapping[str, Any]) -> list[DictRow]:
        asked = query.format(of_agency=OF_AGENCY[self.agency is not None])
        given = {"agency": self.agency, "roles": self.roles, **values}
        return await (await self.connection.execute(asked, given)).fetchall()

    async def write(self, account: str, template: str, data: Mapping[str, Any], now: datetime) -> None:
        """Puts the message into the outbox, to leave at once."""
        told = {"account": account, "day": self.day, "template": template, "data": Jsonb(data), "now": now}
        await self.connection.execute(WRITE, told)


@asynccontextmanager
async def open_morning(
    pool: Pool, agency: str | None, day: date, roles: Collection[str]
) -> AsyncIterator[Morning]:
    """Claims whoever is still to be told; all or nothing of the block stands. Raises one of `SQL_AWAY`."""
    async with pool.connection() as connection, connection.transaction():
        cursor = await connection.execute(CLAIM, {"agency": agency, "day": day, "roles": list(roles)})
        yield Morning(
            connection, agency, day, list(roles), [row["account"] for row in await cursor.fetchall()]
        )


async def is_wanted(pool: Pool, account: str) -> bool:
    """Whether the account is sent morning messages. Raises one of `SQL_AWAY`."""
    return not (await rows(pool, IS_OFF, {"account": account}, within=POINT))[0]["off"]


async def turn(pool: Pool, account: str, *, is_on: bool) -> None:
    """Turns them on or off. Raises one of `SQL_AWAY`."""
    await rows(pool, TURN_ON if is_on else TURN_OFF, {"account": account}, within=POINT)
