"""Workers that only carry messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from activities.deliveries import Deliveries
from activities.post import Post
from records.database import pool_of
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from workflows.courier import Courier


@asynccontextmanager
async def courier_worker(client: Client, database: str, queue: str, post: Post) -> AsyncIterator[Worker]:
    """A worker on `queue` for as long as the block runs. The workflow runs in the sandbox."""
    async with pool_of(database, size=2) as pool:
        deliveries = Deliveries(database, KeyStore(pool, LocalWrapper(b"m" * 32)), post)
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[Courier],
            activities=[deliveries.deliver],
            graceful_shutdown_timeout=timedelta(seconds=5),
        )
        async with worker:
            yield worker
