"""A loop that runs one activity again and again, for ever, with few history events."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

RETRY_FOR_EVER = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3)
)
"""No limit of attempts: attempts add no history events."""


@dataclass(frozen=True, slots=True)
class ActivityLimits:
    """The input of the activity: the limits of one execution. The field names are on the wire.

    The activity works for `seconds`, then returns. If it sends no heartbeat for `silence` seconds, the engine
    gives it to another worker.
    """

    seconds: float = 600
    silence: float = 5


@dataclass(frozen=True, slots=True)
class ActivityLoop:
    """The input of a workflow that runs a loop. The field names are on the wire.

    The workflow executes the activity `shifts` times, each time with `shift`, then continues as new.
    """

    shifts: int = 100
    shift: ActivityLimits = ActivityLimits()


async def run_activity_loop(activity: str, start: ActivityLoop) -> None:
    """Executes the activity named `activity`, one execution after the other. Never returns: it continues as
    new. If a worker dies, another one takes over after `silence` seconds."""
    for _ in range(start.shifts):
        await workflow.execute_activity(
            activity,
            start.shift,
            start_to_close_timeout=timedelta(seconds=start.shift.seconds + 60),
            heartbeat_timeout=timedelta(seconds=start.shift.silence),
            retry_policy=RETRY_FOR_EVER,
        )
    workflow.continue_as_new(start)
