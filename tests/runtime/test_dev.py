"""`tuntas dev` as a process: real servers and setup, stand-ins for our own worker and API."""

import os
import signal
import subprocess
import sys

import psycopg

from runtime.processes import still_running
from tests.runtime.life import Begin

CHILDREN = {"postgres": "bin/postgres -D", "temporal": "start-dev", "worker": "cli worker", "api": "cli api"}


def test_one_command_runs_everything_and_ctrl_c_leaves_no_process(begin: Begin) -> None:
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
    assert "Tuntas runs already on" in second.printed.read_text()

    life.process.send_signal(signal.SIGINT)
    assert life.process.wait(30) == 0
    assert life.processes() == []

    again = begin()
    assert password in again.until("Tuntas is up")
    again.process.send_signal(signal.SIGTERM)
    assert again.process.wait(30) == 0
    assert again.processes() == []


def test_whatever_is_killed_comes_back_and_a_new_life_ends_the_leftovers(begin: Begin) -> None:
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
    begin: Begin,
) -> None:
    life = begin()
    life.until("Tuntas is up")
    (life.settings.data_dir / "refuse").touch()
    life.one(CHILDREN["worker"]).kill()
    assert life.process.wait(60) == 64
    assert life.printed.read_text().splitlines()[-1] == "tuntas: TUNTAS_SMTP_URL: of the test"
    assert life.processes() == []
