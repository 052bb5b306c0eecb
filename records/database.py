"""The way to PostgreSQL: one small pool a process, each statement a transaction of its own."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.errors import QueryCanceled
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

from records.breaker import Breaker

Params = Mapping[str, Any] | Sequence[Any]

SQL_AWAY = (OperationalError, InterfaceError)
"""What psycopg raises where the server, not the statement, is at fault; also a wait for the pool in vain."""

ONE_STATEMENT = 10.0
"""Seconds after which the server gives a statement up; one that has not done so soon after is hung."""
POINT = 2.0
"""Seconds that reading or writing a row or two by their key may take."""


class Pool(AsyncConnectionPool[AsyncConnection[DictRow]]):
    """Connections, and what is known of whether asking for one is in vain (null: always try)."""

    breaker: Breaker | None = None


def pool_of(url: str, *, size: int = 8, patience: float = 2.0, breaker: Breaker | None = None) -> Pool:
    """A pool for `url`, to be opened with `async with` in the loop that uses it; it opens even with SQL away.

    `patience` is how many seconds to wait for a connection. Statements are prepared at their first use.
    """
    settings: dict[str, Any] = {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": 3,
        "options": f"-c statement_timeout={ONE_STATEMENT * 1000:.0f} -c timezone=UTC",
    }
    pool = Pool(
        url, kwargs=settings, min_size=1, max_size=size, timeout=patience, reconnect_timeout=5, open=False
    )
    pool.breaker = breaker
    return pool


async def rows(
    pool: Pool, query: str, params: Params = (), *, within: float = ONE_STATEMENT + 1
) -> list[DictRow]:
    """What an idempotent statement returns. Raises one of `SQL_AWAY` when the server can't be asked, when
    it says nothing `within` so many seconds, and at once while the pool's breaker knows that it is away."""
    breaker = pool.breaker
    if breaker is not None and not breaker.lets_through():
        raise OperationalError("the server is known to be away")
    try:
        found = await _answered(pool, query, params, within)
    except SQL_AWAY as error:
        if breaker is not None and not isinstance(error, QueryCanceled):  # that one was answered, though late
            breaker.failed()
        raise
    if breaker is not None:
        breaker.succeeded()
    return found


async def _answered(pool: Pool, query: str, params: Params, within: float) -> list[DictRow]:
    """What `_asked` returns in time. Whoever is not served in time, or cancelled, leaves at once: calling a
    statement back from a server that hangs takes the driver many seconds."""
    asking = asyncio.create_task(_asked(pool, query, params))
    try:
        await asyncio.wait({asking}, timeout=within)
    finally:
        if not asking.done():
            asking.cancel()
            asking.add_done_callback(_let_go)
    if not asking.done():
        raise OperationalError(f"the server has not answered within {within:.0f} s")
    return asking.result()


def away(error: BaseException) -> str | None:
    """What may be told of one of `SQL_AWAY`; null for any other error."""
    return f"SQL {kind_of(error)}" if isinstance(error, SQL_AWAY) else None


def kind_of(error: BaseException) -> str:
    """What may be told of an error of psycopg: its SQLSTATE, else its class. Its message quotes the row."""
    return getattr(error, "sqlstate", None) or type(error).__name__


def _let_go(asking: "asyncio.Task[list[DictRow]]") -> None:
    """Nobody waits for it any more; whatever it ended with is of no interest."""
    if not asking.cancelled():
        asking.exception()


async def _asked(pool: Pool, query: str, params: Params) -> list[DictRow]:
    """After the server restarted all connections are dead: the first that turns out so has the others looked
    at too, and the statement is tried once more."""
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
