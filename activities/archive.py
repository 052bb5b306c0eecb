"""The archivist: seals every finished report in the store, and sees to it that what was sealed stays so."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

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
from records.database import SQL_AWAY, Pool
from records.ledger import files
from records.ledger import log as ledger
from records.ledger.keys import Signer
from records.ledger.tiles import LedgerBroken
from runtime.elsewhere import Elsewhere
from workflows.shifts import Shift

log = logging.getLogger(__name__)

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
        self._logged_at = -LOGGED
        self._rest = rest
        self._age = age
        self._known_runs: set[str] = set()

    @activity.defn(name="archive")
    async def archive(self, shift: Shift) -> int:
        """Fills gaps, and between them looks at objects, until the shift is over; returns how many it filled.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Whatever was
        half done is found by whoever takes over.
        """
        until, sealed = time.monotonic() + shift.seconds, 0
        try:
            with contextlib.closing(Elsewhere()) as elsewhere:
                sealing = Sealing(self._client, self._pool, self._store, elsewhere)
                async with beating(shift):
                    await self._begin()
                    while not activity.is_worker_shutdown() and time.monotonic() < until:
                        await self._log()
                        sealed += await self._turn(sealing)
        except (psycopg.Error, *SQL_AWAY) as error:
            kind = getattr(error, "sqlstate", None) or type(error).__name__
            raise ApplicationError(f"SQL {kind}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return sealed

    async def _begin(self) -> None:
        """Finds what was missed, and keeps what the engine is going to forget of reports that are open."""
        while await gaps.look(self._pool) == gaps.MISSED:
            pass
        try:
            await keep_earlier(self._client, self._store, self._known_runs)
        except (StoreAway, RPCError) as error:
            log.warning("earlier runs are not kept yet", extra={"cause": str(error)})

    async def _log(self) -> None:
        """Logs what was recorded, signs the head of a day that is over, and publishes heads as files."""
        if self._signer is None or time.monotonic() - self._logged_at < LOGGED:
            return
        self._logged_at = time.monotonic()
        try:
            await ledger.due_head(self._pool, self._signer, datetime.now(UTC))
            await files.publish(self._pool, self._store)
        except (StoreAway, ledger.KeyNotCurrent, LedgerBroken, files.HeadDiffers) as error:
            log.warning("the ledger's heads are not kept", extra={"cause": str(error)})

    async def _turn(self, sealing: Sealing) -> int:
        """Some gaps; or, if there are none, one look at an object; or a rest. Returns how many it filled."""
        if some := await gaps.due(self._pool, SOME):
            return await self._filled(sealing, some)
        if unchecked := await gaps.unchecked(self._pool, self._age, 1):
            await self._looked_at(sealing, unchecked[0])
        else:
            await asyncio.sleep(IDLE)
        return 0

    async def _filled(self, sealing: Sealing, some: Sequence[Gap]) -> int:
        turns, filled = iter(some), 0

        async def lane() -> None:
            nonlocal filled
            for gap in turns:
                if activity.is_worker_shutdown():
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
