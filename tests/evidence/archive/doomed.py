"""Whoever seals one report, in a process of its own that never gets further than the object, to be killed:
`doomed.py ADDRESS NAMESPACE DATABASE FOLDER REPORT`."""

import asyncio
import sys
from typing import Literal

from temporalio.client import Client

from evidence.archive.gaps import Gap
from evidence.archive.report_archiver import ReportArchiver
from evidence.archive.store import Store
from records.database import pool_of
from runtime.converter import data_converter
from runtime.subprocess_pool import SubprocessPool


class Hanging(Store):
    """A store that doesn't come back from writing."""

    async def put(self, name: str, content: bytes, mode: Literal["create", "overwrite"] = "create") -> bool:
        await super().put(name, content, mode)
        await asyncio.Event().wait()
        return True


async def main(address: str, namespace: str, database: str, folder: str, report: str) -> None:
    client = await Client.connect(address, namespace=namespace, data_converter=data_converter)
    async with pool_of(database, size=2) as pool:
        await ReportArchiver(client, pool, Hanging(folder), SubprocessPool()).fill(Gap(report, 1))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
