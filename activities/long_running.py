"""What the activities that run for ever share: heartbeats, and waiting until there is something to do."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from temporalio import activity

from runtime.background import BackgroundTask, going_on
from workflows.activity_loop import ActivityLimits

BREATH = 0.2
"""Seconds in which what is posted together gathers."""


@asynccontextmanager
async def heartbeats(limits: ActivityLimits, beside: Sequence[BackgroundTask] = ()) -> AsyncIterator[None]:
    """Sends heartbeats, four in `limits.silence` seconds, with the alarms of those `beside` that are late."""

    async def beat() -> None:
        activity.heartbeat([task.alarm() for task in beside if task.is_late])

    every = limits.silence / 4
    async with going_on([BackgroundTask("signs of life", beat, every, late_after=limits.silence)]):
        yield


async def wait_for_bell(bell: AsyncConnection[DictRow], until: float) -> None:
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
