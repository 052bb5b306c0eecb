"""What keeps a long-lived workflow going: its loops, and what it tells others."""

import asyncio
from collections.abc import Callable, Sequence

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

from workflows.procedure.model.messages import MergeMessage


async def wait_beside(loops: Sequence["asyncio.Task[None]"], until: Callable[[], bool]) -> None:
    """Waits for `until`; a loop that ended with an error must not go unseen, so it is raised here."""
    await workflow.wait_condition(lambda: until() or any(loop.done() for loop in loops))
    for loop in loops:
        if loop.done():
            loop.result()
    await workflow.wait_condition(until)


def has_grown(continue_after: int | None) -> bool:
    """Whether the run's history is so long that a new run should go on, at `continue_after` events at the
    latest."""
    info = workflow.info()
    lowered = continue_after is not None and info.get_current_history_length() >= continue_after
    return lowered or info.is_continue_as_new_suggested()


async def send_messages(outgoing: list[MergeMessage]) -> None:
    """Tells other reports, in order, what they have to know, as long as the run lasts; what was told is taken
    out of `outgoing`."""
    while True:
        await workflow.wait_condition(lambda: bool(outgoing))
        await _send_message(outgoing[0])
        del outgoing[0]


async def _send_message(told: MergeMessage) -> None:
    """Tells another report what it has to know. One that is gone needs to know nothing."""
    try:
        await workflow.get_external_workflow_handle(told.to).signal("hear", told)
    except FailureError as failure:
        if is_cancelled_exception(failure):
            raise
        workflow.logger.info("a report that was to be told something is gone")
