"""The present, as far as a workflow may rely on it.

Measured on this engine: where a question (a Query) has waited for a worker, the first task that the worker
carries out may see a clock that stands at the last local activity's end, seconds or hours ago. What it then
writes differs from what any replay would. Such a task must fail, so that the engine carries it out anew:
whoever asked has given up by then. The wall clock is read here for nothing else, and never in a replay.
"""

import time
from datetime import UTC, datetime, timedelta

from temporalio import workflow

LONGEST_TASK = timedelta(seconds=4)
"""A task is given 3 s; one that began longer ago is no more, or not what it seems."""
UNEVENNESS = timedelta(milliseconds=500)
"""How far the clocks of the machines that receive decisions may be ahead."""


class StaleTask(RuntimeError):
    """This task's clock is not the present; it fails, and is carried out anew."""


def current_instant() -> datetime:
    """The history's clock. Raises StaleTask where it is not the present."""
    at = workflow.now()
    if not workflow.unsafe.is_replaying():
        _require(datetime.fromtimestamp(time.time(), UTC) - at <= LONGEST_TASK)
    return at


def current_instant_after(received: datetime) -> datetime:
    """The history's clock upon something received at that instant. Raises StaleTask."""
    at = current_instant()
    if not workflow.unsafe.is_replaying():
        _require(received - at <= UNEVENNESS)
    return at


def is_ahead(received: datetime) -> bool:
    """Whether `received` was stamped by a clock that runs ahead of the engine's, and of this machine's.

    Raises StaleTask where it is this task's clock that stands behind. Of a replay the same comes out: only
    a clock that is the present is answered by.
    """
    at = current_instant()
    if received - at <= UNEVENNESS:
        return False
    if not workflow.unsafe.is_replaying():
        _require(received - datetime.fromtimestamp(time.time(), UTC) > UNEVENNESS)
    return True


def current_instant_at_alarm(due: datetime) -> datetime:
    """The history's clock when the timer for `due` has fired, which it never does early. Raises StaleTask."""
    at = current_instant()
    _require(at >= due - timedelta(milliseconds=1))
    return at


def _require(is_present: bool) -> None:
    if not is_present:
        raise StaleTask("this workflow task's clock is not the present")
