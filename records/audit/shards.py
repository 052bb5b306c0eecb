"""Other processes in which histories are replayed: several use several processors, and one that a history
holds up, or brings down, is ended and begun anew.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from itertools import count
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from typing import Any

import uvloop

from records.audit.evidence import Evidence
from records.audit.findings import Verdict
from records.audit.replaying import Replays, Stuck
from records.audit.verdict import judged

AHEAD = 3
"""How many items a process has at a time: while one is replayed, what others take is gathered."""
AT_ONCE = 8192
"""Bytes that a process is sent without waiting for it: so many items of that size always have room."""
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
        _listen(self._line, self._hear)
        self.is_over = False

    async def answer(self, item: Any) -> Verdict:
        """What the process answers. Raises _Ended or NotJudged."""
        number = next(self._numbers)
        answer: asyncio.Future[Verdict] = self._loop.create_future()
        self._waiting[number] = answer
        try:
            async with self._sending:
                if not answer.done():
                    await self._send(ForkingPickler.dumps((number, item)))
            return await answer
        except OSError:
            raise _Ended from None
        finally:
            self._waiting.pop(number, None)
            if answer.done() and not answer.cancelled():
                answer.exception()  # told another way, if not by this

    async def _send(self, message: memoryview) -> None:
        if self.is_over:
            raise _Ended
        if len(message) <= AT_ONCE:
            self._line.send_bytes(message)
        else:  # the other may be too busy to take it
            await asyncio.to_thread(self._line.send_bytes, message)

    def end(self) -> None:
        """Ends the process, whatever it does, and with it all that it was asked."""
        self._process.kill()
        self._lose()

    def _hear(self) -> None:
        try:
            number, verdict, why = self._line.recv()
        except (EOFError, OSError):
            self._lose()
            return
        for asked, answer in self._waiting.items():
            if answer.done() or number not in (asked, None):
                continue
            if verdict is not None:
                answer.set_result(verdict)
            else:
                answer.set_exception(NotJudged(why))
        if number is None:  # it could not even begin
            self.end()

    def _lose(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        self._loop.remove_reader(self._line.fileno())
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(_Ended())
        Thread(target=self._process.join, daemon=True).start()  # else it stays a zombie


def _listen(line: Connection, hear: Callable[[], None]) -> None:
    """Has `hear` called whenever something comes in, which it then reads as a whole."""
    asyncio.get_running_loop().add_reader(line.fileno(), hear)
    os.set_blocking(line.fileno(), True)  # which uvloop has undone


def _serve(line: Connection, opened: Opened) -> None:
    """The other process: judges what comes in until nobody is there any more to ask."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts a terminal's programs means the first one
    Thread(target=_end_with_the_parent, daemon=True).start()
    uvloop.run(_serving(line, opened))


def _end_with_the_parent() -> None:
    """Also where this process is too busy to hear that nobody asks any more."""
    parent = parent_process()
    assert parent is not None, "begun by another process"
    parent.join()
    os._exit(1)


async def _serving(line: Connection, opened: Opened) -> None:
    items: asyncio.Queue[tuple[int, Any]] = asyncio.Queue()
    _listen(line, partial(_take_in, line, items))
    async with AsyncExitStack() as stack:
        try:
            judge = await stack.enter_async_context(opened())
        except Exception as error:  # whatever it is, whoever asks has to hear of it
            line.send((None, None, _why(error)))
            await asyncio.Event().wait()  # until it has been heard, and this process is ended
            raise
        group = await stack.enter_async_context(asyncio.TaskGroup())
        while True:
            number, item = await items.get()
            group.create_task(_answer(line, judge, number, item))


def _take_in(line: Connection, items: "asyncio.Queue[tuple[int, Any]]") -> None:
    try:
        items.put_nowait(line.recv())
    except (EOFError, OSError):
        os._exit(0)


async def _answer(line: Connection, judge: Judge, number: int, item: Any) -> None:
    answer: tuple[int, Verdict | None, str]
    try:
        answer = (number, await judge(item), "")
    except Stuck:
        os._exit(1)
    except Exception as error:  # noqa: BLE001  # see above
        answer = (number, None, _why(error))
    line.send(answer)


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, NotJudged) else f"{type(error).__name__}: {error}"
