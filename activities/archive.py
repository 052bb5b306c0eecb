"""The archivist: seals every finished report in the store, and sees to it that what was sealed stays so."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.shift import beating
from records.archive import gaps
from records.archive.earlier import keep_earlier
from records.archive.gaps import Archived, Gap
from records.archive.sealing import Sealing
from records.archive.store import Store, StoreAway
from records.database import SQL_AWAY, Pool, kind_of
from records.ledger import files
from records.ledger import log as ledger
from records.ledger.keys import LedgerRefused, Signer
from records.ledger.tiles import LedgerBroken
from runtime.elsewhere import Elsewhere
from workflows.shifts import Shift

log = logging.getLogger(__name__)

Found = TypeVar("Found")

LANES = 4
"""How many reports are sealed at a time."""
REST = 1.0
"""For how much longer than its last report took a lane does nothing: decisions have the machine that long."""
SOME = 40
"""How many gaps are taken at a time."""
IDLE = 2.0
"""Seconds until it is looked again whether there is anything to do."""
AGE = timedelta(days=1)
"""Objects that were looked at within that time are not looked at again."""
PACE = 0.25
"""Seconds between two looks at objects."""
CONTRADICTED = (files.HeadDiffers, LedgerRefused, LedgerBroken)
"""What a ledger raises that was tampered with, or is not the one that was published."""
LOGGED = 10.0
"""Seconds between two times that what was recorded is logged, and a head that is due is signed."""


class Archivist:
    """The activity `archive`; with a `signer` it also keeps the ledger."""

    def __init__(
        self,
        pool: Pool,
        client: Client,
        store: Store,
        signer: Signer | None = None,
        *,
        rest: float = REST,
        age: timedelta = AGE,
    ) -> None:
        self._pool = pool
        self._client = client
        self._store = store
        self._signer = signer
        self._rest = rest
        self._age = age
        self._known_runs: set[str] = set()

    @activity.defn(name="archive")
    async def archive(self, shift: Shift) -> int:
        """Fills gaps, and between them looks at objects, until the shift is over; returns how many it filled.
        Beside that it keeps the ledger, and looks for what would be missed.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Whatever was
        half done is found by whoever takes over.
        """
        until, sealed = time.monotonic() + shift.seconds, 0

        def over() -> bool:
            return activity.is_worker_shutdown() or time.monotonic() >= until

        try:
            with contextlib.closing(Elsewhere()) as elsewhere:
                sealing = Sealing(self._client, self._pool, self._store, elsewhere)
                async with beating(shift), self._beside():
                    while not over():
                        sealed += await self._turn(sealing, over)
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return sealed

    @contextlib.asynccontextmanager
    async def _beside(self) -> AsyncIterator[None]:
        """What goes on beside the sealing and may take as long as it takes: neither waits for the other. What
        the end of the shift cuts off is taken up by the next one."""
        tasks = [asyncio.create_task(each) for each in (self._look(), self._keep_earlier(), self._log())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _look(self) -> None:
        """Finds what was missed."""
        after: str | None = ""
        while after is not None:
            after = await _tried("what was missed is not found yet", gaps.look(self._pool, after))

    async def _keep_earlier(self) -> None:
        """Keeps what the engine is going to forget of reports that are open."""
        keeping = keep_earlier(self._client, self._store, self._known_runs)
        await _tried("earlier runs are not kept yet", keeping)

    async def _log(self) -> None:
        """Keeps the ledger: logs what was recorded, signs the head of a day that is over, and publishes heads
        as files, again and again."""
        while self._signer is not None:
            signing = ledger.due_head(self._pool, self._signer, datetime.now(UTC))
            await _tried("the ledger's heads are not kept", signing)
            await _tried("the ledger's heads are not kept", files.publish(self._pool, self._store))
            await asyncio.sleep(LOGGED)

    async def _turn(self, sealing: Sealing, over: Callable[[], bool]) -> int:
        """Some gaps; or, if there are none, one look at an object; or a rest. Returns how many it filled."""
        if some := await gaps.due(self._pool, SOME):
            return await self._filled(sealing, some, over)
        if unchecked := await gaps.unchecked(self._pool, self._age, 1):
            await self._looked_at(sealing, unchecked[0])
        else:
            await asyncio.sleep(IDLE)
        return 0

    async def _filled(self, sealing: Sealing, some: Sequence[Gap], over: Callable[[], bool]) -> int:
        turns, filled = iter(some), 0

        async def lane() -> None:
            nonlocal filled
            for gap in turns:
                if over():
                    return
                begun = time.monotonic()
                filled += await sealing.fill(gap) is None
                await asyncio.sleep((time.monotonic() - begun) * self._rest)

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(LANES):
                    group.create_task(lane())
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return filled

    async def _looked_at(self, sealing: Sealing, one: Archived) -> None:
        away = await sealing.check(one) == "store_away"
        await asyncio.sleep(IDLE if away else PACE)


async def _tried(failing: str, doing: Awaitable[Found]) -> Found | None:
    """What it gave; null where it failed: what goes wrong beside the sealing is told, and doesn't stop it."""
    try:
        return await doing
    except psycopg.Error as error:
        log.warning(failing, extra={"cause": f"SQL {kind_of(error)}"})
    except (StoreAway, RPCError, ledger.KeyNotCurrent, *CONTRADICTED) as error:
        log.warning(failing, extra={"cause": str(error)})
    except Exception:
        log.exception(failing)
    return None
