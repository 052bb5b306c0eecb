import asyncio
import time
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from records.circuit_breaker import CircuitBreaker
from records.database import SQL_AWAY, Busy, Pool, is_lost, pool_of, rows


async def test_after_a_restart_nobody_notices_that_all_connections_were_lost(
    database: str, pool: Pool
) -> None:
    async with pool_of(database, size=4) as other:
        await asyncio.gather(*(rows(other, "select pg_sleep(0.2)") for _ in range(4)))
        kill = "select pg_terminate_backend(pid) from pg_stat_activity where query = 'select pg_sleep(0.2)'"
        assert len(await rows(pool, kill)) == 4
        assert await asyncio.gather(*(rows(other, "select 1 as n") for _ in range(4))) == [[{"n": 1}]] * 4


async def test_a_statement_at_fault_is_not_tried_again(pool: Pool) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero) as failed:
        await rows(pool, "select 1 / 0")
    assert not isinstance(failed.value, SQL_AWAY)
    assert await rows(pool, "select 1 as n") == [{"n": 1}]


async def test_with_the_server_away_patience_ends(away: Pool) -> None:
    with pytest.raises(PoolTimeout) as failed:
        await rows(away, "select 1")
    assert isinstance(failed.value, SQL_AWAY)


async def test_a_server_that_hangs_holds_nobody_longer_than_they_wait(database: str) -> None:
    async with pool_of(database, size=2) as pool:
        await rows(pool, "select 1")
        begun = time.monotonic()
        with pytest.raises(psycopg.OperationalError, match="has not answered"):
            await rows(pool, "select pg_sleep(3)", within=0.2)
        asking = asyncio.create_task(rows(pool, "select pg_sleep(3)"))
        await asyncio.sleep(0.2)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert time.monotonic() - begun < 1
        assert await rows(pool, "select 1 as n") == [{"n": 1}]


async def test_while_the_server_is_known_to_be_away_nobody_waits(database: str, tmp_path: Path) -> None:
    now = [0.0]
    breaker = CircuitBreaker(1, 2.0, lambda: now[0])
    async with pool_of(f"postgresql:///x?host={tmp_path}", patience=0.2, breaker=breaker) as away:
        with pytest.raises(PoolTimeout):
            await rows(away, "select 1")
    async with pool_of(database, breaker=breaker) as pool:
        with pytest.raises(psycopg.OperationalError, match="known to be away"):
            await rows(pool, "select 1 as n")
        now[0] = 2.0
        assert await rows(pool, "select 1 as n") == [{"n": 1}]
        with pytest.raises(psycopg.errors.DivisionByZero):
            await rows(pool, "select 1 / 0")
        assert await rows(pool, "select 1 as n") == [{"n": 1}]


async def test_slow_statements_and_a_full_pool_are_no_server_that_is_away(database: str) -> None:
    breaker = CircuitBreaker(1)
    async with pool_of(database, size=2, patience=0.2, breaker=breaker, one_statement=1.5) as pool:
        slow = [asyncio.create_task(rows(pool, "select pg_sleep(1)")) for _ in range(2)]
        await asyncio.sleep(0.1)
        with pytest.raises(Busy):  # no connection is free
            await rows(pool, "select 1")
        await asyncio.gather(*slow)
        with pytest.raises(Busy):  # it was not waited for
            await rows(pool, "select pg_sleep(1)", within=0.1)
        with pytest.raises(psycopg.errors.QueryCanceled):  # the server gave it up
            await rows(pool, "select pg_sleep(5)")
        with pytest.raises(psycopg.OperationalError):  # it answers, although it lacks something
            await rows(pool, "do $$ begin raise disk_full; end $$")
        assert not breaker.is_open
        assert await rows(pool, "select 1 as n") == [{"n": 1}]


async def test_a_server_that_accepts_and_says_nothing_is_away(tmp_path: Path) -> None:
    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)
        writer.close()

    breaker = CircuitBreaker(1)
    server = await asyncio.start_unix_server(silent, tmp_path / ".s.PGSQL.5432")
    async with pool_of(f"postgresql:///x?host={tmp_path}", patience=0.2, breaker=breaker) as pool:
        with pytest.raises(PoolTimeout):
            await rows(pool, "select 1")
    server.close()
    assert breaker.is_open


@pytest.mark.parametrize(
    ("error", "lost"),
    [
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.ConnectionFailure(), True),
        (psycopg.OperationalError("the connection is closed"), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.DeadlockDetected(), False),
        (psycopg.errors.LockNotAvailable(), False),
    ],
)
def test_only_a_lost_connection_is_a_server_that_is_away(error: psycopg.Error, *, lost: bool) -> None:
    assert is_lost(error) == lost
