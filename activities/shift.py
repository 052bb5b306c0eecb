"""What activities that work in shifts share: signs of life, and waiting until there is something to do."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from temporalio import activity

from runtime.background import BackgroundTask, run_in_background
from workflows.shifts import Shift

BATCH_WAIT = 0.2
"""Seconds in which messages that are posted together are collected."""


@asynccontextmanager
async def heartbeats(shift: Shift, beside: Sequence[BackgroundTask] = ()) -> AsyncIterator[None]:
    """Gives signs of life as often as the shift asks for, with what is told of those tasks that are late."""

    async def beat() -> None:
        activity.heartbeat([task.alarm() for task in beside if task.is_late])

    every = shift.silence / 4
    async with run_in_background([BackgroundTask("signs of life", beat, every, late_after=shift.silence)]):
        yield


async def wait_for_notification(listener: AsyncConnection[DictRow], until: float) -> None:
    """Waits until PostgreSQL notifies the `listener`, `until` (of the monotonic clock), or until the worker
    shuts down."""
    count = 0
    while not count and not activity.is_worker_shutdown() and (left := until - time.monotonic()) > 0:
        count = await _count_notifications(listener, min(left, 0.5))
    if count:
        await asyncio.sleep(BATCH_WAIT)
        await _count_notifications(listener, 0)


async def _count_notifications(listener: AsyncConnection[DictRow], seconds: float) -> int:
    """How many notifications came before `seconds` were over; it stops waiting after the first."""
    return len([each async for each in listener.notifies(timeout=seconds, stop_after=1)])
