"""Work that would hold up everybody else in this process, for ever if it comes to no end: carried out in
another one, which is ended where it has to be.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

from runtime.worker_process import Answer, Answering, Ended, Item, Opened, WorkerProcess

LONGEST = 60.0
"""Seconds that a function may take where nobody says otherwise."""
TO_BEGIN_WITH = 60.0
"""Seconds until another process has begun, on a machine that is busy."""

Given = ParamSpec("Given")
Found = TypeVar("Found")


class NeverEnds(Exception):
    """An item that holds a process up for longer than there is patience, or brings it down, even if it is the
    only one there."""

    def __init__(self) -> None:
        super().__init__("carrying it out comes to no end, or ends the process that does")


class ProcessRunner(Generic[Item, Answer]):
    """One other process that answers items, begun when first needed and begun anew where it ended.

    It is given `ahead` items at a time; `patience` is how many seconds one may take there. One that takes
    longer, or ends the process, is tried once more in a process of its own, and then told; everybody else's
    are answered meanwhile. Items and answers travel as pickles.
    """

    def __init__(self, opened: Opened[Item, Answer], patience: float, ahead: int) -> None:
        self._opened = opened
        self._patience = patience
        self._room = asyncio.Semaphore(ahead)
        self._shared: WorkerProcess[Item, Answer] | None = None
        self._own: WorkerProcess[Item, Answer] | None = None
        self._one_alone_at_a_time = asyncio.Lock()
        self._is_closed = False

    async def ask(self, item: Item) -> Answer:
        """The answer to an item; it raises what is raised there. Raises NeverEnds, and ChildProcessError
        where no process can be begun, or somebody kills the one that the item has to itself."""
        async with self._room:
            if self._shared is None or self._shared.is_over:
                self._shared = self._spawned()
            try:
                return await self._answer(self._shared, item)
            except Ended:
                pass  # by this one, or by one beside it: that shows when each has a process to itself
        async with self._one_alone_at_a_time:
            self._own = self._spawned()
            try:
                return await self._answer(self._own, item)
            except Ended:
                self._require_open()
                if not self._own.has_begun:
                    raise ChildProcessError("no other process can be begun") from None
                if await self._own.was_killed():  # by what the item is not to blame for
                    raise ChildProcessError("the other process was killed") from None
                raise NeverEnds from None
            finally:
                self._own.end()

    def _spawned(self) -> WorkerProcess[Item, Answer]:
        self._require_open()
        return WorkerProcess(self._opened)

    def _require_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("nothing is carried out any more")

    async def _answer(self, process: WorkerProcess[Item, Answer], item: Item) -> Answer:
        await _in_time(TO_BEGIN_WITH, process, process.begun())
        try:
            return await _in_time(self._patience, process, process.answer(item))
        except asyncio.CancelledError:
            if process.is_idle:  # what nobody waits for any more would go on in there
                process.end()
            raise

    def close(self) -> None:
        """Ends it for good; what is under way is given up."""
        self._is_closed = True
        for process in (self._shared, self._own):
            if process is not None:
                process.end()


async def _in_time(seconds: float, process: WorkerProcess[Any, Any], awaited: Awaitable[Found]) -> Found:
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            return await awaited
    except TimeoutError:
        if not limit.expired():  # it was raised there
            raise
        process.end()
        raise Ended from None


class SubprocessPool:
    """One other process that carries out functions, one at a time, each in `patience` seconds.

    Functions are ones of modules; they are called in a thread without a loop.
    """

    def __init__(self, patience: float = LONGEST) -> None:
        self._process = ProcessRunner(_of_calls, patience, ahead=1)

    async def run(self, function: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
        """What the function returns; it raises what the function does. Raises NeverEnds, and
        ChildProcessError where no process can be begun, or somebody kills it."""
        found: Found = await self._process.ask(partial(function, *args, **kwargs))
        return found

    def close(self) -> None:
        """Ends it for good; what is under way is given up."""
        self._process.close()


@asynccontextmanager
async def _of_calls() -> AsyncIterator[Answering[Callable[[], Any], Any]]:
    async def carried_out(call: Callable[[], Any]) -> Any:
        return await asyncio.to_thread(call)

    yield carried_out
