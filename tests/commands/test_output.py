"""Commands that can't tell what they have to: they say so in one line."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from runtime.settings import Settings
from tests.commands.conftest import Tuntas, command


def called(settings: Settings, call: str, output: str) -> tuple[int, str]:
    """The exit code and what was said, of a call with its output sent there."""
    words = ("sh", "-c", f"{shlex.join(command(*call.split()))} {output}")
    env = {**os.environ, **settings.environment()}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("call", ["--version", "calendar list", "ledger check --help"])
def test_a_command_whose_output_is_closed_says_so(prepared: None, settings: Settings, call: str) -> None:
    assert called(settings, call, ">&-") == (64, "tuntas: standard output is closed\n")


@pytest.mark.parametrize("call", ["--version", "calendar list", "decree list --json"])
def test_a_command_whose_output_has_no_room_says_so(prepared: None, settings: Settings, call: str) -> None:
    said = "tuntas: the output can't be written: No space left on device\n"
    assert called(settings, call, "> /dev/full") == (1, said)


@pytest.mark.parametrize(
    "call",
    [
        "accesses check --kept garbage",
        "calendar days ID --from 2026-02-01 --to 2026-01-01",
        "calendar versions XX",
        "decree enact /nope",
        "decree show nope",
        "decree watch 99999",
        "decree withdraw nope --reason alasan-yang-panjang",
        "directory disable nope",
        "erase 8KD2-TJZP-XGEP-D --yes --reason alasan-yang-panjang",
    ],
)
def test_what_there_is_not_can_not_be_meant(prepared: None, tuntas: Tuntas, call: str) -> None:
    answer = tuntas(*call.split())
    assert (answer.returncode, len(answer.stderr.splitlines())) == (64, 1), answer.stderr


def test_an_argument_that_is_no_text_however_long_is_refused(prepared: None, settings: Settings) -> None:
    reason = b"\xe9" * 300
    words = [each.encode() for each in command("erase", "8KD2-TJZP-XGEP-D", "--yes", "--reason")]
    env = {**os.environ, **settings.environment()}
    done = subprocess.run([*words, reason], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (64, 1), done.stderr


def test_erasing_without_a_database_says_that_it_can_not_be_reached(
    prepared: None, tuntas: Tuntas, tmp_path: Path
) -> None:
    away = {"TUNTAS_DATABASE_URL": f"postgresql:///x?host={tmp_path}"}
    answer = tuntas("erase", "8KD2-TJZP-XGEP-D", "--yes", "--reason", "alasan-yang-panjang", **away)
    assert (answer.returncode, answer.stderr.split(";")[0]) == (69, "tuntas: the database can't be reached")
