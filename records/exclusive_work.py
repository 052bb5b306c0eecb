"""Work that waits in the record, and that one process of the installation at a time carries out."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from psycopg import AsyncConnection
from psycopg.rows import DictRow

from records.advisory_locks import AdvisoryLock, try_session_lock
from records.notifications import open_listener

TURN = 20.0
"""Seconds after which another process may take over."""
ASKED_AGAIN = 2.0
"""Seconds between two looks whether the process that carries it out has ended."""
IDLE = 60
"""Seconds after which the database ends the session of a process that was frozen, and frees its lock."""
REST = 1.0
"""For how much longer than the last part took nothing is done: people's own requests have the machine that
long."""


@dataclass(frozen=True, slots=True)
class ExclusiveWork:
    """What waits in the record at `url`, told by `notification` and kept to one process by `lock`.

    `carry_out_some` does a part of what is due and says whether there was any. `find_seconds_to_next` says
    when there will be more; null where nothing waits.
    """

    url: str
    notification: str
    lock: AdvisoryLock
    carry_out_some: Callable[[], Awaitable[bool]]
    find_seconds_to_next: Callable[[], Awaitable[float | None]]

    async def carry_out_for_a_turn(self) -> None:
        """Carries out what is due for `TURN` seconds, unless another process does. Raises one of
        `SQL_AWAY`, and what the parts raise."""
        until = time.monotonic() + TURN
        async with open_listener(self.url, self.notification) as connection:
            # In SQL: function: a setting of the session
            await connection.execute(f"set idle_session_timeout = '{IDLE}s'")
            while time.monotonic() < until:
                if await try_session_lock(connection, self.lock):
                    await self._carry_out_until(connection, until)
                else:
                    await asyncio.sleep(ASKED_AGAIN)

    async def _carry_out_until(self, connection: AsyncConnection[DictRow], until: float) -> None:
        while (left := until - time.monotonic()) > 0:
            begun = time.monotonic()
            if await self.carry_out_some():
                await asyncio.sleep((time.monotonic() - begun) * REST)
                continue
            seconds = await self.find_seconds_to_next()
            wait = left if seconds is None else min(left, max(seconds, 0.05))
            async for _told in connection.notifies(timeout=wait, stop_after=1):
                pass
