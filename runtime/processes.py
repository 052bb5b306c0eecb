"""Server programs as child processes: started in sessions of their own, ended politely, found again later."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from runtime.accounts import run_as

LOG_LIMIT = 10_000_000  # bytes; a longer log is set aside when its program starts


WRONG_SETTINGS = 64
"""The exit code of a program of ours whose settings can't be used: starting it again is in vain."""


class ServerFailed(Exception):
    """A server cannot be prepared or does not come up; the message says why."""


class SettingsRefused(ServerFailed):
    """A program of ours can't use its settings; the message says which."""


@dataclass(frozen=True, slots=True)
class Program:
    """How a server is called, as whom, and how it is asked to end."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)  # on top of our own
    account: str | None = None  # null: as ourselves
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0  # seconds from being asked to being killed
    prepare: Callable[[], None] = lambda: None  # what has to be done before each start


@dataclass(frozen=True, slots=True)
class Trace:
    """What is kept on disk of a started process, enough to know it again: pids are used anew."""

    pid: int
    started: float  # the system's own figure, seconds since the epoch
    command: tuple[str, ...]

    def find(self) -> psutil.Process | None:
        """The process, if it still runs and is the same one."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) < 1 and tuple(process.cmdline()) == self.command
            if same and _runs(process):
                return process
        return None


def launch_program(program: Program, log: Path, trace: Path | None = None) -> "subprocess.Popen[bytes]":
    """Start `program` in a session of its own, its output appended to `log`, its trace left in `trace`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        process = subprocess.Popen(
            program.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **program.environment},
            start_new_session=True,
            **run_as(program.account),
        )
    if trace:
        _leave(trace, process.pid, program)
    return process


def end_program(process: "subprocess.Popen[bytes]", program: Program, patience: float | None = None) -> int:
    """Ask the child to end, kill what is left of its session after `patience`; returns its exit code."""
    if process.poll() is None:
        process.send_signal(program.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            process.wait(program.patience if patience is None else patience)
    kill_session(process.pid)
    return process.wait()


def kill_session(leader: int) -> None:
    """Kill the group that `leader` began, also when the leader itself is gone already."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def end_leftover(trace: Path, program: Program) -> bool:
    """End what an earlier life of ours started as `program` and could not end; says whether there was any."""
    process = _read(trace)
    if process is not None:
        with suppress(psutil.Error):
            process.send_signal(program.stop_signal)
        still_running([process], program.patience)
        kill_session(process.pid)
        still_running([process], 5)
    trace.unlink(missing_ok=True)
    return process is not None


def still_running(processes: Sequence[psutil.Process], patience: float) -> list[psutil.Process]:
    """Which of `processes`, not our children, still run after at most `patience` seconds.

    A zombie counts as gone: whoever adopted an orphan may take seconds to notice its end.
    """
    limit = time.monotonic() + patience
    while (left := [process for process in processes if _runs(process)]) and time.monotonic() < limit:
        time.sleep(0.02)
    return left


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _leave(trace: Path, pid: int, program: Program) -> None:
    with suppress(psutil.Error):  # gone already: nothing to find later
        # Not its command line as the system shows it: just after the start that may still be empty.
        kept = Trace(pid, psutil.Process(pid).create_time(), program.command)
        trace.parent.mkdir(parents=True, exist_ok=True)
        draft = trace.with_suffix(".new")
        draft.write_text(json.dumps(asdict(kept)))
        draft.replace(trace)


def _read(trace: Path) -> psutil.Process | None:
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        kept = json.loads(trace.read_text())
        return Trace(kept["pid"], kept["started"], tuple(kept["command"])).find()
    return None
