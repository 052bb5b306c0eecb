"""A history that the engine's replayer waits on for ever."""

from collections.abc import Sequence

from temporalio.client import WorkflowHistory


def headless(runs: Sequence[WorkflowHistory]) -> list[WorkflowHistory]:
    """The runs, the last one without its first event."""
    last = runs[-1]
    return [*runs[:-1], WorkflowHistory(last.workflow_id, list(last.events)[1:])]
