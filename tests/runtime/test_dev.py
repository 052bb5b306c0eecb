"""`tuntas dev` as a process, and `tuntas up` on its folder: real servers and setup, stand-ins for our own
worker and API."""

import os
import re
import signal
import subprocess
import sys

import psycopg

from runtime.processes import still_running
from tests.runtime.life import Begin, Life, account

CHILDREN = {"postgres": "bin/postgres -D", "temporal": "start-dev", "worker": "cli worker", "api": "cli api"}


def test_one_command_runs_everything_and_a_demo_becomes_an_installation(begin: Begin) -> None:
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
    assert account(again, "pusat", password)
    again.process.send_signal(signal.SIGINT)
    assert again.process.wait(30) == 0
    assert again.processes() == []

    taken = begin("up")
    let_nobody_in(taken, password)
    make_administrator(taken)
    give_up(taken)


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


def let_nobody_in(taken: Life, password: str) -> None:
    """The demo's accounts are disabled, and none is made whose password a log would show."""
    said = taken.until("Ctrl-C ends everything")
    assert re.search(r"\d\d demo accounts with the shared password were disabled", said), said
    assert account(taken, "pusat", password) is None
    assert "no national admin can sign in" in said
    assert "directory password NAME --one-time" in said
    with psycopg.connect(taken.settings.database_url) as connection:
        found = connection.execute("select count(*) from accounts where password_hash is not null").fetchone()
    assert found == (0,), "a log is no place for a password: none was made"


def make_administrator(taken: Life) -> None:
    """A command makes the first one."""
    only_the_folder = {"TUNTAS_DATA_DIR": str(taken.settings.data_dir)}
    command = (sys.executable, "-P", "-m", "cli", "directory", "password", "admin", "--one-time")
    made = subprocess.run(
        command, env=os.environ | only_the_folder, capture_output=True, text=True, check=True
    )
    admin = account(taken, "admin", made.stdout.split()[-1])
    assert admin
    assert (admin.role, admin.must_change_password) == ("national_admin", True)


def give_up(life: Life) -> None:
    """A program whose settings can't be used any more ends everything, with its words."""
    (life.settings.data_dir / "refuse").touch()
    life.one(CHILDREN["worker"]).kill()
    assert life.process.wait(60) == 64
    assert life.printed.read_text().splitlines()[-1] == "tuntas: TUNTAS_SMTP_URL: of the test"
    assert life.processes() == []
