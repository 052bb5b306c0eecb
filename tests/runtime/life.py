"""One machine's servers as processes, as `tuntas dev` and `tuntas up` run them."""

import asyncio
import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Protocol

import psutil

from records.database import pool_of
from records.directory.accounts import Account, authenticate
from runtime.ports import free_port
from runtime.settings import Settings

STAND_INS = Path(__file__).with_name("stand_ins")


class Life:
    """Run `number` of `tuntas dev` or `up` on `folder`, and what it prints: `at_terminal` or to a file.

    Our own worker and API are stand-ins unless `whole`."""

    def __init__(
        self, folder: Path, ports: dict[str, str], name: str, number: int, *, whole: bool, at_terminal: bool
    ) -> None:
        environment = os.environ | ports | {"TUNTAS_DATA_DIR": str(folder)}
        if not whole:
            environment["PYTHONPATH"] = str(STAND_INS)
        self.settings = Settings.of_environment(environment)
        self.printed = folder / f"printed-{number}"
        command = (sys.executable, "-P", "-m", "cli", name)
        begun = partial(subprocess.Popen, command, env=environment, start_new_session=True)
        with self.printed.open("wb") as file:
            if at_terminal:
                ours, theirs = pty.openpty()
                self.process = begun(stdin=theirs, stdout=theirs, stderr=theirs)
                os.close(theirs)
                Thread(target=_copy, args=(ours, self.printed), daemon=True).start()
            else:
                self.process = begun(stderr=file)

    def until(self, words: str, seconds: float = 60) -> str:
        limit = time.monotonic() + seconds
        while words not in (text := self.printed.read_text()):
            assert time.monotonic() < limit, text
            assert self.process.poll() is None, text
            time.sleep(0.05)
        return text

    def processes(self) -> list[psutil.Process]:
        """Everything that runs on our folder: known by its environment, which children inherit."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("TUNTAS_DATA_DIR") == str(self.settings.data_dir):
                    found.append(process)
        return found

    def another(self, words: str, old: psutil.Process, seconds: float = 20) -> psutil.Process:
        """The child that has taken the place of `old`, once a later life would find it."""
        limit = time.monotonic() + seconds
        while True:
            for process in self.processes():
                is_new = process.pid != old.pid and words in _command(process)
                if is_new and process.pid in self.traced():
                    return process
            assert time.monotonic() < limit, f"{words} did not come back"
            time.sleep(0.05)

    def traced(self) -> set[int]:
        """The processes that a later life would find."""
        return {json.loads(kept.read_text()).get("pid") for kept in self.printed.parent.glob("run/*.json")}

    def one(self, words: str) -> psutil.Process:
        """The child whose command line holds `words`."""
        (found,) = (each for each in self.processes() if words in _command(each))
        return found


def account(life: Life, username: str, password: str) -> Account | None:
    """The account that the record lets in."""

    async def ask() -> Account | None:
        async with pool_of(life.settings.database_url, size=1) as pool:
            return await authenticate(pool, username, password)

    return asyncio.run(ask())


def _command(process: psutil.Process) -> str:
    """Its command line; empty where it has ended since it was found."""
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


def _copy(terminal: int, to: Path) -> None:
    """What is said at a terminal, until whoever speaks there has ended."""
    with to.open("ab", buffering=0) as file, suppress(OSError):
        while said := os.read(terminal, 4096):
            file.write(said.replace(b"\r\n", b"\n"))
    os.close(terminal)


class Begin(Protocol):
    """Begins one more life on the same folder."""

    def __call__(self, name: str = "dev", *, whole: bool = False, at_terminal: bool = False) -> Life: ...


@contextmanager
def lives() -> Iterator[Begin]:
    """Lives on a folder of their own, one after another; none of their processes is left."""
    folder = Path(tempfile.mkdtemp(prefix="tuntas-"))
    ports = {"TUNTAS_HTTP_PORT": str(free_port()), "TUNTAS_TEMPORAL_PORT": str(free_port() % 50000 + 10000)}
    begun: list[Life] = []

    def begin(name: str = "dev", *, whole: bool = False, at_terminal: bool = False) -> Life:
        begun.append(Life(folder, ports, name, len(begun), whole=whole, at_terminal=at_terminal))
        return begun[-1]

    try:
        yield begin
    finally:
        for life in begun:
            for process in life.processes():
                with suppress(psutil.Error):
                    process.kill()
            life.process.wait()
        shutil.rmtree(folder)
