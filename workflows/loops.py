"""Loops that run beside a workflow's main method, and sending messages to other reports."""

import asyncio
from collections.abc import Callable, Sequence

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

from workflows.procedure.model.messages import MergeMessage


async def wait_until(loops: Sequence["asyncio.Task[None]"], condition: Callable[[], bool]) -> None:
    """Waits until `condition` holds. If one of `loops` fails meanwhile, raises its error here, so that the
    workflow task fails with it."""
    await workflow.wait_condition(lambda: condition() or any(loop.done() for loop in loops))
    for loop in loops:
        if loop.done():
            loop.result()
    await workflow.wait_condition(condition)


def should_continue_as_new(continue_after: int | None) -> bool:
    """Whether the engine suggests to continue as new, or the history has `continue_after` events already."""
    info = workflow.info()
    lowered = continue_after is not None and info.get_current_history_length() >= continue_after
    return lowered or info.is_continue_as_new_suggested()


async def send_messages(outgoing: list[MergeMessage]) -> None:
    """Sends the messages in `outgoing` to other reports, in order; removes what was sent. Never returns."""
    while True:
        await workflow.wait_condition(lambda: bool(outgoing))
        await _send_message(outgoing[0])
        del outgoing[0]


async def _send_message(message: MergeMessage) -> None:
    """Sends one message as the Signal `hear`. A report that is over needs no message."""
    try:
        await workflow.get_external_workflow_handle(message.to).signal("hear", message)
    except FailureError as failure:
        if is_cancelled_exception(failure):
            raise
        workflow.logger.info("a report that was to be told something is gone")
