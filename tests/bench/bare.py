"""The yardstick: a bare workflow of four human steps, each with its deadline timer, and its worker.

    python -m tests.bench.bare ADDRESS NAMESPACE

Nothing of ours is imported here, so that it pays for nothing of ours. Not to be tuned down.
"""

import sys
from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

TASK_QUEUE = "bare"
STEPS = 4
DEADLINE = timedelta(days=3)


@dataclass
class Step:
    """One human step."""

    number: int
    by: str
    text: str


@workflow.defn(name="bare")
class Bare:
    """Waits for four steps in order, each with a deadline."""

    def __init__(self) -> None:
        self._done: list[Step] = []

    @workflow.run
    async def run(self) -> int:
        for number in range(1, STEPS + 1):
            await workflow.wait_condition(lambda number=number: len(self._done) >= number, timeout=DEADLINE)  # type: ignore[misc]  # mypy can't infer a lambda's default
        return len(self._done)

    @workflow.update
    def step(self, step: Step) -> int:
        self._done.append(step)
        return len(self._done)

    @step.validator
    def _may_step(self, step: Step) -> None:
        if step.number != len(self._done) + 1:
            raise ValueError("not this step's turn")


async def main(address: str, namespace: str) -> None:
    client = await Client.connect(address, namespace=namespace, data_converter=pydantic_data_converter)
    worker = Worker(
        client,
        task_queue=TASK_QUEUE,
        workflows=[Bare],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=3000,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
    )
    await worker.run()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(*sys.argv[1:]))
