import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Replayer

from activities.mail_transport import SmtpTransport
from records.database import Pool
from runtime.singleton_workflows import DELIVERY, ensure_running
from runtime.temporal_server import EmbeddedTemporal
from tests.activities.delivery.conftest import AddMessage
from tests.activities.delivery.sink import Sink
from tests.activities.delivery.workers import delivery_worker
from workflows.activity_loop import ActivityLimits, ActivityLoop
from workflows.delivery import Delivery

FROM = "tuntas@contoh.invalid"
ROOT = Path(__file__).parents[3]
Handle = WorkflowHandle[Delivery, None]


@pytest.fixture(autouse=True)
async def _none_is_left(temporal_client: Client) -> AsyncIterator[None]:
    """There is one delivery workflow in a namespace: each test ends its own."""
    yield
    await temporal_client.get_workflow_handle("courier").terminate()


async def taken(sink: Sink, how_many: int, seconds: float = 15) -> None:
    """Waits until so many letters arrived."""
    async with asyncio.timeout(seconds):
        while len(sink.taken) < how_many:
            await asyncio.sleep(0.05)


async def test_the_courier_is_started_once_however_often_it_is_asked_for(temporal_client: Client) -> None:
    first, second = [
        await ensure_running(temporal_client, DELIVERY, task_queue="tests-delivery-0") for _ in range(2)
    ]
    assert first.id == second.id == "courier"
    assert first.result_run_id == second.result_run_id


async def test_messages_reach_their_people_at_next_to_no_history(
    temporal_client: Client, database: str, pool: Pool, add_message: AddMessage, sink: Sink
) -> None:
    async with delivery_worker(temporal_client, database, "tests-delivery-1", SmtpTransport(sink.url, FROM)):
        delivery = await ensure_running(temporal_client, DELIVERY, task_queue="tests-delivery-1")
        for number in range(30):
            await add_message(f"LPR-{number}")
        await taken(sink, 30)
        history = await delivery.fetch_history()
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(sink.taken) == 30
    assert len(history.events) <= 7
    await Replayer(workflows=[Delivery]).replay_workflow(history)


async def test_shift_follows_shift_and_after_some_a_new_run_goes_on(
    temporal_client: Client, database: str, pool: Pool, add_message: AddMessage, sink: Sink
) -> None:
    start = ActivityLoop(shifts=2, shift=ActivityLimits(seconds=0.3))
    async with delivery_worker(temporal_client, database, "tests-delivery-2", SmtpTransport(sink.url, FROM)):
        delivery = await ensure_running(temporal_client, DELIVERY, task_queue="tests-delivery-2", start=start)
        current: Handle = temporal_client.get_workflow_handle("courier")
        async with asyncio.timeout(15):
            while (await current.describe()).run_id == delivery.result_run_id:
                await asyncio.sleep(0.1)
        await add_message("LPR-1")
        await taken(sink, 1)


async def test_a_courier_killed_in_the_middle_of_a_letter_is_replaced_within_seconds(
    temporal_client: Client,
    temporal_server: EmbeddedTemporal,
    database: str,
    pool: Pool,
    add_message: AddMessage,
    sink: Sink,
) -> None:
    """What the dead one had sent, but not marked, is sent again under the same id."""
    start = ActivityLoop(shift=ActivityLimits(silence=1.5))
    await ensure_running(temporal_client, DELIVERY, task_queue="tests-delivery-3", start=start)
    await add_message("LPR-1")
    sink.stalling = asyncio.Event()
    to = (temporal_server.address, temporal_server.namespace, database, "tests-delivery-3", sink.url)
    doomed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.activities.delivery.doomed", *to, cwd=ROOT
    )
    try:
        await asyncio.wait_for(sink.stalling.wait(), 20)
        await add_message("LPR-2")
    finally:
        doomed.kill()
        await doomed.wait()
    sink.stalling = None
    async with delivery_worker(temporal_client, database, "tests-delivery-3", SmtpTransport(sink.url, FROM)):
        await taken(sink, 3, seconds=8)
    ids = [mail["Message-ID"] for mail in sink.taken]
    assert ids[0] == ids[1] != ids[2]


async def test_a_worker_that_shuts_down_hands_its_shift_on_at_once(
    temporal_client: Client, database: str, pool: Pool, add_message: AddMessage, sink: Sink
) -> None:
    await ensure_running(temporal_client, DELIVERY, task_queue="tests-delivery-4")
    for number in (1, 2):
        async with delivery_worker(
            temporal_client, database, "tests-delivery-4", SmtpTransport(sink.url, FROM)
        ):
            await add_message(f"LPR-{number}")
            await taken(sink, number, seconds=4)
