"""A worker in a process of its own, to be killed: `doomed.py ADDRESS NAMESPACE DATABASE QUEUE SMTP`."""

import asyncio
import sys

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from activities.mail_transport import SmtpTransport
from tests.activities.delivery.workers import delivery_worker


async def main(address: str, namespace: str, database: str, queue: str, smtp: str) -> None:
    client = await Client.connect(address, namespace=namespace, data_converter=pydantic_data_converter)
    async with delivery_worker(client, database, queue, SmtpTransport(smtp, "tuntas@contoh.invalid")):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
