"""The activities that a report executes: writing the record, reading a calendar, asking to be adopted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

from calendars import Snapshot
from workflows.inputs import Adoption
from workflows.procedure.model.custody import Holding

RETRY_FOR_EVER = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=3)
)
"""No limit of attempts: the record catches up seconds after PostgreSQL is back."""


async def send_to_record(batch: dict[str, Any]) -> dict[str, Any]:
    """Records a batch of facts; returns `{next, calendar, calendar_version, vacancies}`.

    The first attempt is a local activity, in the same workflow task. If it fails, an ordinary activity is
    retried until it succeeds. Failures arrive as FailureError of any kind, not as ActivityError only.
    """
    try:
        return await _record_at_once(batch)
    except FailureError as failure:
        if is_cancelled_exception(failure):
            raise
    answer: dict[str, Any] = await workflow.execute_activity(
        "record", batch, start_to_close_timeout=timedelta(seconds=10), retry_policy=RETRY_FOR_EVER
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


def find_newer_calendar(holding: Holding, region: str, answer: Mapping[str, Any]) -> str | None:
    """The code of the calendar of which the record has a newer version than `holding`; null if it has none.

    `answer` is the record's answer to a batch of that `region`. Its `calendar` is the holder's own code if
    the holder has a calendar. Older answers only have the region's.
    """
    code, version = answer.get("calendar", region), answer["calendar_version"]
    is_newer = region == holding.calendar.region and holding.lacks(code, version)
    return code if is_newer else None


async def fetch_newest_calendar(region: str) -> Snapshot:
    """The newest calendar of a region."""
    calendar: Snapshot = await workflow.execute_activity(
        "calendar_snapshot",
        region,
        result_type=Snapshot,
        start_to_close_timeout=timedelta(seconds=10),
        retry_policy=RETRY_FOR_EVER,
    )
    return calendar


async def ask_to_adopt(adoption: Adoption) -> bool:
    """Asks another report to adopt this one; false if it is closed, merged or gone."""
    answer: bool = await workflow.execute_activity(
        "adopt_follower",
        adoption,
        result_type=bool,
        start_to_close_timeout=timedelta(seconds=30),
        retry_policy=RETRY_FOR_EVER,
    )
    return answer
