"""What the activities that run for ever share: heartbeats, and waiting until there is something to do."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from temporalio import activity

from runtime.background import BackgroundTask, run_in_background
from workflows.activity_loop import ActivityLimits

BATCH_WAIT = 0.2
"""Seconds in which messages that are posted together are collected."""


@asynccontextmanager
async def heartbeats(limits: ActivityLimits, beside: Sequence[BackgroundTask] = ()) -> AsyncIterator[None]:
    """Sends heartbeats, four in `limits.silence` seconds, with the alarms of those `beside` that are late."""

    async def beat() -> None:
        activity.heartbeat([task.alarm() for task in beside if task.is_late])

    every = limits.silence / 4
    async with run_in_background([BackgroundTask("signs of life", beat, every, late_after=limits.silence)]):
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
