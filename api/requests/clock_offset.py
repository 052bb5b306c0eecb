"""How far this process' clock is off the engine's and the database's: what is received is stamped by it."""

import asyncio
import logging
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.api.enums.v1 import TaskQueueKind, TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, PollWorkflowTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from api.answers.problems import Problem
from records.database import POINT, Pool, rows
from workflows.clock_guard import MAX_CLOCK_SKEW

MOST_OFF = MAX_CLOCK_SKEW.total_seconds()
"""Seconds. A report takes nothing that is stamped later than that, so an API must not be further off."""
EVERY = 15.0
"""Seconds between two comparisons."""
POLL = timedelta(seconds=3)
"""The engine takes no shorter one."""
PATIENCE = 2.5
LOOK_AGAIN = 0.02
RETRY_AFTER = {"Retry-After": "5"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offset:
    """This clock less another one, in seconds: between `least` and `most`, for asking takes time."""

    least: float
    most: float

    @property
    def off(self) -> float | None:
        """By how much it is off at least, positive where this clock runs ahead; null within `MOST_OFF`."""
        if self.least > MOST_OFF:
            return self.least
        return self.most if self.most < -MOST_OFF else None

    def told(self, of: str) -> str | None:
        """The same in words; null where all is well."""
        if self.off is None:
            return None
        way = "ahead of" if self.off > 0 else "behind"
        return f"this API's clock is {abs(self.off):.1f} s {way} the clock of the {of}"


def now() -> float:
    """This process' clock, in seconds since 1970."""
    return time.time()


async def of_engine(client: Client) -> Offset | None:
    """The offset to the engine's clock; null where it can't be told. Raises RPCError.

    The engine tells its time nowhere but in what it notes. A poll of a queue that nobody serves is noted, and
    leaves nothing behind.
    """
    queue = TaskQueue(
        name="clock-offset", kind=TaskQueueKind.TASK_QUEUE_KIND_STICKY, normal_name="clock-offset-of"
    )
    identity, service = f"clock-{secrets.token_hex(8)}", client.workflow_service
    poll = PollWorkflowTaskQueueRequest(namespace=client.namespace, task_queue=queue, identity=identity)
    look: Any = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=queue,
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    before = now()
    polling = asyncio.create_task(service.poll_workflow_task_queue(poll, timeout=POLL))
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await asyncio.sleep(LOOK_AGAIN)
                seen = await service.describe_task_queue(look, timeout=POLL)
                for poller in seen.pollers:
                    if poller.identity == identity:
                        at = poller.last_access_time.ToNanoseconds() / 1e9
                        return Offset(before - at, now() - at)
    except TimeoutError:
        return None
    finally:
        polling.cancel()
        with suppress(asyncio.CancelledError, RPCError):
            await polling


async def of_database(pool: Pool) -> Offset:
    """The offset to the database's clock. Raises one of `SQL_AWAY`."""
    before = now()
    # In SQL: function
    (row,) = await rows(pool, "select extract(epoch from clock_timestamp())::float8 as at", within=POINT)
    return Offset(before - row["at"], now() - row["at"])


class ClockWatch:
    """Compares the clocks again and again. Until it was told otherwise this clock counts as right."""

    def __init__(self, client: Client, pool: Pool) -> None:
        self._client = client
        self._pool = pool
        self._engine: Offset | None = None

    async def engine(self) -> str | None:
        """What is wrong beside the engine, measured now; null where nothing is. Raises RPCError."""
        self._engine = await of_engine(self._client)
        return self._engine.told("engine") if self._engine else None

    async def database(self) -> str | None:
        """The same beside the database. Raises one of `SQL_AWAY`."""
        return (await of_database(self._pool)).told("database")

    async def compare(self) -> None:
        """Compares once; what is off goes to the log. Raises RPCError, or one of `SQL_AWAY`."""
        for compared in (self.engine, self.database):
            if wrong := await compared():
                log.warning("a clock is off", extra={"detail": wrong})

    def require(self) -> None:
        """Raises a 503 problem where the last comparison with the engine said that this clock is off."""
        if self._engine is not None and (wrong := self._engine.told("engine")):
            raise clock_off(wrong)


def received_now() -> datetime:
    """The instant at which something is received, by this process' clock."""
    return datetime.fromtimestamp(now(), UTC)


def clock_off(wrong: str = "this API's clock is ahead of the clock of the engine") -> Problem:
    """Nothing was done, since it would have counted at a wrong instant."""
    detail = f"Nothing was done: {wrong}. Repeat it later, or at another API."
    return Problem(503, "clock_off", detail, headers=RETRY_AFTER)
