"""A judge that carries each history out once, and compares as often as it is asked.

What comes of a history depends on nothing but its events: cases that differ in what stands beside it (the
record, sealed facts, calendars, leaves) or in another run of the report need no replay of their own.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar, Self

from evidence.replay.bulk_replayer import Replay, Replays, processed_events
from evidence.replay.events import Run
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.shards import Judge
from evidence.replay.verdict import reach_verdict

REMEMBERED = 300
"""Runs whose replays are kept, the newest used; a few hundred kilobytes each."""

Key = tuple[str, int, bytes]


class RememberingReplays(Replays):
    """Replays that carry out no run a second time which was carried out lately, to the last byte."""

    def __init__(self) -> None:
        super().__init__()
        self._known: OrderedDict[Key, Replay] = OrderedDict()

    async def of(self, run: Run) -> Replay:
        """What comes of the run, or came of it."""
        events = b"".join(event.SerializeToString(deterministic=True) for event in processed_events(run))
        key = (run.report, run.number, events)
        if key not in self._known:
            self._known[key] = await self._carry_out(run)
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return self._known[key]

    async def _carry_out(self, run: Run) -> Replay:
        return await super().of(run)


class SharedReplays(RememberingReplays):
    """The same, for whoever opens replays for each report: what came of a run is remembered from one to the
    next, and a replayer is begun only where a run is new."""

    known: ClassVar[OrderedDict[Key, Replay]] = OrderedDict()

    def __init__(self) -> None:
        self._known = self.known

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing is open."""

    async def _carry_out(self, run: Run) -> Replay:
        async with Replays() as replays:
            return await replays.of(run)


@asynccontextmanager
async def judge_remembering() -> AsyncIterator[Judge]:
    """Judges evidence as `evidence.replay.shards.judge_evidence` does, by replays that are remembered."""
    async with RememberingReplays() as replays:

        async def judge(evidence: Evidence) -> Verdict:
            return await reach_verdict(evidence, replays)

        yield judge
