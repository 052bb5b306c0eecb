"""`tuntas demo` as a process: what it prints, and that it leaves nothing behind."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from runtime.demo.office import is_chained
from workflows.procedure.model.facts import digest_of, first_previous


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short path: socket paths are limited."""
    made = Path(tempfile.mkdtemp(prefix="tuntas-"))
    yield made
    for process in _left(made):
        with suppress(psutil.Error):
            process.kill()
    shutil.rmtree(made)


def _begin(folder: Path) -> "subprocess.Popen[str]":
    """A demo whose temporary files lie in `folder`."""
    command = (sys.executable, "-P", "-m", "cli", "demo")
    environment = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _left(folder: Path) -> list[psutil.Process]:
    """What runs on `folder`: known by its environment, which children inherit."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("TMPDIR") == str(folder):
                found.append(process)
    return found


def _command(process: psutil.Process) -> list[str]:
    """Its command line; empty where it has ended since it was found."""
    with suppress(psutil.Error):
        return process.cmdline()
    return []


@pytest.mark.timeout(240)
def test_four_reports_are_played_to_their_ends(folder: Path) -> None:
    demo = _begin(folder)
    printed, _ = demo.communicate(timeout=200)
    assert demo.returncode == 0, printed
    for outcome, chained in (("resolved", 3), ("not_completed", 1)):
        rows = [line for line in printed.splitlines() if f" {outcome} " in line and " ok " in line]
        assert len(rows) == chained, printed
    assert "refused: 422" in printed
    events = ("diteruskan", "didisposisikan", "diingatkan", "naik ke pimpinan", "pelapor", "sistem")
    assert not [word for word in events if word in printed], "what happens is told in one language"
    assert all(f"level {level}" in printed for level in (1, 2, 3))
    assert (_left(folder), list(folder.iterdir())) == ([], [])


def test_a_demo_that_is_told_to_end_leaves_nothing(folder: Path) -> None:
    demo = _begin(folder)
    limit = time.monotonic() + 60
    while not any("start-dev" in _command(process) for process in _left(folder)):
        assert time.monotonic() < limit
        time.sleep(0.1)
    demo.send_signal(signal.SIGTERM)
    printed, _ = demo.communicate(timeout=60)
    assert demo.returncode == 0, printed
    assert (_left(folder), list(folder.iterdir())) == ([], [])


def test_a_changed_fact_breaks_the_chain() -> None:
    first = {"number": 1, "data": {"rating": 5}, "previous": first_previous("N")}
    first["digest"] = digest_of(first)
    second = {"number": 2, "data": {}, "previous": first["digest"]}
    second["digest"] = digest_of(second)
    assert is_chained("N", [first, second])
    assert not is_chained("N", [first | {"data": {"rating": 1}}, second])
    assert not is_chained("N", [second])
    assert not is_chained("M", [first, second])
