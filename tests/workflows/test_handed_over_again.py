"""A record that lacks facts is handed them again; what it finds out twice is written down once."""

import asyncio
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from records.database import Pool
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from tests.workflows.reports import Reports
from workflows.report import Report

QUEUE = "tests-handed-over-again"
VACANCY = {"fact": 1, "role": "national_admin", "agency": None, "unit": None}


class Forgetful:
    """A record that forgets the first batch, and finds the same office vacant in it each time."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.kept: dict[int, str] = {}

    @activity.defn(name="record")
    async def record(self, batch: dict[str, Any]) -> dict[str, Any]:
        """Stands in for the record."""
        numbers = [fact["number"] for fact in batch["facts"]]
        if self.batches:
            self.kept |= {fact["number"]: fact["kind"] for fact in batch["facts"]}
        self.batches.append(numbers)
        return {
            "region": batch["region"],
            "calendar_version": batch["calendar_version"],
            "next": len(self.kept) + 1,
            "vacancies": [VACANCY] if 1 in numbers else [],
        }


async def test_a_vacancy_found_twice_is_one_fact(pool: Pool, keys: KeyStore, temporal_client: Client) -> None:
    directory = Directory(pool)
    await directory.refresh()
    record = Forgetful()
    async with Worker(
        temporal_client,
        task_queue=QUEUE,
        workflows=[Report],
        activities=[record.record],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        report = await Reports(temporal_client, keys, directory, QUEUE).submit()
        async with asyncio.timeout(10):
            while len(record.kept) < 2:
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert record.kept == {1: "submitted", 2: "vacancy_found"}
        assert record.batches[0] == [1]
        assert record.batches[1][0] == 1, "what the record lacks is handed over again"
        assert (await report.look())["facts"] == 2
        await report.handle.terminate("the test has seen enough")
