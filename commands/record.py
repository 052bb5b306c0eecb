"""The record, as commands work on it: without the API, and without an engine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from commands.terminal import MISUSED, fail, settings_of
from commands.unavailable import outages

if TYPE_CHECKING:
    from records.database import Pool

T = TypeVar("T")


def on_record(act: Callable[["Pool"], Awaitable[T]], program: str) -> T:
    """What `act` returns, given the database of the settings in force; else says why not, and exits."""
    from records.database import pool_of

    settings = settings_of(program)

    async def run() -> T:
        async with pool_of(settings.database_url, size=1) as pool:
            return await act(pool)

    try:
        with outages():
            return asyncio.run(run())
    except (LookupError, ValueError) as error:
        if not isinstance(error, _refusals()):
            raise
        fail(str(error), MISUSED if isinstance(error, _unknown()) else 1)


def _unknown() -> tuple[type[Exception], ...]:
    """Those of them that are about something which there is not."""
    from records.decrees.calendar_views import UnknownCalendar, UnknownVersion
    from records.decrees.errors import UnknownDecree

    return (UnknownCalendar, UnknownVersion, UnknownDecree)


def _refusals() -> tuple[type[Exception], ...]:
    """What calendars and decrees are asked that can't be, as a user is told it."""
    from calendars import CalendarError
    from records.decrees.calendar_views import BeyondHorizon, UnknownCalendar, UnknownVersion
    from records.decrees.errors import DecreeRefused

    return (CalendarError, DecreeRefused, BeyondHorizon, UnknownCalendar, UnknownVersion)
