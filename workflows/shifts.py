"""Work that never ends, at next to no history: one activity after another, each a shift."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

PATIENT = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3))
"""Tried again however long it takes: attempts cost no history."""


@dataclass(frozen=True, slots=True)
class Shift:
    """For how many `seconds` there is work at a stretch; who gives no sign of life for `silence` seconds is
    replaced."""

    seconds: float = 600
    silence: float = 5


@dataclass(frozen=True, slots=True)
class Shifts:
    """The shifts of one run, after which it goes on in a new one, and what each is like."""

    shifts: int = 100
    shift: Shift = Shift()


async def run_shifts(activity: str, start: Shifts) -> None:
    """Has the activity carried out, shift after shift, for ever. A worker that dies is missed within
    seconds."""
    for _ in range(start.shifts):
        await workflow.execute_activity(
            activity,
            start.shift,
            start_to_close_timeout=timedelta(seconds=start.shift.seconds + 60),
            heartbeat_timeout=timedelta(seconds=start.shift.silence),
            retry_policy=PATIENT,
        )
    workflow.continue_as_new(start)
