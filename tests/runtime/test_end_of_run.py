"""A run of tests leaves no server and no other process, whatever ends it: a small run within this one."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psutil
import pytest

from runtime.processes import still_running

REPOSITORY = Path(__file__).parents[2]
TESTS = """
import subprocess, time
from pathlib import Path

import psycopg

async def test_long(servers, postgres, temporal_client):
    psycopg.connect(postgres).close()
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path("folder").write_text(str(servers.folder))
    time.sleep({seconds})
    raise AssertionError
"""


def begin_run(folder: Path, workers: int, seconds: int) -> "subprocess.Popen[bytes]":
    """Begin a run with one test, which takes `seconds` and fails; it is under way when this returns."""
    (folder / "test_long.py").write_text(TESTS.format(seconds=seconds))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    options = ("-c", str(REPOSITORY / "pyproject.toml"), "-p", "tests.conftest", "-p", "no:cacheprovider")
    with (folder / "output").open("wb") as output:
        run = subprocess.Popen(
            (sys.executable, "-m", "pytest", *options, "-n", str(workers), "test_long.py"),
            cwd=folder,
            env=environment | {"PYTHONPATH": str(REPOSITORY)},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            # where these tests run in the background of a shell, Ctrl-C is ignored, and children inherit that
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
        )
    limit = time.monotonic() + 60
    while not (folder / "folder").exists():
        assert run.poll() is None, (folder / "output").read_text()
        assert time.monotonic() < limit, (folder / "output").read_text()
        time.sleep(0.1)
    return run


@pytest.mark.parametrize(
    ("workers", "ended_by"),
    [(1, signal.SIGINT), (1, signal.SIGTERM), (1, signal.SIGKILL), (0, None)],
    ids=["ctrl-c", "terminated", "killed", "failed"],
)
def test_nothing_is_left_of_a_run(tmp_path: Path, workers: int, ended_by: signal.Signals | None) -> None:
    run = begin_run(tmp_path, workers, seconds=600 if ended_by else 1)
    started = psutil.Process(run.pid).children(recursive=True)
    names = {process.name() for process in started}
    assert {"temporal", "postgres", "sleep"} <= names
    if ended_by:
        run.send_signal(ended_by)  # to the main process alone
    assert run.wait(40) != 0
    assert still_running(started, 20) == []
    assert not Path((tmp_path / "folder").read_text()).exists()
