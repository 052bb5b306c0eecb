"""The report's one timer: for the nearest instant at which something is due."""

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow

from workflows import clock_guard
from workflows.procedure.model.case import Case
from workflows.procedure.time.alarms import find_next_alarm, wake_up_delay

PUNCTUAL = timedelta(seconds=1)
"""How late a timer may be while nothing is wrong."""
AT_ONCE = timedelta(milliseconds=1)


class ReportAlarm:
    """Wakes the report up, and knows of nothing else. Each time it waits is added to `waits`; `rang` is the
    due instant for which it rang last."""

    def __init__(self, waits: list[timedelta]) -> None:
        self.rang: datetime | None = None
        self._waits = waits
        self._due: datetime | None = None
        self._spread = self._grace = timedelta()

    def set_by(self, case: Case) -> None:
        """Sets it for what is due next, or for nothing. A timer that is merely too early is left running."""
        alarm = find_next_alarm(case)
        self._due = alarm.at if alarm else None
        self._spread = wake_up_delay(case)
        self._grace = timedelta(seconds=case.policy.outage_grace)

    async def rings(self) -> datetime | None:
        """Waits until it rings, and returns the instant for which its timer was; null where something else
        became due meanwhile: then wait anew. Raises `clock_guard.StaleTask`."""
        await workflow.wait_condition(lambda: self._due is not None)
        assert self._due is not None
        armed = self._due
        wait = max(armed + self._spread - clock_guard.current_instant(), AT_ONCE)
        self._waits.append(wait)
        try:
            await workflow.wait_condition(lambda: self._is_before(armed), timeout=wait)
        except TimeoutError:
            if not await self._gives_way(armed):
                self.rang = armed
                return armed + self._spread
        return None

    def is_past(self, end: datetime) -> bool:
        """Whether it rang for the instant `end`; or, where alarms do not wait for an outage to be over,
        whether that has come."""
        if not self._grace:
            return end <= workflow.now()
        return self.rang is not None and self.rang >= end

    async def _gives_way(self, armed: datetime) -> bool:
        """Lets an alarm that comes late wait for decisions received before it (ADR 15). Says whether one
        came, or anything else after which another instant is the nearest, to be waited for anew."""
        if not self._grace:
            return False
        if self._due == armed and clock_guard.current_instant() - armed - self._spread > PUNCTUAL:
            self._waits.append(self._grace + self._spread)
            with suppress(TimeoutError):
                await workflow.wait_condition(lambda: self._due != armed, timeout=self._grace + self._spread)
        return self._due != armed

    def _is_before(self, armed: datetime) -> bool:
        return self._due is not None and self._due < armed
