"""Each API process notes that it serves, so that operators see all of them at any."""

import asyncio
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

import psycopg

from records.api_processes import SEEN_EVERY, forget_process, note_alive
from records.database import Pool, away
from runtime.background import BackgroundTask
from runtime.release import COMMIT, VERSION

NAME = "sign of life"
PROCESS = f"{os.getpid()}@{socket.gethostname()}"
"""How this process is called: its number, and its machine."""
PATIENCE = 1.0
"""Seconds that a process takes to say that it ends."""
STARTED = time.monotonic()


def make_sign_of_life_task(pool: Pool, background: Mapping[str, BackgroundTask]) -> BackgroundTask:
    """What goes on beside serving, and tells which of the process' background tasks are late."""

    async def note() -> None:
        late = sorted(each.name for each in background.values() if each.is_late)
        await note_alive(pool, PROCESS, VERSION, COMMIT, time.monotonic() - STARTED, late)

    return BackgroundTask(NAME, note, SEEN_EVERY, late_after=120, describe_expected=away)


async def say_goodbye(pool: Pool) -> None:
    """Says that this process ends, if the database takes it: else it is shown as gone for an hour."""
    with suppress(TimeoutError, psycopg.Error):
        async with asyncio.timeout(PATIENCE):
            await forget_process(pool, PROCESS)
