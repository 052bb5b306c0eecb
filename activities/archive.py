"""Archiving: stores an object for every finished report, and checks stored objects again and again. Beside
that, the ledger is kept and reports are counted for the figures."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError

from activities.long_running import heartbeats
from evidence.archive import gaps
from evidence.archive.earlier_runs import keep_earlier_runs
from evidence.archive.gaps import Archived, Gap
from evidence.archive.report_archiver import ReportArchiver
from evidence.archive.store import Store, StoreAway
from evidence.ledger import files, stored_keys
from evidence.ledger import log as ledger
from evidence.ledger.keys import LedgerRefused, Signer
from evidence.ledger.tiles import LedgerBroken
from evidence.rebuild.earlier_runs import EarlierRunsFetcher
from records.database import SQL_AWAY, Pool, kind_of
from records.figures.counting import LONGEST_TURN, count_due_reports
from records.keys.store import KeyStore, KeyUnavailable
from runtime.background import BackgroundTask, run_in_background
from runtime.subprocess_pool import SubprocessPool
from workflows.activity_loop import ActivityLimits

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
COUNTED = 2.0
"""Seconds between two times that what was recorded is counted for the figures."""
ONCE_AN_EXECUTION = 3600.0
"""Seconds between two looks for what was missed: longer than an execution, which begins with them."""
AFTER_A_FAILURE = 30.0
"""Seconds after which such a look that failed is tried again."""
LONGEST_LOOK = 600.0
"""Seconds that one may take."""
EXPECTED = (StoreAway, RPCError, stored_keys.KeyNotCurrent, files.HeadDiffers, LedgerRefused, LedgerBroken)


class ArchiveActivity:
    """The activity `archive`; with a `signer` it also keeps the ledger, with `keys` it also fetches what the
    record lacks of earlier runs."""

    def __init__(
        self,
        pool: Pool,
        client: Client,
        store: Store,
        signer: Signer | None = None,
        keys: KeyStore | None = None,
        *,
        rest: float = REST,
        age: timedelta = AGE,
    ) -> None:
        self._pool = pool
        self._client = client
        self._store = store
        self._signer = signer
        self._keys = keys
        self._rest = rest
        self._age = age
        self._known_runs: set[str] = set()
        heads = BackgroundTask(
            "the ledger's heads",
            self._keep_ledger,
            LOGGED,
            late_after=120,
            describe_expected=_describe_expected,
        )
        figures = BackgroundTask(
            "the figures",
            partial(count_due_reports, pool),
            COUNTED,
            late_after=120,
            patience=4 * LONGEST_TURN,
            describe_expected=_describe_expected,
        )
        # Neither the sealing nor one of them waits for another. Their ages outlive an execution.
        beside = (("missed reports", self._look), ("earlier runs", self._keep_earlier))
        self._beside = [heads, figures, *(_once_an_execution(*each) for each in beside)]

    @activity.defn(name="archive")
    async def archive(self, limits: ActivityLimits) -> int:
        """Fills gaps, and between them looks at objects, for `limits.seconds`; returns how many it filled.
        Beside that it keeps the ledger, and looks for what would be missed.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Whatever was
        half done is found by whoever takes over.
        """
        until, sealed = time.monotonic() + limits.seconds, 0

        def over() -> bool:
            return activity.is_worker_shutdown() or time.monotonic() >= until

        try:
            with contextlib.closing(SubprocessPool()) as subprocesses:
                sealing = ReportArchiver(self._client, self._pool, self._store, subprocesses)
                beside = [*self._beside, *self._catching_up(subprocesses)]
                async with heartbeats(limits, beside), run_in_background(beside):
                    while not over():
                        sealed += await self._turn(sealing, over)
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return sealed

    def _catching_up(self, subprocesses: SubprocessPool) -> list[BackgroundTask]:
        """What fetches earlier facts, beside the sealing and in the same other process."""
        if self._keys is None:
            return []
        fetching = EarlierRunsFetcher(self._client, self._pool, self._keys, self._store, subprocesses)
        return [
            BackgroundTask(
                "earlier facts",
                fetching.turn,
                every=IDLE,
                late_after=1.5 * LONGEST_LOOK,
                patience=LONGEST_LOOK,
                describe_expected=_describe_expected,
            )
        ]

    async def _look(self) -> None:
        """Finds what was missed."""
        after: str | None = ""
        while after is not None:
            after = await gaps.find_gaps(self._pool, after)

    async def _keep_earlier(self) -> None:
        """Keeps what the engine is going to forget of reports that are open."""
        await keep_earlier_runs(self._client, self._store, self._known_runs)

    async def _keep_ledger(self) -> None:
        """Logs what was recorded, signs the head of a day that is over, and publishes heads as files."""
        if self._signer is not None:
            try:
                await ledger.sign_due_head(self._pool, self._signer, datetime.now(UTC))
            finally:
                await files.publish_heads(self._pool, self._store)

    async def _turn(self, sealing: ReportArchiver, over: Callable[[], bool]) -> int:
        """Some gaps; or, if there are none, one look at an object; or a rest. Returns how many it filled."""
        if some := await gaps.due_gaps(self._pool, SOME):
            return await self._filled(sealing, some, over)
        if unchecked := await gaps.unchecked_objects(self._pool, self._age, 1):
            await self._looked_at(sealing, unchecked[0])
        else:
            await asyncio.sleep(IDLE)
        return 0

    async def _filled(self, sealing: ReportArchiver, some: Sequence[Gap], over: Callable[[], bool]) -> int:
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

    async def _looked_at(self, sealing: ReportArchiver, one: Archived) -> None:
        away = await sealing.check(one) == "store_away"
        await asyncio.sleep(IDLE if away else PACE)


def _once_an_execution(name: str, turn: Callable[[], Awaitable[object]]) -> BackgroundTask:
    return BackgroundTask(
        name,
        turn,
        every=ONCE_AN_EXECUTION,
        late_after=ONCE_AN_EXECUTION,
        again=AFTER_A_FAILURE,
        patience=LONGEST_LOOK,
        describe_expected=_describe_expected,
    )


def _describe_expected(error: Exception) -> str | None:
    """What may be told of an error of something that is away, or of a ledger that was tampered with."""
    if isinstance(error, psycopg.Error):
        return f"SQL {kind_of(error)}"
    if isinstance(error, KeyUnavailable):
        return "the key store is away"
    return str(error) if isinstance(error, EXPECTED) else None
