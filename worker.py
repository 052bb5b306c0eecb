"""The worker: wiring only. It connects, registers what it can do, and runs until told to stop."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.archive import ArchiveActivity
from activities.delivery import DeliveryActivity
from activities.letters import LetterSettings
from activities.mail_transport import make_transport
from activities.merge import MergeActivity
from activities.record import RecordActivities
from activities.retime import RetimeActivity
from activities.succession import SuccessionActivity
from activities.vacancies import VacanciesActivity
from evidence.archive.store import Store
from evidence.ledger.keys import Signer
from records.database import Pool, pool_of
from records.keys import store
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.notifications import listener_task
from runtime.background import LONGEST_PAUSE, BackgroundTask, run_in_background
from runtime.search_attributes import missing_attributes
from runtime.settings import Settings
from runtime.singleton_workflows import STANDING, ensure_running
from runtime.telemetry import engine_runtime
from runtime.temporal_connection import TASK_QUEUE, connect
from workflows.archive import Archive
from workflows.delivery import Delivery
from workflows.report import Report
from workflows.retime import Retime
from workflows.succession import Successions
from workflows.vacancies import Vacancies

STANDING_EVERY = 30.0
"""Seconds between two looks whether the standing workflows run."""
STEADY = 60.0
"""Seconds after which a worker's end is no longer one of a row."""

log = logging.getLogger("worker")


class NotPrepared(Exception):
    """Temporal lacks what every workflow task needs; `tuntas setup` makes it."""


def build(
    client: Client,
    pool: Pool,
    keys: KeyStore,
    *,
    delivery: DeliveryActivity | None = None,
    retime: RetimeActivity | None = None,
    archive: ArchiveActivity | None = None,
    vacancies: VacanciesActivity | None = None,
    succession: SuccessionActivity | None = None,
    task_queue: str = TASK_QUEUE,
    cached_workflows: int = 3000,
    runner: WorkflowRunner | None = None,
) -> Worker:
    """A worker for everything that the product does.

    Workflows run outside the SDK's sandbox unless `runner` says otherwise: the tests replay them inside
    it, and an AST check and the import contract keep clocks, randomness and I/O out.
    """
    record = RecordActivities(pool, keys)
    standing = [delivery.deliver] if delivery else []
    standing += [retime.retime] if retime else []
    standing += [archive.archive] if archive else []
    standing += [vacancies.find_vacancies] if vacancies else []
    standing += [succession.transfer_reports] if succession else []
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[Report, Delivery, Retime, Archive, Vacancies, Successions],
        activities=[record.record, record.calendar_snapshot, MergeActivity(client).adopt_follower, *standing],
        workflow_runner=runner or UnsandboxedWorkflowRunner(),
        max_cached_workflows=cached_workflows,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def run(settings: Settings) -> None:
    """Runs one worker until SIGINT or SIGTERM. Raises NotPrepared where Temporal lacks an attribute, and
    EngineAway or RPCError where it does not answer to begin with."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = await connect(settings, runtime=engine_runtime(settings.worker_metrics))
    if lacking := await missing_attributes(client):
        raise NotPrepared(f"Temporal lacks the search attributes {', '.join(lacking)}; run `tuntas setup`")
    async with pool_of(settings.database_url, patience=0.5) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key), checked=settings)
        letters = LetterSettings(settings.authority, settings.pages_url, settings.intake_secret)
        make = partial(
            build,
            client,
            pool,
            keys,
            delivery=DeliveryActivity(settings.database_url, keys, make_transport(settings), letters),
            retime=RetimeActivity(settings.database_url, pool, client),
            archive=ArchiveActivity(
                pool, client, Store(settings.archive_url), Signer(settings.ledger_key), keys
            ),
            vacancies=VacanciesActivity(settings.database_url, pool, client),
            succession=SuccessionActivity(settings.database_url, pool, client),
            cached_workflows=settings.cached_workflows,
        )
        erased = listener_task(settings.database_url, {store.NOTIFICATION: lambda _: keys.forget_destroyed()})
        async with run_in_background([erased, *standing_of(client)]):
            await keep_at_work(make, stop)
    log.info("worker down")


async def keep_at_work(make: Callable[[], Worker], stop: asyncio.Event, pause: float = 1.0) -> None:
    """Has a worker at work until `stop`. One that ends with an error is followed by another one, after
    `pause` seconds and, while they go on ending, ever more."""
    failures = 0
    while not stop.is_set():
        begun = time.monotonic()
        try:
            await asyncio.create_task(_at_work(make(), stop))  # a task of its own: its worker may cancel it
        except Exception:  # whatever ended it, reports wait for a worker
            failures = 1 if time.monotonic() - begun > STEADY else failures + 1
            log.exception("the worker ended and is begun again", extra={"failures": failures})
            with suppress(TimeoutError):
                async with asyncio.timeout(min(pause * 2 ** min(failures - 1, 10), LONGEST_PAUSE)):
                    await stop.wait()


async def _at_work(worker: Worker, stop: asyncio.Event) -> None:
    async with worker:
        log.info("worker up")
        await stop.wait()


def standing_of(client: Client, task_queue: str = TASK_QUEUE) -> list[BackgroundTask]:
    """What sees to it that the standing workflows run, whoever ended one."""
    return [
        BackgroundTask(
            f"the workflow {name}",
            partial(ensure_running, client, name, task_queue=task_queue),
            every=STANDING_EVERY,
            late_after=5 * STANDING_EVERY,
            again=2,
            describe_expected=lambda error: str(error) if isinstance(error, RPCError) else None,
        )
        for name in STANDING
    ]


def main(settings: Settings | None = None) -> None:
    """Runs one worker with the settings of the environment."""
    import uvloop

    uvloop.run(run(settings or Settings.of_environment()))
