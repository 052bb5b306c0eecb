"""Who changed what in the directory: noted by triggers, whatever way it is changed."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from sqlalchemy import bindparam, select
from sqlmodel import col

from records.database import Pool, rows
from records.statements import columns, compile_statement
from records.tables import DirectoryChange as Row

# In SQL: function: what the triggers read
AUTHOR = "select set_config('tuntas.author', %s, true)"


@dataclass(frozen=True, slots=True)
class NotedChange:
    """One change of an agency, a unit or an account. `changes` has by column `[before, after]`; `author` is
    an account's id, null for commands and for setting up."""

    id: int
    at: datetime
    author: str | None
    kind: str
    agency: str | None
    code: str
    act: str
    changes: dict[str, list[Any]]


async def note_author(connection: AsyncConnection[DictRow], author: str | None) -> None:
    """Has what the connection's transaction changes noted as this account's. Raises psycopg's errors."""
    await connection.execute(AUTHOR, [author or ""])


@cache
def _list_changes(filters: frozenset[str]) -> str:
    query = select(*columns(Row.id, Row.at, Row.author, Row.kind, Row.agency, Row.code, Row.act, Row.changes))
    for name in sorted(filters & {"kind", "agency", "code"}):
        query = query.where(col(getattr(Row, name)) == bindparam(name))
    if "before" in filters:
        query = query.where(col(Row.id) < bindparam("before"))
    return compile_statement(query.order_by(col(Row.id).desc()).limit(bindparam("limit")))


async def list_changes(
    pool: Pool,
    *,
    limit: int,
    before: int | None = None,
    kind: str | None = None,
    agency: str | None = None,
    code: str | None = None,
) -> list[NotedChange]:
    """The newest first, below the id `before`; of one kind, agency or code only. Raises one of `SQL_AWAY`."""
    given = {"before": before, "kind": kind, "agency": agency, "code": code}
    values = {name: value for name, value in given.items() if value is not None}
    found = await rows(pool, _list_changes(frozenset(values)), {**values, "limit": limit})
    return [NotedChange(**row) for row in found]
