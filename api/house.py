"""What every request is served from: settings, the engine, the record, keys, directory, limits."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from temporalio.client import Client

from api.clock_offset import ClockWatch
from api.limits import Limits
from api.metrics import Metrics
from records import almanac
from records.accesses import Ledger
from records.archive.store import Store
from records.audit.shards import Shard
from records.breaker import Breaker
from records.database import SQL_AWAY, Pool, pool_of
from records.directory import Directory, DirectoryUnavailable
from records.key_store import KeyStore
from records.keys import LocalWrapper
from records.receptions import Receptions
from runtime.connection import connect
from runtime.elsewhere import Elsewhere
from runtime.settings import Settings
from runtime.telemetry import engine_runtime
from workflows.procedure.policy import Policy, load_policy

TASK_QUEUE = "tuntas"

DAILY = 24 * 3600.0
"""Seconds between two looks at how far calendars reach."""

log = structlog.get_logger("api")


@dataclass(frozen=True, slots=True)
class House:
    """One process' services."""

    settings: Settings
    client: Client
    pool: Pool
    keys: KeyStore
    accesses: Ledger
    directory: Directory
    limits: Limits
    metrics: Metrics
    policy: Policy
    elsewhere: Elsewhere
    auditing: Shard
    store: Store
    clock: ClockWatch
    receptions: Receptions
    task_queue: str = TASK_QUEUE


@asynccontextmanager
async def opened(
    settings: Settings, metrics: Metrics, client: Client | None = None, task_queue: str = TASK_QUEUE
) -> AsyncIterator[House]:
    """The services, until the block ends; SQL may be away. Raises RuntimeError without Temporal."""
    policy = load_policy(settings.policy)
    client = client or await connect(settings, runtime=engine_runtime())
    async with pool_of(settings.database_url, breaker=Breaker()) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        directory = Directory(pool)
        try:
            await directory.refresh()
        except SQL_AWAY as error:
            log.warning("started without the directory", cause=type(error).__name__)
        clock, receptions = ClockWatch(client, pool), Receptions(pool)
        keeping = asyncio.gather(
            directory.keep_fresh(), _tell_alarms(directory), clock.keep(), receptions.keep_fresh()
        )
        try:
            limits = Limits.of(settings, pool)
            with contextlib.closing(Elsewhere()) as elsewhere, contextlib.closing(Shard()) as auditing:
                yield House(
                    settings=settings,
                    client=client,
                    pool=pool,
                    keys=keys,
                    accesses=Ledger(pool),
                    directory=directory,
                    limits=limits,
                    metrics=metrics,
                    policy=policy,
                    elsewhere=elsewhere,
                    auditing=auditing,
                    store=Store(settings.archive_url),
                    clock=clock,
                    receptions=receptions,
                    task_queue=task_queue,
                )
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping


async def _tell_alarms(directory: Directory) -> None:
    """Logs once a day what is to be seen to before calendars run out."""
    while True:
        with contextlib.suppress(DirectoryUnavailable):
            for alarm in almanac.alarms(directory):
                log.warning("calendar alarm", code=alarm.code, message=alarm.message)
        await asyncio.sleep(DAILY)
