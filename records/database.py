"""The way to PostgreSQL: small pools, each statement a transaction of its own."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection, InterfaceError, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from records.circuit_breaker import CircuitBreaker

Params = Mapping[str, Any] | Sequence[Any]

SQL_AWAY = (OperationalError, InterfaceError)
"""What psycopg raises where the server, not the statement, is at fault; also a wait for the pool in vain."""

ONE_STATEMENT = 10.0
"""Seconds after which the server gives a statement up; one that has not done so soon after is hung."""
POINT = 2.0
"""Seconds that reading or writing a row or two by their key may take."""
A_LIST = 5.0
"""Seconds that one page of a list may take."""
A_STATISTIC = 10.0
"""Seconds that all figures of one answer may take."""
THERE = 1.0
"""Seconds in which a server that is there lets somebody in."""


class Busy(OperationalError):
    """The server is there, but all connections of the pool are in use, or it takes too long to answer."""


class _NoAnswer(OperationalError):
    """The server has not answered in the time that this process gives it."""


class Pool(AsyncConnectionPool[AsyncConnection[DictRow]]):
    """Connections, and what is known of whether asking for one is in vain (null: always try)."""

    breaker: CircuitBreaker | None = None
    url = ""
    probing: asyncio.Task[bool] | None = None


def pool_of(
    url: str,
    *,
    size: int = 8,
    patience: float = 2.0,
    breaker: CircuitBreaker | None = None,
    one_statement: float = ONE_STATEMENT,
) -> Pool:
    """A pool for `url`, to be opened with `async with` in the loop that uses it; it opens even with SQL away.

    `patience` is how many seconds to wait for a connection, `one_statement` after how many the server gives
    a statement up. Statements are prepared at their first use.
    """
    settings: dict[str, Any] = {
        "autocommit": True,
        "prepare_threshold": 0,
        "row_factory": dict_row,
        "connect_timeout": 3,
        "options": f"-c statement_timeout={one_statement * 1000:.0f} -c timezone=UTC",
    }
    pool = Pool(
        url, kwargs=settings, min_size=1, max_size=size, timeout=patience, reconnect_timeout=5, open=False
    )
    pool.breaker, pool.url = breaker, url
    return pool


async def rows(
    pool: Pool, query: str, params: Params = (), *, within: float = ONE_STATEMENT + 1
) -> list[DictRow]:
    """What an idempotent statement returns. Raises one of `SQL_AWAY` when the server can't be asked, when
    it says nothing `within` so many seconds, and at once while the pool's breaker knows that it is away;
    Busy where the server is there and only the wait was in vain, which opens no breaker."""
    breaker = pool.breaker
    if breaker is not None and not breaker.allows_attempt():
        raise OperationalError("the server is known to be away")
    try:
        found = await _answered(pool, query, params, within)
    except SQL_AWAY as error:
        if breaker is None:
            raise
        if isinstance(error, PoolTimeout | _NoAnswer) and await _is_there(pool):
            breaker.record_success()
            raise Busy(str(error)) from None
        if is_lost(error):
            breaker.record_failure()
        raise
    if breaker is not None:
        breaker.record_success()
    return found


def is_lost(error: psycopg.Error) -> bool:
    """Whether one of `SQL_AWAY` means that the server was not reached, or ends; else it has answered."""
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


async def _is_there(pool: Pool) -> bool:
    """Whether the server lets somebody in now; whoever asks at the same time shares one try."""
    if pool.probing is None or pool.probing.done():
        pool.probing = asyncio.create_task(_lets_in(pool.url))
    return await asyncio.shield(pool.probing)


async def _lets_in(url: str) -> bool:
    try:
        async with asyncio.timeout(THERE):
            async with await AsyncConnection.connect(url, autocommit=True) as connection:
                # In SQL: import: only asks whether a server answers
                await connection.execute("select 1")
    except (TimeoutError, *SQL_AWAY):
        return False
    return True


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
        raise _NoAnswer(f"the server has not answered within {within:.0f} s")
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
