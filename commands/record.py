"""The record, as commands work on it: without the API, and without an engine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from calendars import CalendarError
from commands.outages import outages
from commands.terminal import fail, settings_of
from records.almanac import BeyondHorizon, UnknownCalendar, UnknownVersion
from records.database import Pool, pool_of
from records.decrees import DecreeRefused

T = TypeVar("T")


def on_record(act: Callable[[Pool], Awaitable[T]], program: str) -> T:
    """What `act` returns, given the database of the settings in force; else says why not, and exits."""
    settings = settings_of(program)

    async def run() -> T:
        async with pool_of(settings.database_url, size=1) as pool:
            return await act(pool)

    try:
        with outages():
            return asyncio.run(run())
    except (CalendarError, DecreeRefused, BeyondHorizon, UnknownCalendar, UnknownVersion) as refused:
        fail(str(refused))
