"""Re-timing: brings new calendars to the open reports that they move, one by one, so that people's decisions
stay fast."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

from temporalio import activity

from activities.acts_on_reports import PLANNED, TRIED_AGAIN, ActsOnReports, Stopped
from activities.report_updates import describe_failure, describe_unexpected_error, update_report
from calendars import Snapshot
from records.decrees import retimed_reports, retimings, stored_calendars
from records.decrees.impact import Affected, concerned_reports
from records.decrees.retimings import Retiming
from workflows.activity_loop import ActivityLimits

log = logging.getLogger(__name__)


class RetimeActivity(ActsOnReports[Retiming]):
    """The activity `retime`."""

    put_off_line = "a re-timing is put off"
    notification = retimings.NOTIFICATION
    tables = retimings.TABLES

    @activity.defn(name="retime")
    async def retime(self, limits: ActivityLimits) -> int:
        """Carries out re-timings for `limits.seconds`; returns how many came to an end. See
        `carry_out_acts`."""
        return await self.carry_out_acts(limits)

    async def find_next(self) -> Retiming | None:
        """The oldest re-timing with something to do."""
        return await retimings.next_one(self._pool)

    async def carry_out(self, retiming: Retiming) -> bool:
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
