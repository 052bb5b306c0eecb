"""Another process that works for this one: what holds it up, or brings it down, is told, everybody else is
answered, and no process is left, however it ends."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import psutil
import pytest

from runtime.subprocess_pool import NeverEnds, SubprocessPool

ROOT = Path(__file__).parents[2]
BEGIN = """
import asyncio, os
from runtime.subprocess_pool import SubprocessPool

async def main():
    elsewhere = SubprocessPool()
    print(await elsewhere.run(os.getpid), flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


class Strange(Exception):
    """Can't be made again of its message."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def noted(log: Path, function: Callable[..., Any], *args: Any) -> Any:
    """What the function returns, after the process was written down that calls it."""
    with log.open("a") as file:
        file.write(f"{os.getpid()}\n")
    return function(*args)


def loop() -> None:
    """Never hands over."""
    while True:
        pass


def fail_strangely() -> None:
    raise Strange("this", "that")


def children() -> set[int]:
    """The processes that this one began."""
    return {each.pid for each in active_children() if each.pid}


async def ended(processes: set[int]) -> None:
    """Waits until there are only those children."""
    async with asyncio.timeout(30):
        while children() - processes:
            await asyncio.sleep(0.05)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where processes are written down."""
    return tmp_path / "log"


@pytest.fixture
def subprocesses() -> Iterator[SubprocessPool]:
    """A process with little patience."""
    with contextlib.closing(SubprocessPool(patience=3)) as process:
        yield process


async def test_work_is_done_in_another_process_that_is_kept(subprocesses: SubprocessPool) -> None:
    first, second = [await subprocesses.run(os.getpid) for _ in range(2)]
    assert first == second != os.getpid()


async def test_what_is_raised_there_is_raised_here_with_its_place(subprocesses: SubprocessPool) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        await subprocesses.run(divmod, 1, 0)
    assert "runtime/worker_process.py" in raised.value.__notes__[0]
    with pytest.raises(TimeoutError, match="there"):
        await subprocesses.run(noted, Path(os.devnull), exec, "raise TimeoutError('there')")


async def test_what_cant_be_raised_here_again_is_told_in_words(subprocesses: SubprocessPool) -> None:
    with pytest.raises(RuntimeError, match="Strange: this and that"):
        await subprocesses.run(fail_strangely)
    with pytest.raises(TypeError, match="cannot pickle"):
        await subprocesses.run(eval, "(each for each in ())")
    assert await subprocesses.run(divmod, 7, 2) == (3, 1)


async def test_one_that_was_killed_is_begun_anew(subprocesses: SubprocessPool) -> None:
    first = await subprocesses.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(30):
        while psutil.pid_exists(first):
            await asyncio.sleep(0.05)
    assert await subprocesses.run(os.getpid) != first


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
async def test_what_somebody_else_kills_twice_is_to_blame_for_nothing(
    subprocesses: SubprocessPool, log: Path, by: signal.Signals
) -> None:
    with pytest.raises(ChildProcessError, match="was killed"):
        await subprocesses.run(noted, log, signal.raise_signal, by)
    assert len(set(log.read_text().split())) == 2
    assert await subprocesses.run(divmod, 7, 2) == (3, 1)


@pytest.mark.parametrize("hostile", [(time.sleep, 3600), (loop,), (os._exit, 7), (os.abort,)])
async def test_what_holds_it_up_is_tried_twice_then_told_and_everybody_else_is_answered(
    subprocesses: SubprocessPool, log: Path, hostile: tuple[Any, ...]
) -> None:
    before = children()
    calls = [subprocesses.run(noted, log, *hostile), *(subprocesses.run(divmod, 7, 2) for _ in range(5))]
    first, *others = await asyncio.gather(*calls, return_exceptions=True)
    assert type(first) is NeverEnds
    assert others == [(3, 1)] * 5
    assert len(set(log.read_text().split())) == 2, "the second time in a process of its own"
    subprocesses.close()
    await ended(before)


async def held_up(subprocesses: SubprocessPool, log: Path) -> "asyncio.Task[None]":
    """Somebody who waits for what comes to no end, which has begun."""
    waiting = asyncio.create_task(subprocesses.run(noted, log, time.sleep, 3600))
    async with asyncio.timeout(30):
        while not log.exists():
            await asyncio.sleep(0.05)
    return waiting


async def test_what_nobody_waits_for_any_more_is_ended(subprocesses: SubprocessPool, log: Path) -> None:
    before = children()
    waiting = await held_up(subprocesses, log)
    waiting.cancel()
    await asyncio.wait([waiting])
    await ended(before)
    assert await subprocesses.run(divmod, 7, 2) == (3, 1)


async def test_closed_it_gives_up_what_is_under_way(subprocesses: SubprocessPool, log: Path) -> None:
    before = children()
    waiting = await held_up(subprocesses, log)
    subprocesses.close()
    with pytest.raises(RuntimeError, match="any more"):
        await waiting
    await ended(before)


async def test_it_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "begin.py").write_text(BEGIN)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(tmp_path / "begin.py"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    child = psutil.Process(int(await process.stdout.readline()))
    process.kill()
    await process.wait()
    async with asyncio.timeout(30):
        with contextlib.suppress(psutil.NoSuchProcess):
            while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
                await asyncio.sleep(0.05)
