"""Server programs as child processes: started in sessions of their own, ended politely, found again later."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from runtime.accounts import run_as

LOG_LIMIT = 10_000_000  # bytes; a longer log is set aside when its program starts


class ServerFailed(Exception):
    """A server cannot be prepared or does not come up; the message says why."""


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
            if same and process.status() != psutil.STATUS_ZOMBIE:
                return process
        return None


def launch(program: Program, log: Path, trace: Path | None = None) -> "subprocess.Popen[bytes]":
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
        _leave(trace, process.pid)
    return process


def end(process: "subprocess.Popen[bytes]", program: Program, patience: float | None = None) -> int:
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
            process.wait(program.patience)
        kill_session(process.pid)
        with suppress(psutil.Error):
            process.wait(5)
    trace.unlink(missing_ok=True)
    return process is not None


def _leave(trace: Path, pid: int) -> None:
    with suppress(psutil.Error):  # gone already: nothing to find later
        process = psutil.Process(pid)
        kept = Trace(pid, process.create_time(), tuple(process.cmdline()))
        trace.parent.mkdir(parents=True, exist_ok=True)
        draft = trace.with_suffix(".new")
        draft.write_text(json.dumps(asdict(kept)))
        draft.replace(trace)


def _read(trace: Path) -> psutil.Process | None:
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        kept = json.loads(trace.read_text())
        return Trace(kept["pid"], kept["started"], tuple(kept["command"])).find()
    return None
