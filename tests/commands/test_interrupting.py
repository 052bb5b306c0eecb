"""Ctrl-C, as a terminal sends it to a command and to the processes that it has begun."""

import asyncio
import os
import pty
import signal
import socket
import subprocess
from collections.abc import Iterator
from functools import partial

import pytest

from runtime.settings import Settings
from tests import alone
from tests.api import conftest as api
from tests.api.people import People
from tests.commands.conftest import command

task_queue = api.task_queue
"""With a worker at work."""
temporal_client, engine = alone.temporal_client, alone.engine


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        yield server


def begun(settings: Settings, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    """A command in a session of its own, as a shell's foreground job: it hears Ctrl-C."""
    return subprocess.Popen(
        command(*arguments),
        env={**os.environ, **settings.environment(), **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )


def interrupted(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """The exit code and all that was said after Ctrl-C."""
    os.killpg(process.pid, signal.SIGINT)
    out, said = process.communicate(timeout=30)
    return process.returncode, out + said


@pytest.mark.parametrize(
    "call",
    [
        "accesses check",
        "archive status",
        "audit replay",
        "calendar list",
        "decree list",
        "directory disable budi",
        "ledger heads",
        "rebuild --check",
        "setup",
    ],
)
def test_ctrl_c_ends_every_command_without_a_traceback(
    settings: Settings, silent: socket.socket, call: str
) -> None:
    host, port = silent.getsockname()
    away = {
        "TUNTAS_DATABASE_URL": f"postgresql://{host}:{port}/x?sslmode=disable",
        "TEMPORAL_ADDRESS": f"{host}:{port}",
    }
    process = begun(settings, *call.split(), **away)
    asked, _ = silent.accept()
    with asked:
        assert asked.recv(1), "it has asked, and waits for the answer"
        code, said = interrupted(process)
    assert "Traceback" not in said, said
    assert code == 130, said


@pytest.mark.parametrize("after", [1.5, 3.0, 4.5, 6.0])
async def test_ctrl_c_ends_a_replay_whatever_its_processes_do(
    people: People, settings: Settings, engine: dict[str, str], after: float
) -> None:
    for _ in range(3):
        await people.submit()
    process = begun(settings, "audit", "replay", "--processes", "3", **engine)
    await asyncio.sleep(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    out, said = await asyncio.to_thread(process.communicate, timeout=60)
    assert "Traceback" not in said, said
    assert process.returncode == 130 or " identical" in out, "interrupted, or done before"


def test_ctrl_c_at_a_question_ends_a_command_too(settings: Settings) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command("directory", "password", "budi"),
        env={**os.environ, **settings.environment()},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    os.close(theirs)
    shown = b""
    while b"New password" not in shown:
        shown += os.read(ours, 1000)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(30) == 130
    os.close(ours)
