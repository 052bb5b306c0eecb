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

from activities.archive import Archivist
from activities.deliveries import Deliveries
from activities.letters import Letterhead
from activities.neighbours import Neighbours
from activities.post import make_post
from activities.record import Record
from activities.retime import Retimer
from activities.vacancies import Vacancies
from evidence.archive.store import Store
from evidence.ledger.keys import Signer
from records.database import Pool, pool_of
from records.keys import store
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.notifications import listener_task
from runtime.attributes import missing_attributes
from runtime.background import LONGEST_PAUSE, BackgroundTask, going_on
from runtime.connection import TASK_QUEUE, connect
from runtime.settings import Settings
from runtime.singleton_workflows import STANDING, ensure_running
from runtime.telemetry import engine_runtime
from workflows.archive import Archive
from workflows.courier import Courier
from workflows.report import Report
from workflows.retime import Retime
from workflows.vacancies import Vacancies as VacanciesWorkflow

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
    deliveries: Deliveries | None = None,
    retimer: Retimer | None = None,
    archivist: Archivist | None = None,
    vacancies: Vacancies | None = None,
    task_queue: str = TASK_QUEUE,
    cached_workflows: int = 3000,
    runner: WorkflowRunner | None = None,
) -> Worker:
    """A worker for everything that the product does.

    Workflows run outside the SDK's sandbox unless `runner` says otherwise: the tests replay them inside
    it, and an AST check and the import contract keep clocks, randomness and I/O out.
    """
    record = Record(pool, keys)
    standing = [deliveries.deliver] if deliveries else []
    standing += [retimer.retime] if retimer else []
    standing += [archivist.archive] if archivist else []
    standing += [vacancies.find_vacancies] if vacancies else []
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[Report, Courier, Retime, Archive, VacanciesWorkflow],
        activities=[record.record, record.calendar_snapshot, Neighbours(client).adopt_follower, *standing],
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
        head = Letterhead(settings.authority, settings.pages_url)
        make = partial(
            build,
            client,
            pool,
            keys,
            deliveries=Deliveries(settings.database_url, keys, make_post(settings), head),
            retimer=Retimer(settings.database_url, pool, client),
            archivist=Archivist(pool, client, Store(settings.archive_url), Signer(settings.ledger_key), keys),
            vacancies=Vacancies(settings.database_url, pool, client),
            cached_workflows=settings.cached_workflows,
        )
        erased = listener_task(settings.database_url, {store.CHANNEL: keys.forget_destroyed})
        async with going_on([erased, *standing_of(client)]):
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
            foreseen=lambda error: str(error) if isinstance(error, RPCError) else None,
        )
        for name in STANDING
    ]


def main(settings: Settings | None = None) -> None:
    """Runs one worker with the settings of the environment."""
    import uvloop

    uvloop.run(run(settings or Settings.of_environment()))
