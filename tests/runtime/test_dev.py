"""`tuntas dev` as a process: real servers and setup, stand-ins for our own worker and API."""

import os
import signal
import subprocess
import sys

import psycopg

from runtime.processes import still_running
from tests.runtime.life import Begin, Life

CHILDREN = {"postgres": "bin/postgres -D", "temporal": "start-dev", "worker": "cli worker", "api": "cli api"}


def test_one_command_runs_everything_brings_back_what_is_killed_and_leaves_no_process(begin: Begin) -> None:
    """Three lives on one folder: to make a database and to migrate it takes longest."""
    life = begin()
    password = show_accounts(life)
    find_by_folder(life)
    refuse_second(begin)
    bring_back(life)

    life.process.kill()
    life.process.wait()
    left = life.processes()
    assert len(left) >= 4
    again = begin()
    text = again.until("Tuntas is up")
    assert password in text
    assert text.count("left over from before") == 4
    assert still_running(left, 1) == []
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0
    assert again.processes() == []

    give_up(begin())


def show_accounts(life: Life) -> str:
    """It says where it is and how to sign in, and there are accounts; returns their password."""
    text = life.until("Tuntas is up")
    assert str(life.settings.http_port) in text
    with psycopg.connect(life.settings.database_url) as connection:
        accounts = connection.execute("SELECT count(*) FROM accounts").fetchone()
    assert accounts is not None
    assert accounts[0] > 0
    return next(line.split()[-1] for line in text.splitlines() if "one password for all" in line)


def find_by_folder(life: Life) -> None:
    """A command that is told the folder finds the ports."""
    only_the_folder = {"TUNTAS_DATA_DIR": str(life.settings.data_dir)}
    command = (sys.executable, "-P", "-m", "cli", "rebuild", "--check")
    compared = subprocess.run(command, env=os.environ | only_the_folder, capture_output=True, check=False)
    assert compared.returncode == 0, compared.stderr


def refuse_second(begin: Begin) -> None:
    """Two at once on one folder would spoil it."""
    second = begin()
    assert second.process.wait(30) == 1
    assert "Tuntas runs already on" in second.printed.read_text()


def bring_back(life: Life) -> None:
    """Whatever is killed comes back."""
    for name, words in CHILDREN.items():
        killed = life.one(words)
        killed.kill()
        life.until(f"{name} ended with code -9; starting it again")
        life.another(words, killed)


def give_up(life: Life) -> None:
    """A program whose settings can't be used any more ends everything, with its words."""
    life.until("Tuntas is up")
    (life.settings.data_dir / "refuse").touch()
    life.one(CHILDREN["worker"]).kill()
    assert life.process.wait(60) == 64
    assert life.printed.read_text().splitlines()[-1] == "tuntas: TUNTAS_SMTP_URL: of the test"
    assert life.processes() == []
