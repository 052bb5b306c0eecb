"""What activities that work in shifts share: signs of life, and waiting until there is something to do."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from temporalio import activity

from runtime.background import BackgroundTask, going_on
from workflows.shifts import Shift

BREATH = 0.2
"""Seconds in which what is posted together gathers."""


@asynccontextmanager
async def heartbeats(shift: Shift, beside: Sequence[BackgroundTask] = ()) -> AsyncIterator[None]:
    """Gives signs of life as often as the shift asks for, with what is told of those tasks that are late."""

    async def beat() -> None:
        activity.heartbeat([task.alarm() for task in beside if task.is_late])

    every = shift.silence / 4
    async with going_on([BackgroundTask("signs of life", beat, every, late_after=shift.silence)]):
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
