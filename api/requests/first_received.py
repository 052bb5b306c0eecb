"""At which instant something counts that was sent in: the first at which any API process received it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from api.answers.problems import Problem
from api.services import Services
from records.requests.first_received import ReceivedRequest

KEEP_AFTER = 1.0
"""Seconds after which an instant is written down, whatever comes of it. Most answers are there long before,
and cost no statement."""
WRONGLY_STAMPED = "clock_off"


@asynccontextmanager
async def first_received(
    services: Services, request: ReceivedRequest, now: datetime
) -> AsyncIterator[datetime]:
    """The instant at which what is sent meanwhile counts, `now` unless it was received before.

    It is kept for a repeat where it isn't known what came of it: where the block ends with a 5xx problem, or
    takes long and this process ends.
    """
    first = await services.received_times.first(request, now)
    is_kept = asyncio.Event()
    keeping = asyncio.create_task(_keep_later(services, request, is_kept))
    try:
        yield first
    except Exception as error:  # whatever it is: only a refusal tells what came of it
        await _settle(services, request, keeping, is_kept, is_known=_is_refusal(error))
        raise
    else:
        await _settle(services, request, keeping, is_kept, is_known=True)
    finally:
        keeping.cancel()


def _is_refusal(error: Exception) -> bool:
    return isinstance(error, Problem) and (error.status < 500 or error.code == WRONGLY_STAMPED)


async def _keep_later(services: Services, request: ReceivedRequest, is_kept: asyncio.Event) -> None:
    await asyncio.sleep(KEEP_AFTER)
    is_kept.set()
    await services.received_times.keep(request)


async def _settle(
    services: Services,
    request: ReceivedRequest,
    keeping: "asyncio.Task[None]",
    is_kept: asyncio.Event,
    *,
    is_known: bool,
) -> None:
    """Ends the keeping before anything else is written, and forgets or keeps the instant."""
    if is_kept.is_set():
        await keeping
    elif not is_known:
        await services.received_times.keep(request)
    if is_known:
        await services.received_times.forget(request)
