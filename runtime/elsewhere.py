"""Work that would hold up everybody else in this process: carried out in another one."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Elsewhere:
    """One other process, begun when first needed and begun anew where it died.

    What it is given and gives back travels as pickles; functions are ones of modules.
    """

    def __init__(self) -> None:
        self._process: ProcessPoolExecutor | None = None

    async def run(self, function: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
        """What the function returns; it raises what the function does."""
        assert not kwargs, "arguments travel by position"
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._there(), function, *args)
        except BrokenProcessPool:  # killed, by whoever was short of memory say: once more
            self._process = None
            return await loop.run_in_executor(self._there(), function, *args)

    def _there(self) -> ProcessPoolExecutor:
        if self._process is None:
            # The engine's threads don't survive a fork.
            self._process = ProcessPoolExecutor(1, get_context("spawn"), initializer=_end_with_the_parent)
        return self._process

    def close(self) -> None:
        """Ends it; what is under way is given up."""
        if self._process is not None:
            self._process.shutdown(wait=False, cancel_futures=True)
            self._process = None


def _end_with_the_parent() -> None:
    """A process that waits for work doesn't notice that whoever gives it was killed."""
    Thread(target=_wait_for_its_end, daemon=True).start()


def _wait_for_its_end() -> None:
    parent = parent_process()
    assert parent is not None, "begun by another process"
    parent.join()
    os._exit(1)
