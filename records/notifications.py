"""What PostgreSQL tells a process at once, without being asked."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from psycopg import sql

from records.database import away
from records.keys.store import KeyUnavailable
from records.reports.outbox import Connection, connect_outbox
from runtime.background import BackgroundTask

LISTENED = 20.0
"""Seconds for which one connection listens."""


@asynccontextmanager
async def open_listener(url: str, *channels: str) -> AsyncIterator[Connection]:
    """A connection on which PostgreSQL tells of these channels. Raises psycopg's errors."""
    async with await connect_outbox(url) as connection:
        for channel in channels:
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(channel)))
        yield connection


def listener_task(url: str, reactions: Mapping[str, Callable[[], Awaitable[object]]]) -> BackgroundTask:
    """A task that calls the reaction of each channel whenever something is told there. What was told while
    nobody listened it makes up for when it listens again."""

    async def listen() -> None:
        async with open_listener(url, *reactions) as connection:
            for reaction in reactions.values():
                await reaction()
            async for told in connection.notifies(timeout=LISTENED):
                await reactions[told.channel]()

    def describe_expected(error: Exception) -> str | None:
        return "SQL away" if isinstance(error, KeyUnavailable) else away(error)

    return BackgroundTask(
        "notifications", listen, every=0, late_after=120, again=2, describe_expected=describe_expected
    )
