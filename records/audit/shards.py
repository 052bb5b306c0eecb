"""Other processes in which histories are replayed: several use several processors, and one that a history
holds up, or brings down, is ended and begun anew.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any

import uvloop

from records.audit.evidence import Evidence
from records.audit.findings import Verdict
from records.audit.replaying import Replays, Stuck
from records.audit.verdict import judged

AHEAD = 3
"""How many items a process has at a time: while one is replayed, what others take is gathered."""
LONGEST = 300.0
"""Seconds that one item may take, whatever it is; the replays give up before as a rule."""

Judge = Callable[[Any], Awaitable[Verdict]]
Opened = Callable[[], AbstractAsyncContextManager[Judge]]
"""What makes a judge within the other process: a function of a module, or a partial of one."""


class Hopeless(RuntimeError):
    """An item that holds a process up for ever, or brings it down, even if it is the only one there."""


class NotJudged(RuntimeError):
    """What an item takes can't be had now; the message says why."""


class _Ended(RuntimeError):
    """The process ended, or was ended, with items under way."""


@asynccontextmanager
async def of_evidence() -> AsyncIterator[Judge]:
    """Judges evidence as it comes."""
    async with Replays() as replays:

        async def judge(evidence: Evidence) -> Verdict:
            return await judged(evidence, replays)

        yield judge


class Shard:
    """One other process, begun when first needed. `patience` is how many seconds one item may take."""

    def __init__(self, opened: Opened = of_evidence, patience: float = LONGEST) -> None:
        self._opened = opened
        self._patience = patience
        self._other: _Other | None = None
        self._room = asyncio.Semaphore(AHEAD)
        self._emptying = asyncio.Lock()

    async def judged(self, item: Any) -> Verdict:
        """The verdict on an item. Raises Hopeless or NotJudged."""
        async with self._room:
            try:
                return await self._asked(item)
            except _Ended:
                pass  # by this one, or by one beside it: that shows when each has the process to itself
        async with self._emptying:
            for _ in range(AHEAD):
                await self._room.acquire()
            try:
                return await self._asked(item)
            except _Ended:
                raise Hopeless("replaying it comes to no end, or ends the process that does") from None
            finally:
                for _ in range(AHEAD):
                    self._room.release()

    async def _asked(self, item: Any) -> Verdict:
        if self._other is None or self._other.is_over:
            self._other = _Other(self._opened)
        other = self._other
        try:
            async with asyncio.timeout(self._patience):
                return await other.answer(item)
        except TimeoutError:
            other.end()
            raise _Ended from None

    def close(self) -> None:
        """Ends the process; what is under way is given up."""
        if self._other is not None:
            self._other.end()
            self._other = None


class _Other:
    """A process as this one sees it: what was asked of it, and by what number each answer will come."""

    def __init__(self, opened: Opened) -> None:
        spawned = get_context("spawn")  # the engine's threads don't survive a fork
        self._line, theirs = spawned.Pipe()
        self._process = spawned.Process(target=_serve, args=(theirs, opened), daemon=True)
        self._process.start()
        theirs.close()
        self._numbers = count()
        self._waiting: dict[int, asyncio.Future[Verdict]] = {}
        self._sending = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self.is_over = False
        Thread(target=self._listen, daemon=True).start()

    async def answer(self, item: Any) -> Verdict:
        """What the process answers. Raises _Ended or NotJudged."""
        number = next(self._numbers)
        answer: asyncio.Future[Verdict] = self._loop.create_future()
        self._waiting[number] = answer
        try:
            if self.is_over:
                raise _Ended
            async with self._sending:
                await asyncio.to_thread(self._line.send, (number, item))
            return await answer
        except OSError:
            raise _Ended from None
        finally:
            self._waiting.pop(number, None)

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self.is_over = True
        self._process.kill()

    def _listen(self) -> None:
        try:
            while True:
                self._tell(self._take, *self._line.recv())
        except (EOFError, OSError):
            self._tell(self._lose)
        self._process.join()
        self._line.close()

    def _tell(self, what: Callable[..., None], *args: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(what, *args)

    def _take(self, number: int, verdict: Verdict | None, why: str) -> None:
        answer = self._waiting.get(number)
        if answer is None or answer.done():
            return  # whoever asked has left
        if verdict is not None:
            answer.set_result(verdict)
        else:
            answer.set_exception(NotJudged(why))

    def _lose(self) -> None:
        self.is_over = True
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(_Ended())


def _serve(line: Connection, opened: Opened) -> None:
    """The other process: judges what comes in until nobody is there any more to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts a terminal's programs means the first one
    uvloop.run(_serving(line, opened))


async def _serving(line: Connection, opened: Opened) -> None:
    loop = asyncio.get_running_loop()
    items: asyncio.Queue[tuple[int, Any]] = asyncio.Queue()
    Thread(target=_take_in, args=(line, loop, items), daemon=True).start()
    async with opened() as judge, asyncio.TaskGroup() as group:
        while True:
            number, item = await items.get()
            group.create_task(_answer(line, judge, number, item))


def _take_in(line: Connection, loop: asyncio.AbstractEventLoop, items: "asyncio.Queue[Any]") -> None:
    try:
        while True:
            loop.call_soon_threadsafe(items.put_nowait, line.recv())
    except (EOFError, OSError):
        os._exit(0)


async def _answer(line: Connection, judge: Judge, number: int, item: Any) -> None:
    answer: tuple[int, Verdict | None, str]
    try:
        answer = (number, await judge(item), "")
    except Stuck:
        os._exit(1)
    except Exception as error:  # noqa: BLE001  # whatever it is, whoever asked has to hear of it
        answer = (number, None, f"{type(error).__name__}: {error}")
    line.send(answer)
