"""The current instant inside a workflow, guarded against stale workflow tasks.

Measured on this engine (ADR 6): if a Query has waited for a worker, the next workflow task may see a clock
that stands at the end of the last local activity, seconds or hours ago. What that task writes differs from
what a replay would write. These functions compare the history's clock with other clocks and raise StaleTask;
the task then fails, and the engine runs it again. The wall clock is read here for nothing else, and never in
a replay.
"""

import time
from datetime import UTC, datetime, timedelta

from temporalio import workflow

MAX_TASK_AGE = timedelta(seconds=4)
"""A workflow task times out after 3 s. One that seems older sees a stale clock."""
MAX_CLOCK_SKEW = timedelta(milliseconds=500)
"""How far the clocks of the machines that receive decisions may be ahead of the engine's."""


class StaleTask(RuntimeError):
    """This workflow task's clock is stale. The task fails, and the engine runs it again."""


def current_instant() -> datetime:
    """The history's clock. Raises StaleTask if it is more than MAX_TASK_AGE behind the wall clock."""
    at = workflow.now()
    if not workflow.unsafe.is_replaying():
        _require(datetime.fromtimestamp(time.time(), UTC) - at <= MAX_TASK_AGE)
    return at


def current_instant_after(received: datetime) -> datetime:
    """The history's clock when something is handled that was received at `received`. Raises StaleTask also if
    that is more than MAX_CLOCK_SKEW later than the history's clock."""
    at = current_instant()
    if not workflow.unsafe.is_replaying():
        _require(received - at <= MAX_CLOCK_SKEW)
    return at


def is_ahead(received: datetime) -> bool:
    """Whether `received` was stamped by a clock that is ahead of the engine's and of this machine's.

    Raises StaleTask if instead this task's clock is behind. Therefore a replay returns the same: the first
    execution returned only with a clock that was not stale.
    """
    at = current_instant()
    if received - at <= MAX_CLOCK_SKEW:
        return False
    if not workflow.unsafe.is_replaying():
        _require(received - datetime.fromtimestamp(time.time(), UTC) > MAX_CLOCK_SKEW)
    return True


def current_instant_at_timer(due: datetime) -> datetime:
    """The history's clock after the timer for `due` fired. Raises StaleTask also if it is before `due`:
    a timer never fires early."""
    at = current_instant()
    _require(at >= due - timedelta(milliseconds=1))
    return at


def _require(is_present: bool) -> None:
    if not is_present:
        raise StaleTask("this workflow task's clock is not the present")
