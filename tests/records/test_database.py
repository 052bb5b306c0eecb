import asyncio

import psycopg
import pytest
from psycopg_pool import PoolTimeout

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
