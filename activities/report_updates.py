"""Updates that a standing activity brings to reports: none that does not take one holds up the others."""

import asyncio
import time
from typing import Any

from temporalio import activity
from temporalio.client import (
    Client,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from records.retries import ENGINE_AWAY
from workflows.inspection import UNCONCERNED

BUSY = 0.5
"""Seconds after which an engine that does not take the question is asked again within the patience."""
AWAY = frozenset({RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED})
"""What the engine answers where it, and no report, is at fault."""


async def update_report(
    client: Client, report: str, name: str, argument: Any, *, id_: str, patience: float
) -> bool:
    """Whether the report carried the Update `name` out; if not, it is over, or not concerned (`UNCONCERNED`).

    Raises whatever else the engine answers within `patience` seconds, and TimeoutError.
    """
    handle = client.get_workflow_handle(report)
    until = time.monotonic() + patience
    while True:
        limit = asyncio.timeout(until - time.monotonic())
        try:
            async with limit:
                await handle.execute_update(name, argument, id=id_)
        except WorkflowUpdateFailedError as failed:
            if isinstance(failed.cause, ApplicationError) and failed.cause.type == UNCONCERNED:
                return False
            raise
        except WorkflowUpdateRPCTimeoutOrCancelledError as error:  # so the library tells a cancellation
            raise (TimeoutError if limit.expired() else asyncio.CancelledError) from error
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return False
            if activity.is_worker_shutdown() or time.monotonic() >= until - BUSY:
                raise
            await asyncio.sleep(BUSY)
        else:
            return True


def describe_failure(error: Exception) -> str:
    """Why a report did not take an Update, as it is kept."""
    if isinstance(error, RPCError):
        return ENGINE_AWAY if error.status in AWAY else f"engine_{error.status.name.lower()}"
    if isinstance(error, TimeoutError):
        return "no_answer"
    if isinstance(error, WorkflowUpdateFailedError):
        return "refused"
    return type(error).__name__


def describe_unexpected_error(error: Exception) -> Exception | None:
    """The error, where it is of a kind whose place has to be told."""
    return None if isinstance(error, RPCError | TimeoutError | WorkflowUpdateFailedError) else error
