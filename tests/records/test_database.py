import asyncio
import time

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from records.breaker import Breaker
from records.database import SQL_AWAY, Pool, pool_of, rows


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


async def test_while_the_server_is_known_to_be_away_nobody_waits(database: str) -> None:
    now = [0.0]
    async with pool_of(database, breaker=Breaker(1, 2.0, lambda: now[0])) as pool:
        with pytest.raises(psycopg.OperationalError, match="has not answered"):
            await rows(pool, "select pg_sleep(1)", within=0.1)
        with pytest.raises(psycopg.OperationalError, match="known to be away"):
            await rows(pool, "select 1 as n")
        now[0] = 2.0
        assert await rows(pool, "select 1 as n") == [{"n": 1}]
        with pytest.raises(psycopg.errors.DivisionByZero):
            await rows(pool, "select 1 / 0")
        assert await rows(pool, "select 1 as n") == [{"n": 1}]
