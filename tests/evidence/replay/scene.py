"""Evidence of golden reports, as it is and tampered with, and what it is judged by."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from zlib import crc32

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from evidence.replay.events import instant_of
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.shards import AHEAD, Shard
from evidence.replay.verdict import unreplayable
from runtime.subprocess_pool import NeverEnds
from runtime.worker_process import Opened
from tests.evidence.replay.remembering import judge_remembering
from tests.histories.golden import Golden


def evidence(golden: Golden, **more: Any) -> Evidence:
    """What the archive would have of it, at the instant of its last event."""
    histories = [WorkflowHistory(golden.number, list(run.events)) for run in golden.runs]
    as_of = instant_of(histories[-1].events[-1])
    return replace(Evidence(golden.number, histories, "history", golden.facts, as_of=as_of), **more)


def with_events(of: Evidence, run: int, events: Iterable[HistoryEvent]) -> Evidence:
    """The evidence with other events in its run of that place (0 is the oldest)."""
    histories = list(of.histories)
    histories[run] = WorkflowHistory(of.report, list(events))
    return replace(of, histories=histories)


def copied(events: Iterable[HistoryEvent]) -> list[HistoryEvent]:
    """The events, to be changed."""
    return [HistoryEvent.FromString(event.SerializeToString()) for event in events]


class Court:
    """Two processes, or so many, that judge whatever it is: hostile histories don't touch this one."""

    def __init__(self, opened: Opened[Any, Any] = judge_remembering, processes: int = 2) -> None:
        self._shards = [Shard(opened, patience=60) for _ in range(processes)]

    async def judged(self, *cases: Evidence) -> list[Verdict]:
        """The verdicts, in order."""
        return await self.answers(*cases)

    async def answers(self, *cases: Evidence) -> list[Any]:
        """Whatever the processes answer."""
        room = asyncio.Semaphore(AHEAD * len(self._shards))

        async def one(case: Evidence) -> Any:
            shard = self._shards[crc32(case.report.encode()) % len(self._shards)]  # which remembers its runs
            async with room:
                try:
                    return await shard.judged(case)
                except NeverEnds as hopeless:
                    return unreplayable(case, "never_ends", said=hopeless)

        return list(await asyncio.gather(*map(one, cases)))

    def close(self) -> None:
        """Ends them."""
        for shard in self._shards:
            shard.close()


def smallest_first(reports: Sequence[Golden]) -> list[Golden]:
    """The reports, those of the shortest history first."""
    return sorted(reports, key=lambda each: (sum(len(run.events) for run in each.runs), each.number))


def with_payload(of: Evidence, run: int, at: int, change: Callable[[Any], Any]) -> Evidence:
    """The evidence with another JSON in what the event in that place was started with, or carries."""
    events = copied(of.histories[run].events)
    own = getattr(events[at], events[at].WhichOneof("attributes") or "")
    payload = own.input.payloads[0]
    payload.data = json.dumps(change(json.loads(payload.data)), separators=(",", ":")).encode()
    return with_events(of, run, events)
