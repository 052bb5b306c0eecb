"""What other processes do in tests: little, and they import little, since each imports this module anew."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from evidence.replay.findings import Verdict
from runtime.worker_process import Answering

Judge = Answering[Any, Verdict]


@asynccontextmanager
async def of_words(log: Path) -> AsyncIterator[Judge]:
    """Does what it is told to, and writes down that it was."""

    async def judge(word: Any) -> Verdict:
        with log.open("a") as file:
            file.write(f"{word}\n")
        if word == "fall":
            os._exit(7)
        if word == "killed":
            os.kill(os.getpid(), 9)
        if word == "loop":
            while True:
                pass
        if word == "wait":
            await asyncio.sleep(3600)
        if word == "fail":
            raise ValueError("no such word")
        return Verdict.of(str(word), None, os.getpid(), 0, ())

    yield judge


@asynccontextmanager
async def of_nothing() -> AsyncIterator[Judge]:
    """Can't even begin."""
    from evidence.replay.shards import NotJudged

    raise NotJudged("the engine is away")
    yield


@asynccontextmanager
async def of_the_dead() -> AsyncIterator[Judge]:
    """Ends before it can begin."""
    os._exit(7)
    yield
