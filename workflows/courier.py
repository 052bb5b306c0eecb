"""The courier: keeps one delivering activity alive for ever, at next to no history."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

PATIENT = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3))
"""Tried again however long it takes: attempts cost no history."""


@dataclass(frozen=True, slots=True)
class Shift:
    """For how many `seconds` the outbox is watched at a stretch; a courier that gives no sign of life for
    `silence` seconds is replaced."""

    seconds: float = 600
    silence: float = 5


@dataclass(frozen=True, slots=True)
class CourierInput:
    """The shifts of one run, after which it goes on in a new one, and what each is like."""

    shifts: int = 100
    shift: Shift = Shift()


@workflow.defn(name="courier")
class Courier:
    """Shift after shift of the activity `deliver`. A worker that dies is missed within seconds."""

    @workflow.run
    async def run(self, start: CourierInput) -> None:
        """Runs for ever."""
        for _ in range(start.shifts):
            await workflow.execute_activity(
                "deliver",
                start.shift,
                start_to_close_timeout=timedelta(seconds=start.shift.seconds + 60),
                heartbeat_timeout=timedelta(seconds=start.shift.silence),
                retry_policy=PATIENT,
            )
        workflow.continue_as_new(start)
