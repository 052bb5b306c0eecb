"""Workers that only deliver messages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio.client import Client
from temporalio.worker import Worker

from activities.delivery import DeliveryActivity
from activities.mail_transport import MailTransport
from records.database import pool_of
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from workflows.delivery import Delivery


@asynccontextmanager
async def delivery_worker(
    client: Client, database: str, queue: str, transport: MailTransport
) -> AsyncIterator[Worker]:
    """A worker on `queue` for as long as the block runs. The workflow runs in the sandbox."""
    async with pool_of(database, size=2) as pool:
        delivery = DeliveryActivity(database, KeyStore(pool, LocalWrapper(b"m" * 32)), transport)
        worker = Worker(
            client,
            task_queue=queue,
            workflows=[Delivery],
            activities=[delivery.deliver],
            graceful_shutdown_timeout=timedelta(seconds=5),
        )
        async with worker:
            yield worker
