"""The worker: wiring only. It connects, registers what it can do, and runs until told to stop."""

import asyncio
import signal
from contextlib import AsyncExitStack
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkflowRunner

from activities.neighbours import Neighbours
from activities.record import Record
from records.database import Pool, pool_of
from records.key_store import KeyStore
from records.keys import LocalWrapper
from runtime.attributes import missing
from runtime.connection import connect
from runtime.settings import Settings
from runtime.telemetry import engine_runtime
from workflows.report import Report

TASK_QUEUE = "tuntas"

log = structlog.get_logger("worker")


class NotPrepared(Exception):
    """Temporal lacks what every workflow task needs; `tuntas setup` makes it."""


def build(
    client: Client,
    pool: Pool,
    keys: KeyStore,
    *,
    task_queue: str = TASK_QUEUE,
    cached_workflows: int = 3000,
    runner: WorkflowRunner | None = None,
) -> Worker:
    """A worker for everything that the product does.

    Workflows run outside the SDK's sandbox unless `runner` says otherwise: the tests replay them inside
    it, and an AST check and the import contract keep clocks, randomness and I/O out.
    """
    record = Record(pool, keys)
    return Worker(
        client,
        task_queue=task_queue,
        workflows=[Report],
        activities=[record.record, record.calendar_snapshot, Neighbours(client).adopt_follower],
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
        pool = await stack.enter_async_context(pool_of(settings.database_url))
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        await stack.enter_async_context(build(client, pool, keys, cached_workflows=settings.cached_workflows))
        log.info("worker up")
        await stop.wait()
    log.info("worker down")


def main(settings: Settings | None = None) -> None:
    """Runs one worker with the settings of the environment."""
    import uvloop

    uvloop.run(run(settings or Settings.of_environment()))
