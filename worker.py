"""The worker: wiring only. It connects, registers what it can do, and runs until told to stop."""

import asyncio
import signal
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.archive import Archivist
from activities.deliveries import Deliveries
from activities.neighbours import Neighbours
from activities.post import post_of
from activities.record import Record
from activities.retime import Retimer
from activities.vacancies import Vacancies
from records.archive.store import Store
from records.database import Pool, pool_of
from records.key_store import KeyStore
from records.keys import LocalWrapper
from records.ledger.keys import Signer
from runtime.attributes import missing
from runtime.connection import connect
from runtime.settings import Settings
from runtime.standing import ARCHIVE, COURIER, RETIME, VACANCIES, ensure
from runtime.telemetry import engine_runtime
from workflows.archive import Archive
from workflows.courier import Courier
from workflows.report import Report
from workflows.retime import Retime
from workflows.vacancies import Vacancies as VacanciesWorkflow

TASK_QUEUE = "tuntas"

log = structlog.get_logger("worker")


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
    """Runs one worker until SIGINT or SIGTERM. Raises NotPrepared where Temporal lacks an attribute."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    client = await connect(settings, runtime=engine_runtime(settings.worker_metrics))
    if lacking := await missing(client):
        raise NotPrepared(f"Temporal lacks the search attributes {', '.join(lacking)}; run `tuntas setup`")
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(pool_of(settings.database_url, patience=0.5))
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        deliveries = Deliveries(settings.database_url, keys, post_of(settings))
        retimer = Retimer(settings.database_url, pool, client)
        archivist = Archivist(pool, client, Store(settings.archive_url), Signer(settings.ledger_key))
        worker = build(
            client,
            pool,
            keys,
            deliveries=deliveries,
            retimer=retimer,
            archivist=archivist,
            vacancies=Vacancies(settings.database_url, pool, client),
            cached_workflows=settings.cached_workflows,
        )
        await stack.enter_async_context(worker)
        for name in (COURIER, RETIME, ARCHIVE, VACANCIES):
            await ensure(client, name)
        log.info("worker up")
        await stop.wait()
    log.info("worker down")


def main(settings: Settings | None = None) -> None:
    """Runs one worker with the settings of the environment."""
    import uvloop

    uvloop.run(run(settings or Settings.of_environment()))
