"""Re-timing: brings new calendars to the open reports that they move, one by one, so that people's decisions
stay fast."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import psycopg
from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError

from activities.long_running import heartbeats, wait_for_notification
from activities.report_updates import describe_failure, describe_unexpected_error, update_report
from calendars import Snapshot
from records.database import SQL_AWAY, Pool, kind_of
from records.decrees import retimed_reports, retimings, stored_calendars
from records.decrees.impact import Affected, concerned_reports
from records.decrees.retimings import Retiming
from records.notifications import open_listener
from workflows.activity_loop import ActivityLimits

log = logging.getLogger(__name__)

LONGEST_WAIT = 15.0
"""Seconds after which it is looked unasked whether there is anything to do."""
PLANNED = 100
"""How many reports are planned in one statement."""
REST = 1.0
"""For how much longer than the last report took nothing is done: decisions have the machine that long."""
PATIENCE = 20.0
"""Seconds after which a report that doesn't answer is left to later; the first time a quarter of them."""
TRIED_AGAIN = 5
"""How many reports that could not be reached are tried again in a row."""


class Stopped(Exception):
    """The re-timing was cancelled, or this worker shuts down."""


class RetimeActivity:
    """The activity `retime`. `url` is the record's database, for a connection of its own."""

    def __init__(
        self,
        url: str,
        pool: Pool,
        client: Client,
        rest: float = REST,
        *,
        patience: float = PATIENCE,
        wait: float = LONGEST_WAIT,
    ) -> None:
        self._url = url
        self._pool = pool
        self._client = client
        self._rest = rest
        self._patience = patience
        self._wait = wait

    @activity.defn(name="retime")
    async def retime(self, limits: ActivityLimits) -> int:
        """Carries out re-timings for `limits.seconds`; returns how many came to an end.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Who takes
        over goes on where the record says that it stands; a report that was reached, but not marked, knows.
        """
        until, ended = time.monotonic() + limits.seconds, 0
        try:
            async with heartbeats(limits), open_listener(self._url, retimings.NOTIFICATION) as rings:
                while not activity.is_worker_shutdown() and time.monotonic() < until:
                    if (next_one := await retimings.next_one(self._pool)) is None:
                        await wait_for_notification(rings, min(time.monotonic() + self._wait, until))
                    else:
                        ended += await self._tried(next_one)
        except (psycopg.Error, *SQL_AWAY) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        if activity.is_worker_shutdown():
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return ended

    async def _tried(self, retiming: Retiming) -> bool:
        """Carries it out as far as that goes now; one that fails as a whole must hold up no other. Says
        whether it came to its end."""
        try:
            return await self._carried_out(retiming)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            raise
        except Exception as error:
            attempts = await retimings.put_off(self._pool, retiming.id, type(error).__name__)
            extra = {"retiming": retiming.id, "reason": type(error).__name__, "attempts": attempts}
            log.exception("a re-timing is put off", extra=extra)
            return False

    async def _carried_out(self, retiming: Retiming) -> bool:
        """Plans and reaches, again and again until nothing new is found to move: what came in, or came to
        another holder, meanwhile is found the next time. Reports that could not be reached are left to later.
        Says whether it came to its end."""
        await retimings.note_begun(self._pool, retiming.id)
        made = [found async for found in self._made(retiming)]
        log.info("re-timing", extra={"retiming": retiming.id, "act": retiming.act})
        try:
            while await self._plan(retiming, made) or await retimed_reports.unreached_reports(
                self._pool, retiming.id, 1
            ):
                await self._reach_all(retiming, made)
            await self._try_again(retiming, made)
        except Stopped:
            return False
        now = await retimings.read_retiming(self._pool, retiming.id)
        if now is None or now.reached < now.total:
            return False
        await retimings.finish_retiming(self._pool, retiming.id)
        return True

    async def _made(self, retiming: Retiming) -> AsyncIterator[Snapshot]:
        for code, version in retiming.versions.items():
            found = await stored_calendars.read_calendar(self._pool, code, version)
            assert found is not None, "calendars are kept for ever"
            yield found

    async def _plan(self, retiming: Retiming, made: Sequence[Snapshot]) -> int:
        """Adds whatever would move now; returns how many were not planned yet."""
        new, some = 0, list[Affected]()
        async for found in concerned_reports(self._pool, made, datetime.now(UTC)):
            some.append(found)
            if len(some) == PLANNED:
                new += await retimed_reports.plan_reports(self._pool, retiming.id, some)
                some = []
        return new + await retimed_reports.plan_reports(self._pool, retiming.id, some)

    async def _reach_all(self, retiming: Retiming, made: Sequence[Snapshot]) -> None:
        by_code = {snapshot.region: snapshot for snapshot in made}
        while some := await retimed_reports.unreached_reports(self._pool, retiming.id, PLANNED):
            for report, code in some:
                await self._reached(retiming, report, by_code[code], self._patience / 4)

    async def _try_again(self, retiming: Retiming, made: Sequence[Snapshot]) -> None:
        """A few of those that could not be reached: others may have something to do that is new."""
        by_code = {snapshot.region: snapshot for snapshot in made}
        for report, code in await retimed_reports.failing_reports(self._pool, retiming.id, TRIED_AGAIN):
            await self._reached(retiming, report, by_code[code], self._patience)

    async def _reached(self, retiming: Retiming, report: str, calendar: Snapshot, patience: float) -> None:
        """Reaches a report, or notes why not. Raises Stopped."""
        begun = time.monotonic()
        try:
            moved = await update_report(
                self._client, report, "retime", calendar, id_=f"retiming-{retiming.id}", patience=patience
            )
        except Exception as error:  # noqa: BLE001  # whatever it is, it must hold up no other report
            goes_on = await self._noted(retiming, report, error)
        else:
            goes_on = await retimed_reports.note_reached(self._pool, retiming.id, report, moved=moved)
            await asyncio.sleep((time.monotonic() - begun) * self._rest)
        if activity.is_worker_shutdown() or not goes_on:
            raise Stopped

    async def _noted(self, retiming: Retiming, report: str, error: Exception) -> bool:
        """Notes why a report could not be reached; says whether the re-timing goes on, not cancelled."""
        reason = describe_failure(error)
        attempts, goes_on = await retimed_reports.note_failed(self._pool, retiming.id, report, reason)
        extra = {"retiming": retiming.id, "report": report, "reason": reason, "attempts": attempts}
        log.warning("a report is not re-timed yet", extra=extra, exc_info=describe_unexpected_error(error))
        return goes_on
