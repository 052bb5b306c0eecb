"""Re-timing: brings new calendars to the open reports that they move, one by one, so that people's decisions
stay fast."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import psycopg
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.shift import beating, bell, rung
from calendars import Snapshot
from records import calendars, retimings
from records.database import SQL_AWAY, Pool, kind_of
from records.foreseen import Affected, concerned
from records.retimings import Retiming
from workflows.looking import UNCONCERNED
from workflows.shifts import Shift

log = logging.getLogger(__name__)

LONGEST_WAIT = 15.0
"""Seconds after which it is looked unasked whether there is anything to do."""
PLANNED = 100
"""How many reports are planned in one statement."""
REST = 1.0
"""For how much longer than the last report took nothing is done: decisions have the machine that long."""
PATIENCE = 20.0
"""Seconds after which a report that doesn't answer is asked anew."""


class Stopped(Exception):
    """The re-timing was cancelled, or this worker shuts down."""


class Retimer:
    """The activity `retime`. `url` is the record's database, for a connection of its own."""

    def __init__(self, url: str, pool: Pool, client: Client, rest: float = REST) -> None:
        self._url = url
        self._pool = pool
        self._client = client
        self._rest = rest

    @activity.defn(name="retime")
    async def retime(self, shift: Shift) -> int:
        """Carries out re-timings until the shift is over; returns how many came to an end.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Who takes
        over goes on where the record says that it stands; a report that was reached, but not marked, knows.
        """
        until, ended = time.monotonic() + shift.seconds, 0
        try:
            async with beating(shift), bell(self._url, retimings.CHANNEL) as rings:
                while not activity.is_worker_shutdown() and time.monotonic() < until:
                    if (next_one := await retimings.next_one(self._pool)) is None:
                        await rung(rings, min(time.monotonic() + LONGEST_WAIT, until))
                    else:
                        ended += await self._carried_out(next_one)
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return ended

    async def _carried_out(self, retiming: Retiming) -> bool:
        """Plans and reaches, again and again until nothing new is found to move: what came in, or came to
        another holder, meanwhile is found the next time. Says whether it came to its end."""
        await retimings.begun(self._pool, retiming.id)
        made = [found async for found in self._made(retiming)]
        log.info("re-timing", extra={"retiming": retiming.id, "act": retiming.act})
        try:
            while await self._plan(retiming, made) or await retimings.unreached(self._pool, retiming.id, 1):
                await self._reach_all(retiming, made)
        except Stopped:
            return False
        await retimings.finish(self._pool, retiming.id)
        return True

    async def _made(self, retiming: Retiming) -> AsyncIterator[Snapshot]:
        for code, version in retiming.versions.items():
            found = await calendars.one(self._pool, code, version)
            assert found is not None, "calendars are kept for ever"
            yield found

    async def _plan(self, retiming: Retiming, made: Sequence[Snapshot]) -> int:
        """Adds whatever would move now; returns how many were not planned yet."""
        new, some = 0, list[Affected]()
        async for found in concerned(self._pool, made, datetime.now(UTC)):
            some.append(found)
            if len(some) == PLANNED:
                new += await retimings.plan(self._pool, retiming.id, some)
                some = []
        return new + await retimings.plan(self._pool, retiming.id, some)

    async def _reach_all(self, retiming: Retiming, made: Sequence[Snapshot]) -> None:
        by_code = {snapshot.region: snapshot for snapshot in made}
        while some := await retimings.unreached(self._pool, retiming.id, PLANNED):
            for report, code in some:
                if activity.is_worker_shutdown():
                    raise Stopped
                begun = time.monotonic()
                moved = await self._reach(retiming, report, by_code[code])
                goes_on = await retimings.reached(self._pool, retiming.id, report, moved=moved)
                if not goes_on:
                    raise Stopped
                await asyncio.sleep((time.monotonic() - begun) * self._rest)

    async def _reach(self, retiming: Retiming, report: str, calendar: Snapshot) -> bool:
        """Whether the report took the calendar; if not, it knew, is over, or is not concerned any more."""
        handle = self._client.get_workflow_handle(report)
        while True:
            try:
                async with asyncio.timeout(PATIENCE):
                    await handle.execute_update("retime", calendar, id=f"retiming-{retiming.id}")
            except WorkflowUpdateFailedError as failed:
                if isinstance(failed.cause, ApplicationError) and failed.cause.type == UNCONCERNED:
                    return False
                raise
            except (RPCError, TimeoutError) as error:
                if isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND:
                    return False
                if activity.is_worker_shutdown():
                    raise Stopped from None
                await asyncio.sleep(0.5)
            else:
                return True
