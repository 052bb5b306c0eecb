"""What a report's histories say that the record should hold, to be shown beside what it does hold."""

import asyncio

from temporalio.api.enums.v1 import EventType

from evidence.replay.record_diff import Tables, tables_of_steps
from evidence.replay.replayer import Packed, replay_steps, unpack_runs


def replay_tables(sent: Packed) -> Tables:
    """The tables that the histories lead to; for a process without a loop. Raises what a replay raises, and
    ValueError where nothing is begun yet."""
    runs = unpack_runs(sent)
    steps = asyncio.run(replay_steps(runs))
    if not steps:
        raise ValueError("the histories lead to no fact yet")
    last = runs[-1].events[-1].event_type
    ended = last == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED
    return tables_of_steps(steps[-1][0], steps, ended=ended)
