"""One process begun by this one: what it is asked, and by what number each answer comes back."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from functools import partial
from itertools import count
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.reduction import ForkingPickler
from threading import Thread
from traceback import format_exc
from typing import Any, Generic, TypeVar

import uvloop

from runtime.process_start import first_step

AT_ONCE = 8192
"""Bytes that a process is sent without waiting for it: so many items of that size always have room."""

CONTEXT: SpawnContext | ForkServerContext = get_context("spawn")
"""How processes are begun; never by a fork of this one, which the engine's threads don't survive."""

KILLED = frozenset({-signal.SIGKILL, -signal.SIGTERM})
"""The exit codes of processes that were told to end, which none does to itself."""

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Answering = Callable[[Item], Awaitable[Answer]]
Opened = Callable[[], AbstractAsyncContextManager[Answering[Item, Answer]]]
"""What makes that which answers, within the other process: a function of a module, or a partial of one."""


class Stuck(BaseException):
    """Something keeps this process waiting for ever. Nothing frees it: the process has to end, which nobody
    who catches whatever error there is may hinder."""


class Ended(RuntimeError):
    """The process ended, or was ended, with items under way."""


class WorkerProcess(Generic[Item, Answer]):
    """A process as this one sees it, from when it is begun until it ends."""

    def __init__(self, opened: Opened[Item, Answer]) -> None:
        self._line, theirs = CONTEXT.Pipe()
        self._process = CONTEXT.Process(target=_serve, args=(theirs, opened, first_step()), daemon=True)
        with _uninterrupted():
            self._process.start()
        theirs.close()
        self._numbers = count()
        self._waiting: dict[int, asyncio.Future[Answer]] = {}
        self._sending = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._begun: asyncio.Future[None] = self._loop.create_future()
        _listen(self._line, self._hear)
        self.is_over = False
        self._is_ended_here = False
        self._ending = Thread(target=self._process.join, daemon=True)

    @property
    def has_begun(self) -> bool:
        """Whether it ever could answer."""
        return self._begun.done() and not self._begun.exception()

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits for an answer."""
        return not self._waiting

    async def begun(self) -> None:
        """Waits until it can answer; it raises what was raised there. Raises Ended."""
        await asyncio.shield(self._begun)

    async def answer(self, item: Item) -> Answer:
        """What the process answers once it has begun; it raises what was raised there. Raises Ended."""
        number = next(self._numbers)
        sent = ForkingPickler.dumps((number, bytes(ForkingPickler.dumps(item))))
        answer: asyncio.Future[Answer] = self._loop.create_future()
        self._waiting[number] = answer
        try:
            await asyncio.shield(self._send(sent))  # half a message would spoil all that follow
            return await answer
        finally:
            self._waiting.pop(number, None)
            if answer.done() and not answer.cancelled():
                answer.exception()  # told another way, if not by this

    async def _send(self, message: memoryview) -> None:
        async with self._sending:
            if self.is_over:
                raise Ended
            try:
                if len(message) <= AT_ONCE:
                    self._line.send_bytes(message)
                else:  # the other may be too busy to take it
                    await asyncio.to_thread(self._line.send_bytes, message)
            except OSError:
                self._lose()

    def end(self) -> None:
        """Ends the process, whatever it does, and with it all that it was asked."""
        self._is_ended_here = self._is_ended_here or not self.is_over
        self._process.kill()
        self._lose()

    async def was_killed(self) -> bool:
        """Whether it is over because somebody else killed it: an operator, or a machine without memory."""
        await asyncio.to_thread(self._ending.join, 10)
        return not self._is_ended_here and self._process.exitcode in KILLED

    def _hear(self) -> None:
        try:
            number, found, error = self._line.recv()
        except (EOFError, OSError):
            self._lose()
            return
        answer: asyncio.Future[Any] | None = self._begun if number is None else self._waiting.get(number)
        if answer is None or answer.done():
            return
        if error is None:
            answer.set_result(found)
        else:
            answer.set_exception(error)
        if number is None and error is not None:
            self.end()

    def _lose(self) -> None:
        if self.is_over:
            return
        self.is_over = True
        self._loop.remove_reader(self._line.fileno())
        waiting: list[asyncio.Future[Any]] = [self._begun, *self._waiting.values()]
        for answer in waiting:
            if not answer.done():
                answer.set_exception(Ended())
        self._begun.exception()  # whoever waits for it is told
        self._ending.start()  # else it stays a zombie


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Whoever is begun meanwhile never hears Ctrl-C, from its first instruction on: at a terminal it is meant
    for this process, which hears it afterwards."""
    resource_tracker.ensure_running()  # when it has to be begun it unblocks the signal again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _listen(line: Connection, hear: Callable[[], None]) -> None:
    """Has `hear` called whenever something comes in, which it then reads as a whole."""
    asyncio.get_running_loop().add_reader(line.fileno(), hear)
    os.set_blocking(line.fileno(), True)  # which uvloop has undone


# -- within the other process


def _serve(line: Connection, opened: Opened[Item, Answer], first: Callable[[], None] | None) -> None:
    """Answers what comes in until nobody is there any more to ask."""
    if first is not None:
        first()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts a terminal's programs means the first one
    Thread(target=_end_with_the_parent, daemon=True).start()
    uvloop.run(_serving(line, opened))


def _end_with_the_parent() -> None:
    """Also where this process is too busy to hear that nobody asks any more."""
    parent = parent_process()
    assert parent is not None, "begun by another process"
    parent.join()
    os._exit(1)


async def _serving(line: Connection, opened: Opened[Item, Answer]) -> None:
    items: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
    _listen(line, partial(_take_in, line, items))
    async with AsyncExitStack() as stack:
        try:
            answering = await stack.enter_async_context(opened())
        except Exception as error:  # noqa: BLE001  # whatever it is, whoever asks has to hear of it
            line.send((None, None, _told(error)))
            return
        line.send((None, None, None))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        while True:
            number, item = await items.get()
            group.create_task(_answer(line, answering, number, item))


def _take_in(line: Connection, items: "asyncio.Queue[tuple[int, bytes]]") -> None:
    try:
        items.put_nowait(line.recv())
    except (EOFError, OSError):
        os._exit(0)


async def _answer(line: Connection, answering: Answering[Item, Answer], number: int, item: bytes) -> None:
    try:
        answer = ForkingPickler.dumps((number, await answering(ForkingPickler.loads(item)), None))
    except Stuck:
        os._exit(1)
    except Exception as error:  # noqa: BLE001  # see above
        answer = ForkingPickler.dumps((number, None, _told(error)))
    line.send_bytes(answer)


def _told(error: Exception) -> Exception:
    """The error with its traceback as a note; or what it says, where it can't be made again over there."""
    error.add_note(f"in another process:\n{format_exc()}")
    try:
        ForkingPickler.loads(ForkingPickler.dumps(error))
    except Exception:  # noqa: BLE001  # whatever its class says to it
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
