"""Other processes in which histories are replayed: several use several processors, and one that a history
holds up, or brings down, is ended and begun anew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from evidence.replay.bulk_replayer import Replays
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Verdict
from evidence.replay.verdict import reach_verdict
from runtime.subprocess_pool import NeverEnds, ProcessRunner
from runtime.worker_process import Answering, Opened

AHEAD = 3
"""How many items a process has at a time: while one is replayed, what others take is gathered."""
LONGEST = 300.0
"""Seconds that one item may take, whatever it is; the replays give up before as a rule."""

Judge = Answering[Any, Verdict]


class NotJudged(RuntimeError):
    """What an item takes can't be had now; the message says why."""


@asynccontextmanager
async def judge_evidence() -> AsyncIterator[Judge]:
    """Judges evidence as it comes."""
    async with Replays() as replays:

        async def judge(evidence: Evidence) -> Verdict:
            return await reach_verdict(evidence, replays)

        yield judge


class Shard:
    """One other process that judges. `patience` is how many seconds one item may take."""

    def __init__(self, opened: Opened[Any, Verdict] = judge_evidence, patience: float = LONGEST) -> None:
        self._process = ProcessRunner(opened, patience, AHEAD)

    async def judged(self, item: Any) -> Verdict:
        """The verdict on an item. Raises NeverEnds or NotJudged."""
        try:
            return await self._process.ask(item)
        except (NeverEnds, NotJudged):
            raise
        except Exception as error:
            raise NotJudged(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        """Ends the process; what is under way is given up."""
        self._process.close()
