"""The report's one timer. It fires for the next timed event of the case."""

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow

from workflows import clock_guard
from workflows.procedure.model.case import Case
from workflows.procedure.time.schedule import find_next_event, wake_up_delay

MAX_DELAY = timedelta(seconds=1)
"""A timer that fires later than this was delayed by an outage."""
AT_ONCE = timedelta(milliseconds=1)
"""The shortest timer. The engine has none of zero length."""


class ReportTimer:
    """Waits for the next timed event of a report.

    Each timer that it starts appends its duration to `waits`. `last_fired` is the due instant for which a
    timer fired last; null before the first.
    """

    def __init__(self, waits: list[timedelta]) -> None:
        self.last_fired: datetime | None = None
        self._waits = waits
        self._due: datetime | None = None
        self._spread = self._grace = timedelta()

    def set_for(self, case: Case) -> None:
        """Sets the timer for the next timed event of `case`, or for none. A timer that runs already and fires
        earlier is left running; `wait_until_fired` then waits anew."""
        event = find_next_event(case)
        self._due = event.at if event else None
        self._spread = wake_up_delay(case)
        self._grace = timedelta(seconds=case.policy.outage_grace)

    async def wait_until_fired(self) -> datetime | None:
        """Waits until the timer fires. Returns the instant for which it was set, with the report's delay, or
        null if another event is now the next one: call it again then. Raises `clock_guard.StaleTask`."""
        await workflow.wait_condition(lambda: self._due is not None)
        assert self._due is not None
        due = self._due
        wait = max(due + self._spread - clock_guard.current_instant(), AT_ONCE)
        self._waits.append(wait)
        try:
            await workflow.wait_condition(lambda: self._is_due_before(due), timeout=wait)
        except TimeoutError:
            if not await self._is_overtaken(due):
                self.last_fired = due
                return due + self._spread
        return None

    def has_fired_for(self, end: datetime) -> bool:
        """Whether the timer fired for the instant `end`, or for a later one. Under a policy without
        `outage_grace`: whether `end` has come."""
        if not self._grace:
            return end <= workflow.now()
        return self.last_fired is not None and self.last_fired >= end

    async def _is_overtaken(self, due: datetime) -> bool:
        """Whether another event became the next one. A timer that fires late first waits `outage_grace` for
        decisions that were received before `due` (ADR 15)."""
        if not self._grace:
            return False
        if self._due == due and clock_guard.current_instant() - due - self._spread > MAX_DELAY:
            self._waits.append(self._grace + self._spread)
            with suppress(TimeoutError):
                await workflow.wait_condition(lambda: self._due != due, timeout=self._grace + self._spread)
        return self._due != due

    def _is_due_before(self, due: datetime) -> bool:
        return self._due is not None and self._due < due
