"""`tuntas dev` as a process: real servers and setup, stand-ins for our own worker and API."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from runtime.ports import free_port
from runtime.programs import still_running
from runtime.settings import Settings

CHILDREN = {"postgres": "bin/postgres -D", "temporal": "start-dev", "worker": "cli worker", "api": "cli api"}
STAND_INS = Path(__file__).with_name("stand_ins")


class Life:
    """One run of `tuntas dev` on `folder`, and what it prints."""

    def __init__(self, folder: Path, ports: dict[str, str]) -> None:
        environment = os.environ | ports | {"TUNTAS_DATA_DIR": str(folder), "PYTHONPATH": str(STAND_INS)}
        self.settings = Settings.of_environment(environment)
        self.printed = folder / "printed"
        with self.printed.open("w") as output:
            command = (sys.executable, "-P", "-m", "cli", "dev")
            self.process = subprocess.Popen(command, env=environment, stderr=output, start_new_session=True)

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


def _command(process: psutil.Process) -> str:
    """Its command line; empty where it has ended since it was found."""
    with suppress(psutil.Error):
        return " ".join(process.cmdline())
    return ""


@pytest.fixture
def begin() -> Iterator[Callable[[], Life]]:
    folder = Path(tempfile.mkdtemp(prefix="tuntas-"))
    ports = {"TUNTAS_HTTP_PORT": str(free_port()), "TUNTAS_TEMPORAL_PORT": str(free_port() % 50000 + 10000)}
    lives: list[Life] = []

    def start() -> Life:
        lives.append(Life(folder, ports))
        return lives[-1]

    yield start
    for life in lives:
        for process in life.processes():
            with suppress(psutil.Error):
                process.kill()
        life.process.wait()
    shutil.rmtree(folder)


def test_one_command_runs_everything_and_ctrl_c_leaves_no_process(begin: Callable[[], Life]) -> None:
    life = begin()
    text = life.until("Tuntas is up")
    assert str(life.settings.http_port) in text
    password = next(line.split()[-1] for line in text.splitlines() if "one password for all" in line)
    with psycopg.connect(life.settings.database_url) as connection:
        accounts = connection.execute("SELECT count(*) FROM accounts").fetchone()
    assert accounts is not None
    assert accounts[0] > 0

    only_the_folder = {"TUNTAS_DATA_DIR": str(life.settings.data_dir)}
    command = (sys.executable, "-P", "-m", "cli", "rebuild", "--check")
    compared = subprocess.run(command, env=os.environ | only_the_folder, capture_output=True, check=False)
    assert compared.returncode == 0, (compared.stderr, "it finds the ports")

    second = begin()
    assert second.process.wait(30) == 1
    assert "tuntas dev runs already on" in second.printed.read_text()

    life.process.send_signal(signal.SIGINT)
    assert life.process.wait(30) == 0
    assert life.processes() == []

    again = begin()
    assert password in again.until("Tuntas is up")
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0
    assert again.processes() == []


def test_whatever_is_killed_comes_back_and_a_new_life_ends_the_leftovers(begin: Callable[[], Life]) -> None:
    life = begin()
    life.until("Tuntas is up")
    for name, words in CHILDREN.items():
        killed = life.one(words)
        killed.kill()
        life.until(f"{name} ended with code -9; starting it again")
        life.another(words, killed)

    life.process.kill()
    life.process.wait()
    left = life.processes()
    assert len(left) >= 4
    again = begin()
    text = again.until("Tuntas is up")
    assert text.count("left over from before") == 4
    assert still_running(left, 1) == []
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0
    assert again.processes() == []


def test_a_program_whose_settings_can_not_be_used_any_more_ends_everything_with_its_words(
    begin: Callable[[], Life],
) -> None:
    life = begin()
    life.until("Tuntas is up")
    (life.settings.data_dir / "refuse").touch()
    life.one(CHILDREN["worker"]).kill()
    assert life.process.wait(60) == 64
    assert life.printed.read_text().splitlines()[-1] == "tuntas: TUNTAS_SMTP_URL: of the test"
    assert life.processes() == []
