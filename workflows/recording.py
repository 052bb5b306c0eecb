"""How a workflow reaches the record: at once where that works, and otherwise however long it takes."""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

from calendars import Snapshot
from workflows.inputs import Adoption

PATIENT = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3))
"""For what must be done however long it takes: the record catches up seconds after SQL is back."""


async def send_to_record(batch: dict[str, Any]) -> dict[str, Any]:
    """Records a batch of facts; answers `{calendar_version, vacancies}`.

    A local attempt comes first, within the same workflow task. Should it fail, an ordinary activity goes
    on trying while decisions stand. Failures arrive as FailureError of any kind, not as ActivityError only.
    """
    try:
        return await _record_at_once(batch)
    except FailureError as failure:
        if is_cancelled_exception(failure):
            raise
    answer: dict[str, Any] = await workflow.execute_activity(
        "record", batch, start_to_close_timeout=timedelta(seconds=10), retry_policy=PATIENT
    )
    return answer


async def _record_at_once(batch: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = await workflow.execute_local_activity(
        "record",
        batch,
        start_to_close_timeout=timedelta(seconds=1),
        schedule_to_close_timeout=timedelta(seconds=2),
        retry_policy=RetryPolicy(maximum_attempts=1),
    )
    return answer


async def fetch_newest_calendar(region: str) -> Snapshot:
    """The newest calendar of a region."""
    calendar: Snapshot = await workflow.execute_activity(
        "calendar_snapshot",
        region,
        result_type=Snapshot,
        start_to_close_timeout=timedelta(seconds=10),
        retry_policy=PATIENT,
    )
    return calendar


async def ask_to_adopt(adoption: Adoption) -> bool:
    """Asks another report to take this one in; false where it is closed, merged or gone."""
    answer: bool = await workflow.execute_activity(
        "adopt_follower",
        adoption,
        result_type=bool,
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=PATIENT,
    )
    return answer
