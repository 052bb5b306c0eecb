"""The structure of a report's histories: what has to be so, whatever happened, before they are replayed.

A history of another form is not replayed at all: there are some that the engine's own replayer waits on for
ever.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise, zip_longest

from temporalio.api.enums.v1 import ContinueAsNewInitiator
from temporalio.client import WorkflowHistory

from evidence.replay.events import (
    COMMANDS,
    ENDS,
    HELD_BACK,
    TASK_ENDS,
    UNSTARTED,
    Run,
    instant_of,
    typed_as,
)
from evidence.replay.findings import Finding
from evidence.replay.references import check_references

UNEVENNESS = timedelta(seconds=1)
"""How far the clocks of the engine's machines may be apart: a report may move from one to another."""
BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)
STARTED = "workflow_execution_started"
CONTINUED = "workflow_execution_continued_as_new"
COMPLETED = "workflow_execution_completed"


def check_structure(report: str, histories: Sequence[WorkflowHistory]) -> list[Finding]:
    """What is wrong with the form of a report's histories, oldest first; empty where nothing is."""
    return of_runs([Run.of(report, number, history.events) for number, history in enumerate(histories, 1)])


def of_runs(runs: Sequence[Run]) -> list[Finding]:
    """The same of runs."""
    if not runs:
        return [Finding("history_broken", "no_history")]
    found = [finding for run in runs for finding in _first_of(run)]
    # How runs are linked can only be told where each of them is in order.
    return found or [finding for check in LINKS for finding in check(runs)]


def _first_of(run: Run) -> list[Finding]:
    """What the first check finds that finds anything: the later ones rely on the earlier."""
    for check in CHECKS:
        if found := list(check(run)):
            return found
    return []


def check_start(run: Run) -> Iterator[Finding]:
    """The first event, and no other, starts a run of this report."""
    if not run.events or run.names[0] != STARTED:
        yield run.broken("run_unstarted")
        return
    started = run.carried[0]
    if (started.workflow_id, started.workflow_type.name) != (run.report, "report"):
        yield run.broken("run_foreign", 1)
    for number, name in enumerate(run.names[1:], 2):
        if name == STARTED:
            yield run.broken("started_twice", number)


def check_numbers(run: Run) -> Iterator[Finding]:
    """Events are numbered from 1 without a gap."""
    for number, event in enumerate(run.events, 1):
        if event.event_id != number:
            yield run.broken("misnumbered", number, "event_id", place=number, id=event.event_id)
            return


def check_types(run: Run) -> Iterator[Finding]:
    """Each event carries what its type says."""
    for number, (event, name) in enumerate(zip(run.events, run.names, strict=True), 1):
        if not name or name != typed_as(event):
            yield run.broken(
                "mistyped", number, "event_type", type=typed_as(event), carried=name or "nothing"
            )


def check_times(run: Run) -> Iterator[Finding]:
    """Time goes on from event to event; what was held back may be older, but not than the task before.

    That an activity was started is written down when it ends: it is no older than what scheduled it.
    """
    newest = since = BEFORE_ALL
    scheduled: dict[int, datetime] = {}
    for number, (event, name, carried) in enumerate(zip(run.events, run.names, run.carried, strict=True), 1):
        try:
            at = instant_of(event)
        except ValueError:
            yield run.broken("no_instant", number, "event_time")
            return
        oldest = since if name in HELD_BACK else newest
        if name == "activity_task_started":
            oldest = scheduled.get(carried.scheduled_event_id, oldest)
        if oldest - at > UNEVENNESS:
            yield run.broken("out_of_order", number, "event_time")
        newest = max(newest, at)
        if name in (STARTED, "workflow_task_started"):
            since = at
        elif name == "activity_task_scheduled":
            scheduled[number] = at


def check_tasks(run: Run) -> Iterator[Finding]:
    """A task that was started ends before anything else is written down; what it did comes next."""
    for number, (after, name) in enumerate(pairwise(run.names), 2):
        if after == "workflow_task_started" and name not in TASK_ENDS:
            yield run.broken("task_unended", number)
        elif name in TASK_ENDS - UNSTARTED and after != "workflow_task_started":
            yield run.broken("task_unstarted", number)
        elif name in COMMANDS and after not in COMMANDS and after != "workflow_task_completed":
            yield run.broken("task_incomplete", number)


def check_close(run: Run) -> Iterator[Finding]:
    """Nothing follows a run's end, which is one that a report gives itself."""
    for number, name in enumerate(run.names[:-1], 1):
        if name in ENDS:
            yield run.broken("goes_on_after_end", number)
    if run.names[-1] in ENDS - {COMPLETED, CONTINUED}:
        yield run.broken("ended_outside", len(run.events), how=run.names[-1])


def check_continuation(runs: Sequence[Run]) -> Iterator[Finding]:
    """Each run but the last goes on in the next one, and each but the first continues the one before."""
    first, last = runs[0], runs[-1]
    start = first.carried[0]
    if start.continued_execution_run_id or start.original_execution_run_id != start.first_execution_run_id:
        yield first.broken("runs_missing", 1)
    if last.names[-1] == CONTINUED:
        yield last.broken("next_run_missing", len(last.events))
    for before, after in pairwise(runs):
        if before.names[-1] == CONTINUED:
            yield from _linked(before, after, start.first_execution_run_id)
        else:
            yield before.broken("not_continued", len(before.events))


def _linked(before: Run, after: Run, first: str) -> Iterator[Finding]:
    left, came, origin = before.carried[-1], after.carried[0], before.carried[0].original_execution_run_id
    wanted: dict[str, object] = {
        "original_execution_run_id": left.new_execution_run_id,
        "continued_execution_run_id": origin,
        "first_execution_run_id": first,
        "initiator": ContinueAsNewInitiator.CONTINUE_AS_NEW_INITIATOR_WORKFLOW,
        "input": left.input,
    }
    for field, value in wanted.items():
        if getattr(came, field) != value:
            yield after.broken("continued_otherwise", 1, field)
    if abs(instant_of(after.events[0]) - instant_of(before.events[-1])) > UNEVENNESS:
        yield after.broken("continued_later", 1, "event_time")


def first_difference(
    histories: Sequence[WorkflowHistory], kept: Sequence[WorkflowHistory]
) -> Iterator[Finding]:
    """The first event in which histories differ from those that were kept of the same report."""
    for number, (run, old) in enumerate(zip_longest(histories, kept), 1):
        events, others = (history.events if history else () for history in (run, old))
        for place, (event, other) in enumerate(zip_longest(events, others), 1):
            if event != other:
                yield Finding("history_broken", "sealed_otherwise", number, place)
                return


CHECKS: tuple[Callable[[Run], Iterator[Finding]], ...] = (
    check_start,
    check_numbers,
    check_types,
    check_times,
    check_tasks,
    check_close,
    check_references,
)
"""Of each run; each relies on those before it."""
LINKS: tuple[Callable[[Sequence[Run]], Iterator[Finding]], ...] = (check_continuation,)
"""Of all runs together."""
