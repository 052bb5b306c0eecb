"""The way to PostgreSQL: one small pool a process, each statement a transaction of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

Pool = AsyncConnectionPool[AsyncConnection[DictRow]]
Params = Mapping[str, Any] | Sequence[Any]

SQL_AWAY = (OperationalError, InterfaceError)
"""What psycopg raises where the server, not the statement, is at fault; also a wait for the pool in vain."""


def pool_of(url: str, *, size: int = 8, patience: float = 2.0) -> Pool:
    """A pool for `url`, to be opened with `async with` in the loop that uses it; it opens even with SQL away.

    `patience` is how many seconds to wait for a connection. Statements are prepared at their first use.
    """
    settings: dict[str, Any] = {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": 3,
        "options": "-c statement_timeout=10000 -c timezone=UTC",
    }
    return AsyncConnectionPool(
        url, kwargs=settings, min_size=1, max_size=size, timeout=patience, reconnect_timeout=5, open=False
    )


async def rows(pool: Pool, query: str, params: Params = ()) -> list[DictRow]:
    """What an idempotent statement returns. Raises one of `SQL_AWAY` when the server can't be asked.

    After the server restarted all connections are dead: the first that turns out so has the others looked
    at too, and the statement is tried once more.
    """
    for last_try in (False, True):
        connection = await pool.getconn()
        try:
            cursor = await connection.execute(query, params)
            return await cursor.fetchall() if cursor.description else []
        except SQL_AWAY:
            if last_try or not connection.broken:
                raise
        finally:
            await pool.putconn(connection)
        await pool.check()
    raise AssertionError("the second try returns or raises")
