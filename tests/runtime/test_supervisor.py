"""The supervisor with trivial children."""

import asyncio
import signal
import sys
from pathlib import Path

import psutil
import pytest

from runtime import supervisor as supervisor_module
from runtime.processes import Program, ServerFailed, SettingsRefused, launch_program
from runtime.supervisor import Supervisor


def child(name: str, script: str, **more: object) -> Program:
    return Program(name, (sys.executable, "-S", "-c", script), **more)  # type: ignore[arg-type]  # varied by test


def sleeper(name: str, told: Path) -> Program:
    """Sleeps until it is asked to end; appends what happens to it to `told`."""
    script = f"""
import signal, sys, time
def tell(word):
    with open({str(told)!r}, "a") as file:
        file.write("{name} " + word + "\\n")
def leave(*_):
    tell("ended")
    sys.exit()
signal.signal(signal.SIGTERM, leave)
tell("started")
while True:
    time.sleep(0.05)
"""
    return child(name, script)


async def lines(told: Path, count: int) -> list[str]:
    """What is told, as soon as it is `count` lines."""
    async with asyncio.timeout(10):
        while not told.exists() or len(told.read_text().splitlines()) < count:
            await asyncio.sleep(0.02)
    return told.read_text().splitlines()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Supervisor:
    return Supervisor(tmp_path / "run", tmp_path / "logs", said.append)


async def test_programs_end_in_the_reverse_order_of_their_start(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    async with supervisor:
        for count, name in enumerate(("database", "worker", "api"), 1):
            await supervisor.start(sleeper(name, told))
            await lines(told, count)
    assert (await lines(told, 6))[3:] == ["api ended", "worker ended", "database ended"]
    assert list((tmp_path / "run").iterdir()) == []


async def test_what_is_killed_starts_again(supervisor: Supervisor, tmp_path: Path, said: list[str]) -> None:
    told = tmp_path / "told"
    async with supervisor:
        await supervisor.start(sleeper("worker", told))
        await lines(told, 1)
        supervisor._kept[0].process.kill()
        assert await lines(told, 2) == ["worker started", "worker started"]
    assert said == ["worker ended with code -9; starting it again"]


async def test_pauses_between_starts_grow(
    supervisor: Supervisor, tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "PAUSES", (0.0, 0.3, 60.0))
    async with supervisor:
        await supervisor.start(child("worker", "raise SystemExit(3)"))
        await asyncio.sleep(1.5)
    assert said == ["worker ended with code 3; starting it again"] * 3


async def test_a_child_that_ignores_being_asked_is_killed_with_its_whole_session(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    script = f"""
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
below = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])
with open({str(told)!r}, "w") as file:
    file.write(str(below.pid) + "\\n")
time.sleep(60)
"""
    async with supervisor:
        await supervisor.start(child("stubborn", script, patience=0.2))
        below = psutil.Process(int((await lines(told, 1))[0]))
        leader = psutil.Process(supervisor._kept[0].process.pid)
    await asyncio.to_thread(psutil.wait_procs, [below], 5)
    assert not leader.is_running()
    assert not below.is_running() or below.status() == psutil.STATUS_ZOMBIE


async def test_leftovers_of_an_earlier_life_are_ended(
    supervisor: Supervisor, tmp_path: Path, said: list[str]
) -> None:
    told = tmp_path / "told"
    program = sleeper("worker", told)
    left = launch_program(program, tmp_path / "logs" / "worker.log", tmp_path / "run" / "worker.json")
    try:
        await lines(told, 1)
        await supervisor.clear(program)
        assert await lines(told, 2) == ["worker started", "worker ended"]
        assert said == ["ended worker, left over from before"]
    finally:
        left.kill()
        left.wait()


async def test_a_process_that_got_the_pid_of_a_leftover_is_left_alone(
    supervisor: Supervisor, tmp_path: Path, said: list[str]
) -> None:
    trace = tmp_path / "run" / "worker.json"
    program = child("worker", "import time; time.sleep(60)")
    stranger = launch_program(program, tmp_path / "log", trace)
    try:
        trace.write_text(trace.read_text().replace('"started": ', '"started": 1'))
        await supervisor.clear(program)
        assert stranger.poll() is None
        assert said == []
        assert not trace.exists()
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_program_that_never_comes_up_is_reported_with_its_last_words(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "PAUSES", (0.0,))

    async def never() -> bool:
        return False

    async with supervisor:
        await supervisor.start(child("api", "print('no such table', flush=True); raise SystemExit(1)"))
        with pytest.raises(ServerFailed, match=r"api does not come up; its last words:\n.*no such table"):
            await supervisor.until("api", never)


async def test_a_task_is_run_once_more_when_it_crashes(supervisor: Supervisor, tmp_path: Path) -> None:
    told = tmp_path / "told"
    script = f"""
import os, signal
with open({str(told)!r}, "a") as file:
    file.write("tried\\n")
if len(open({str(told)!r}).readlines()) == 1:
    os.kill(os.getpid(), signal.SIGSEGV)
"""
    await supervisor.run(child("setup", script))
    assert await lines(told, 2) == ["tried", "tried"]
    with pytest.raises(ServerFailed, match="setup failed"):
        await supervisor.run(child("setup", "raise SystemExit(1)"))


async def test_hurrying_kills_at_once(supervisor: Supervisor, tmp_path: Path) -> None:
    ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(); time.sleep(60)"
    async with asyncio.timeout(5), supervisor:
        await supervisor.start(child("stubborn", ignoring, stop_signal=signal.SIGTERM, patience=60))
        await asyncio.sleep(0.3)
        asyncio.get_running_loop().call_later(0.3, supervisor.hurry)


async def test_a_child_whose_settings_can_not_be_used_is_not_started_again(
    supervisor: Supervisor, said: list[str]
) -> None:
    script = "import sys; print('tuntas: TUNTAS_POLICY: nope', file=sys.stderr); raise SystemExit(64)"
    async with asyncio.timeout(10), supervisor:
        await supervisor.start(child("worker", script))
        with pytest.raises(SettingsRefused, match=r"^TUNTAS_POLICY: nope$"):
            await supervisor.watch()
        with pytest.raises(SettingsRefused, match=r"^TUNTAS_POLICY: nope$"):
            await supervisor.run(child("setup", script))
    assert said == []


async def test_waiting_for_a_child_ends_when_its_settings_can_not_be_used(supervisor: Supervisor) -> None:
    async def never() -> bool:
        return False

    async with asyncio.timeout(10), supervisor:
        await supervisor.start(child("api", "raise SystemExit(64)"))
        with pytest.raises(SettingsRefused, match="api can't use its settings"):
            await supervisor.until("api", never)


async def test_a_preparation_that_fails_unexpectedly_is_tried_again(
    supervisor: Supervisor, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "PAUSES", (0.0,))
    told, fails = tmp_path / "told", iter([None, KeyError("x"), ValueError("y")])

    def prepare() -> None:
        if error := next(fails, None):
            raise error

    async with supervisor:
        await supervisor.start(child("worker", f"open({str(told)!r}, 'a').write('x\\n')", prepare=prepare))
        await lines(told, 2)
    assert [each for each in said if "cannot start" in each][:2] == [
        "worker cannot start: 'x'",
        "worker cannot start: y",
    ]
