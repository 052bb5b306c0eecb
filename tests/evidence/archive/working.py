"""The archivist at its work, without the workflow that sends it there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.testing import ActivityEnvironment

from activities.archive import ArchiveActivity
from workflows.activity_loop import ActivityLimits


@asynccontextmanager
async def at_work(archivist: ArchiveActivity) -> AsyncIterator[None]:
    """Has the archivist work as long as the block runs, which is a minute at most."""
    async with asyncio.timeout(60):
        shift = asyncio.create_task(ActivityEnvironment().run(archivist.archive, ActivityLimits(60)))
        try:
            yield
        finally:
            shift.cancel()
            await asyncio.wait([shift])
