"""The API processes of the installation, by their last sign of life.

Each function raises one of `SQL_AWAY`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import col

from records.database import A_LIST, POINT, Pool, rows
from records.statements import columns, compile_statement
from records.tables import ApiProcessRow

SEEN_EVERY = 15.0
"""Seconds between two signs of life of one process."""
GONE_AFTER = 60
"""Seconds without one after which a process counts as gone."""
KEPT_SECONDS = 3600
"""For so long a process that is gone is still told of."""

Row = ApiProcessRow
# In SQL: parts: a row that is added or brought up to date
NOTE = """
insert into api_processes (process, version, "commit", started_at, late)
values (%(process)s, %(version)s, %(commit)s, now() - %(age)s * interval '1 second', %(late)s::jsonb)
on conflict (process) do update set version = excluded.version, "commit" = excluded."commit",
    started_at = excluded.started_at, seen_at = now(), late = excluded.late"""

FORGET = compile_statement(delete(Row).where(col(Row.process) == bindparam("process")))
SWEEP = compile_statement(
    delete(Row).where(col(Row.seen_at) < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, KEPT_SECONDS))
)
LIST = compile_statement(
    select(
        *columns(Row.process, Row.version, Row.commit, Row.started_at, Row.seen_at, Row.late),
        (col(Row.seen_at) < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, GONE_AFTER)).label("is_gone"),
    ).order_by(col(Row.seen_at).desc(), col(Row.process))
)


@dataclass(frozen=True, slots=True)
class ApiProcess:
    """One process: since when it serves, its last sign of life, and which of its background tasks were late
    then. One that `is_gone` ended without a word, or can't reach the database."""

    process: str
    version: str
    commit: str | None
    started_at: datetime
    seen_at: datetime
    late: list[str]
    is_gone: bool


async def note_alive(
    pool: Pool, process: str, version: str, commit: str | None, age: float, late: Sequence[str]
) -> None:
    """Notes that the process serves, for `age` seconds now, and forgets those that are gone for long."""
    values = {"process": process, "version": version, "commit": commit, "age": age}
    await rows(pool, NOTE, {**values, "late": json.dumps(list(late))}, within=POINT)
    await rows(pool, SWEEP, within=POINT)


async def forget_process(pool: Pool, process: str) -> None:
    """Of a process that ends as it should."""
    await rows(pool, FORGET, {"process": process}, within=POINT)


async def list_processes(pool: Pool) -> list[ApiProcess]:
    """All of them, the latest sign of life first."""
    return [ApiProcess(**row) for row in await rows(pool, LIST, within=A_LIST)]
