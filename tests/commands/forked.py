"""Calls of `tuntas` in processes forked from one that has imported it: only the second of importing is saved.

Each call is a process of its own, with its own arguments, environment, folder, streams and exit code. It runs
`cli.main` as `python -m cli` does; processes that it begins are forked from the same server. What depends on
how a program starts, on its imports, on signals, or on a terminal or a closed output is tested with the real
program: `conftest.command` says how it is called.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing import forkserver, resource_tracker
from multiprocessing.reduction import DupFd
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

import cli
from runtime import worker_process

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.commands.preloaded"])


def run_forked(
    arguments: Sequence[str], typed: str, env: Mapping[str, str], folder: Path
) -> "subprocess.CompletedProcess[str]":
    """What `tuntas` answers to a call from `folder` with this environment; `typed` is its standard input."""
    with TemporaryFile("w+") as given, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        given.write(typed)
        given.seek(0)
        streams = [DupFd(each.fileno()) for each in (given, out, err)]
        process = FORKS.Process(target=_run, args=(arguments, dict(env), str(folder), streams))
        process.start()
        try:
            process.join()
        finally:
            process.kill()  # where the test was interrupted
        code = process.exitcode
        assert code is not None
        for each in (out, err):
            each.seek(0)
        return subprocess.CompletedProcess(list(arguments), code, out.read(), err.read())


@pytest.fixture(scope="module", autouse=True)
def forked_processes() -> Iterator[None]:
    """Where it is imported, processes that work for this one are forked, too. Each would import all that it
    needs anew: a second, which is tested where processes are the subject, and where whole programs run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker_process, "CONTEXT", FORKS)
        yield


def _run(arguments: Sequence[str], env: Mapping[str, str], folder: str, streams: Sequence[Any]) -> None:
    """Becomes the call, within the fork."""
    for number, stream in enumerate(streams):
        os.dup2(stream.detach(), number)
    sys.stdin = os.fdopen(0, encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    sys.stdout = os.fdopen(1, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = [cli.__file__, *arguments]
    sys.modules["__main__"] = cli  # what processes that it begins import
    worker_process.CONTEXT = FORKS
    # The server runs as long as whoever began it. A fork knows its address, but would begin another one.
    forkserver._forkserver.ensure_running = resource_tracker.ensure_running  # type: ignore[method-assign]
    cli.main()
