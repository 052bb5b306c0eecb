"""Another process that works for this one, and ends with it however that ends."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from runtime.elsewhere import Elsewhere

ROOT = Path(__file__).parents[2]
BEGIN = """
import asyncio, os
from runtime.elsewhere import Elsewhere

async def main():
    elsewhere = Elsewhere()
    print(await elsewhere.run(os.getpid), flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_work_is_done_in_another_process_that_is_kept() -> None:
    with contextlib.closing(Elsewhere()) as elsewhere:
        first, second = [await elsewhere.run(os.getpid) for _ in range(2)]
    assert first == second != os.getpid()


async def test_what_is_raised_there_is_raised_here() -> None:
    with contextlib.closing(Elsewhere()) as elsewhere, pytest.raises(ZeroDivisionError):
        await elsewhere.run(divmod, 1, 0)


async def test_one_that_was_killed_is_begun_anew() -> None:
    with contextlib.closing(Elsewhere()) as elsewhere:
        first = await elsewhere.run(os.getpid)
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(30):
            while psutil.pid_exists(first):
                await asyncio.sleep(0.05)
        assert await elsewhere.run(os.getpid) != first


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
