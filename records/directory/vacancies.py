"""Open tasks that nobody will do: what the directory leaves behind, and which reports have been told."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from records.advisory_locks import AdvisoryLock, lock
from records.database import POINT, Pool, rows
from records.retries import LONGEST_PAUSE, retry_at
from records.statements import columns, compile_statement
from records.tables import VacancyRow as Row
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.vacancy import Vacancy, VacancyReason, VacantTask

NOTIFICATION = "tuntas_directory"
"""What PostgreSQL sends to tell that the directory changed."""

# In SQL: function: the view `vacant_tasks`
VACANT = "select report, task, stage, owner_role, agency, unit, reason from vacant_tasks order by task"
# Whoever is named and holds the office no more: the task is everybody's there.
RELEASED = """
select t.report, t.id as task, t.stage, t.owner_role, t.agency, t.unit, t.officer from tasks as t
where t.closed_at is null and t.officer is not null
  and not in_office(t.officer, t.owner_role, t.agency, t.unit) order by t.id"""
END = """
update vacancies as v set ended_at = now()
where ended_at is null and not exists (
    select from vacant_tasks as n where n.task = v.task and n.reason = v.reason)"""
FIND = """
insert into vacancies (report, task, owner_role, agency, unit, reason, found_at, due_at)
select report, task, owner_role, agency, unit, reason, now(), now() from vacant_tasks as n
where not exists (select from vacancies as v where v.task = n.task and v.ended_at is null)
  -- what is on its way to a successor is told when it is there
  and not exists (select from successions as s where s.finished_at is null and s.agency = n.agency
                  and (s.unit is null or s.unit = n.unit))"""
UNTOLD = compile_statement(
    select(
        *columns(Row.id, Row.report, Row.task, Row.owner_role, Row.agency, Row.unit, Row.reason, Row.found_at)
    )
    .where(col(Row.ended_at).is_(None), col(Row.told_at).is_(None), col(Row.due_at) <= func.now())
    .order_by(*columns(Row.due_at, Row.id))
    .limit(bindparam("most"))
)
TOLD = compile_statement(
    update(Row).where(col(Row.id) == bindparam("vacancy")).values(told_at=func.now(), error=None)
)
# In SQL: pause
FAILED = f"""
update vacancies set attempts = attempts + 1, error = %(error)s,
    due_at = {retry_at()}
where id = %(id)s"""  # noqa: S608  # constants
# In SQL: parts: an aggregate over all groups
OFFICES = """
select owner_role as role, agency, unit, reason, count(*)::integer as tasks,
       sum(count(*)) over ()::integer as together
from vacancies where ended_at is null
group by owner_role, agency, unit, reason order by count(*) desc, owner_role, agency, unit limit 20"""


@dataclass(frozen=True, slots=True)
class Vacant:
    """An open task that nobody will do, and why."""

    report: str
    task: str
    stage: str
    owner_role: str
    agency: str | None
    unit: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Released:
    """An open task whose named officer is not in office: it is everybody's there."""

    report: str
    task: str
    stage: str
    owner_role: str
    agency: str | None
    unit: str | None
    officer: str


@dataclass(frozen=True, slots=True)
class Untold:
    """A vacancy that its report does not know of yet."""

    id: int
    report: str
    found: VacantTask

    @classmethod
    def of_row(cls, row: DictRow) -> Self:
        """The vacancy of a row of `UNTOLD`."""
        vacancy = Vacancy(Role(row["owner_role"]), row["agency"], row["unit"], VacancyReason(row["reason"]))
        found = VacantTask(row["id"], row["task"], vacancy, instants.format_instant(row["found_at"]))
        return cls(row["id"], row["report"], found)


async def vacant_tasks(connection: AsyncConnection[DictRow]) -> set[Vacant]:
    """The open tasks that nobody will do as the directory stands within the connection's transaction."""
    cursor = await connection.execute(VACANT)
    return {Vacant(**row) for row in await cursor.fetchall()}


async def released_tasks(connection: AsyncConnection[DictRow]) -> set[Released]:
    """The open tasks whose named officer is not in office, within the connection's transaction."""
    cursor = await connection.execute(RELEASED)
    return {Released(**row) for row in await cursor.fetchall()}


async def left_by(pool: Pool, act: Callable[[], Awaitable[None]]) -> list[Vacant]:
    """Does it, and answers which open tasks it left without anybody to do them."""
    async with pool.connection() as connection:
        before = await vacant_tasks(connection)
    await act()
    async with pool.connection() as connection:
        left = await vacant_tasks(connection) - before
    return sorted(left, key=lambda each: each.task)


async def refresh_vacancies(pool: Pool) -> None:
    """Brings the list of vacancies up to date: those that are over end, new ones are added. Raises one of
    psycopg's errors."""
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.VACANCIES)
        await connection.execute(END)
        await connection.execute(FIND)


async def untold_vacancies(pool: Pool, most: int) -> list[Untold]:
    """Some of the vacancies whose reports are to be told now."""
    return [Untold.of_row(row) for row in await rows(pool, UNTOLD, {"most": most})]


async def note_told(pool: Pool, id_: int) -> None:
    """Marks a vacancy as told, or as no concern of its report any more."""
    await rows(pool, TOLD, {"vacancy": id_}, within=POINT)


async def note_failed(pool: Pool, id_: int, error: str) -> None:
    """Notes why the report could not be told; it is tried again after a pause, each twice the one before."""
    await rows(pool, FAILED, {"id": id_, "error": error, "longest": LONGEST_PAUSE}, within=POINT)


async def vacancy_alarms(pool: Pool) -> list[dict[str, Any]]:
    """What somebody has to see to: `vacancies`, with the offices that most tasks wait for, and why."""
    offices = await rows(pool, OFFICES, within=POINT)
    if not offices:
        return []
    tasks = offices[0]["together"]
    told = [{name: value for name, value in each.items() if name != "together"} for each in offices]
    message = f"{count_phrase(tasks)} nobody in office to do {'it' if tasks == 1 else 'them'}"
    return [{"code": "vacancies", "message": message, "tasks": tasks, "offices": told}]


def count_phrase(tasks: int) -> str:
    """So many open tasks, as the beginning of a sentence."""
    return "1 open task has" if tasks == 1 else f"{tasks} open tasks have"
