"""Notifications: what PostgreSQL sends to a process at once (LISTEN and NOTIFY)."""

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
async def open_listener(url: str, *notifications: str) -> AsyncIterator[Connection]:
    """A connection on which PostgreSQL sends these notifications. Raises psycopg's errors."""
    async with await connect_outbox(url) as connection:
        for name in notifications:
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(name)))
        yield connection


def listener_task(url: str, reactions: Mapping[str, Callable[[], Awaitable[object]]]) -> BackgroundTask:
    """A task that calls the reaction of each notification whenever PostgreSQL sends it. When the task begins
    to listen, it calls each reaction once, for what was sent while nobody listened."""

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
