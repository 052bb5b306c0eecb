"""What activities that work in shifts share: signs of life, and waiting until there is something to do."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from psycopg import AsyncConnection, sql
from psycopg.rows import DictRow
from temporalio import activity

from records.outbox import connect
from workflows.shifts import Shift

BREATH = 0.2
"""Seconds in which what is posted together gathers."""


@asynccontextmanager
async def beating(shift: Shift) -> AsyncIterator[None]:
    """Gives signs of life as often as the shift asks for."""
    beating = asyncio.create_task(_beat(shift.silence / 4))
    try:
        yield
    finally:
        beating.cancel()


@asynccontextmanager
async def bell(url: str, channel: str) -> AsyncIterator[AsyncConnection[DictRow]]:
    """A connection on which PostgreSQL tells of `channel`. Raises psycopg's errors."""
    async with await connect(url) as connection:
        await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        yield connection


async def rung(bell: AsyncConnection[DictRow], until: float) -> None:
    """Waits until the bell rings, `until` (of the monotonic clock), or until the worker shuts down."""
    rings = 0
    while not rings and not activity.is_worker_shutdown() and (left := until - time.monotonic()) > 0:
        rings = await _rings(bell, min(left, 0.5))
    if rings:
        await asyncio.sleep(BREATH)
        await _rings(bell, 0)


async def _rings(bell: AsyncConnection[DictRow], seconds: float) -> int:
    """How often it rang before `seconds` were over; after the first time it isn't waited for more."""
    return len([ring async for ring in bell.notifies(timeout=seconds, stop_after=1)])


async def _beat(every: float) -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(every)
