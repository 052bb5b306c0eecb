"""Background tasks: what a process does again and again beside its work, whatever goes wrong in one turn.

A turn that fails, hangs or is cancelled from within is logged and followed by the next one, after a pause
that grows with each failure in a row. How long the last good turn is ago tells whether a task does its work.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds between two turns after failures in a row, unless turns are that rare anyway."""


@dataclass(slots=True)
class BackgroundTask:
    """One task: its turn, the seconds from one turn's end to the next (`again`: after one that failed), and
    after how many seconds without a good turn it is late. A turn that takes longer than `patience` seconds
    has failed.

    `describe_expected` returns what an expected error means in words, null for any other error: of such a
    one the traceback's place is logged too, and pauses grow.
    """

    name: str
    turn: Callable[[], Awaitable[object]]
    every: float
    late_after: float
    again: float | None = None
    patience: float = 30.0
    describe_expected: Callable[[Exception], str | None] = lambda _: None
    failures: int = 0
    good_at: float = field(default_factory=time.monotonic)  # or, until the first one, when it was made

    @property
    def age(self) -> float:
        """Seconds since its last good turn, or since it was made."""
        return time.monotonic() - self.good_at

    @property
    def is_late(self) -> bool:
        """Whether somebody has to see to it."""
        return self.age > self.late_after

    async def run(self) -> None:
        """Turn after turn, until cancelled."""
        while True:
            await asyncio.sleep(await self.tried())

    async def tried(self) -> float:
        """One turn; returns after how many seconds the next one is due."""
        limit = asyncio.timeout(self.patience)
        try:
            async with limit:
                await self.turn()
        except asyncio.CancelledError:
            if _is_asked_to_end():
                raise
            return self._failed("cancelled from within")
        except Exception as error:  # whatever it is, the next turn may go well
            if _is_asked_to_end():  # which some libraries tell by errors of their own
                raise asyncio.CancelledError from error
            if limit.expired():
                return self._failed(f"not done after {self.patience:g} s")
            if cause := self.describe_expected(error):
                self._failed(cause)
                return self._again
            return self._failed(type(error).__name__, error)
        self.good_at, self.failures = time.monotonic(), 0
        return self.every

    @property
    def _again(self) -> float:
        return self.every if self.again is None else self.again

    def _failed(self, cause: str, error: Exception | None = None) -> float:
        self.failures += 1
        told = {"task": self.name, "cause": cause, "failures": self.failures, "age": round(self.age)}
        log.warning("a background task failed", extra=told, exc_info=error)
        return max(self._again, min(self._again * (1 << min(self.failures - 1, 10)), LONGEST_PAUSE))

    def alarm(self) -> dict[str, Any]:
        """What is told of it once it is late."""
        message = f"{self.name} has not succeeded for {self.age:.0f} s; see this process' log"
        return {"code": "background_late", "message": message, "task": self.name, "age": round(self.age)}


@contextlib.asynccontextmanager
async def run_in_background(tasks: Iterable[BackgroundTask]) -> AsyncIterator[None]:
    """Has the tasks go on as long as the block runs."""
    running = [asyncio.create_task(each.run(), name=each.name) for each in tasks]
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        if running:
            await asyncio.wait(running)


def _is_asked_to_end() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
