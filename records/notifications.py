"""Notifications: what PostgreSQL sends to a process at once (LISTEN and NOTIFY)."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from psycopg import sql

from records.database import away
from records.keys.store import KeyUnavailable
from records.reports.outbox import Connection, connect_outbox
from runtime.background import BackgroundTask

LISTENED = 20.0
"""Seconds of one turn; the connection stays for the next one."""

Reaction = Callable[[str | None], Awaitable[object]]
"""What to do about a notification, given its payload; null when listening begins: anything may have been sent
before."""


@asynccontextmanager
async def open_listener(url: str, *notifications: str) -> AsyncIterator[Connection]:
    """A connection on which PostgreSQL sends these notifications. Raises psycopg's errors."""
    async with await connect_listener(url, *notifications) as connection:
        yield connection


async def connect_listener(url: str, *notifications: str) -> Connection:
    """The same, for whoever closes it."""
    connection = await connect_outbox(url)
    try:
        for name in notifications:
            await connection.execute(sql.SQL("listen {}").format(sql.Identifier(name)))
    except BaseException:
        await connection.close()
        raise
    return connection


class Listener:
    """One connection that stays from turn to turn, and is made anew where it was lost."""

    def __init__(self, url: str, reactions: Mapping[str, Reaction]) -> None:
        self._url = url
        self._reactions = reactions
        self._connection: Connection | None = None

    async def listen(self) -> None:
        """One turn. Raises psycopg's errors, and what reactions raise; then the next turn connects anew."""
        try:
            connection = self._connection or await self._begin()
            async for told in connection.notifies(timeout=LISTENED):
                await self._reactions[told.channel](told.payload)
            # In SQL: import: only asks whether the server is still there
            await connection.execute("select 1")
        except BaseException:
            await self._close()
            raise

    async def _begin(self) -> Connection:
        self._connection = await connect_listener(self._url, *self._reactions)
        for reaction in self._reactions.values():
            await reaction(None)
        return self._connection

    async def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def listener_task(url: str, reactions: Mapping[str, Reaction]) -> BackgroundTask:
    """A task that calls the reaction of each notification whenever PostgreSQL sends it. Whenever it begins to
    listen, it calls each reaction once, for what was sent while nobody listened."""

    def describe_expected(error: Exception) -> str | None:
        return "SQL away" if isinstance(error, KeyUnavailable) else away(error)

    return BackgroundTask(
        "notifications",
        Listener(url, reactions).listen,
        every=0,
        late_after=120,
        again=2,
        describe_expected=describe_expected,
    )
