"""A bundle is verified wherever it is brought to: without settings, without a network, in any folder."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.conftest import command, told
from tests.commands.forked import run_forked
from tests.evidence.bundle import test_kept
from tests.evidence.bundle.built import DAILY, KEY, STRANGER, Ledger, bundle
from tests.evidence.bundle.forgeries import FORGERIES

Verify = Callable[..., "subprocess.CompletedProcess[str]"]
POISON = {
    "TUNTAS_DATABASE_URL": "postgresql://nobody@192.0.2.1/nothing",
    "TUNTAS_DATA_DIR": "/proc/nowhere",
    "TUNTAS_LEDGER_KEY": "not base64",
    "TUNTAS_HTTP_PORT": "a port",
    "TUNTAS_ARCHIVE_URL": "gopher://elsewhere",
    "TUNTAS_COMMIT": "ffffffffffff",
    "TUNTAS_LOG_LEVEL": "shouting",
    "TEMPORAL_ADDRESS": "192.0.2.1:7233",
    "TEMPORAL_CONFIG_FILE": "/proc/nowhere",
    "HOME": "/proc/nowhere",
}
"""What must not matter."""
OFFLINE = ("unshare", "--map-root-user", "--net")
HAS_NO_NETWORK = shutil.which("unshare") and not subprocess.run([*OFFLINE, "true"], check=False).returncode


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An auditor's folder with a bundle and keys."""
    (tmp_path / "report.zip").write_bytes(bundle("straight"))
    (tmp_path / "keys.json").write_bytes(Ledger([]).keys.canonical())
    (tmp_path / "other.txt").write_text(f"{STRANGER.fingerprint}  # another authority's\n", "ascii")
    return tmp_path


@pytest.fixture
def verify(home: Path) -> Verify:
    """Calls the command there, with nothing in the environment but what is given; if `before` or anything is
    given, really started."""

    def call(
        *arguments: str, before: tuple[str, ...] = (), **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        call = ("audit", "verify", *arguments)
        if not before and not environment:
            return run_forked(call, "", {}, home)
        asked = (*before, *command(*call))
        return subprocess.run(
            asked, cwd=home, env=environment, capture_output=True, text=True, timeout=100, check=False
        )

    return call


def test_it_says_line_by_line_what_is_so_and_whose_key_it_cannot_vouch_for(verify: Verify) -> None:
    answer = verify("report.zip")
    lines = answer.stdout.splitlines()
    assert (answer.returncode, answer.stderr) == (0, "")
    assert all(line.startswith("ok ") for line in lines[:-2])
    assert f"was signed by the key {KEY.fingerprint}." in answer.stdout
    assert lines[-1].startswith("This file is whole: ")
    assert f"Whose key {KEY.fingerprint} is, the file itself can't vouch for." in lines[-1]


def test_with_the_authoritys_keys_it_vouches_for_the_file(verify: Verify) -> None:
    answer = verify("report.zip", "--trust", "keys.json")
    assert answer.returncode == 0
    assert answer.stdout.endswith("A key that you trust signed it.\n")


def test_with_another_key_it_warns(verify: Verify) -> None:
    answer = verify("report.zip", "--trust", "other.txt")
    assert answer.returncode == 3
    assert answer.stdout.splitlines()[-1].startswith("DO NOT RELY ON THIS FILE: ")


def test_nothing_in_the_environment_matters(verify: Verify) -> None:
    assert told(verify("report.zip", "--trust", "keys.json", **POISON)) == told(
        verify("report.zip", "--trust", "keys.json")
    )


def test_heads_that_were_kept_are_held_against_those_in_the_file(verify: Verify, home: Path) -> None:
    same, before = test_kept.FIRST, test_kept.head(5, DAILY)
    (home / "same.json").write_bytes(same.canonical())
    (home / "before.json").write_bytes(before.canonical())
    (home / "between.json").write_bytes(test_kept.link(5).canonical())
    heads = ("report.zip", "--trust", "keys.json", "--head", "same.json", "--head", "before.json")
    answer = verify(*heads)
    assert answer.returncode == 0
    assert "\nok      same.json (signed at 2026-11-23 17:00:00 UTC over 7 facts) is one of" in answer.stdout
    assert "\n-       before.json (" in answer.stdout
    linked = verify(*heads, "--consistency", "between.json")
    assert "\nok      before.json (" in linked.stdout


def test_a_head_that_contradicts_the_file_is_named(verify: Verify, home: Path) -> None:
    (home / "head.json").write_bytes(test_kept.head(9, DAILY).canonical())
    answer = verify("report.zip", "--head", "head.json", "--json")
    assert (answer.returncode, json.loads(answer.stdout)["found"][0]["where"]) == (2, "head.json")


@pytest.mark.skipif(not HAS_NO_NETWORK, reason="this machine can't take a program's network away")
def test_it_needs_no_network(verify: Verify) -> None:
    assert verify("report.zip", "--trust", "keys.json", before=OFFLINE).returncode == 0


def test_machines_are_told_the_same_in_one_line_of_json(verify: Verify) -> None:
    answer = verify("report.zip", "--json")
    wire = json.loads(answer.stdout)
    assert answer.stdout.count("\n") == 1
    assert (wire["exit_code"], wire["trust"], wire["found"], wire["key"]) == (
        0, "not_asked", [], KEY.fingerprint,
    )  # fmt: skip
    assert {each["verdict"] for each in wire["checks"]} == {"fine"}


@pytest.mark.parametrize(
    "name", ["a_bit_of_the_facts_flipped", "a_member_taken_out", "a_member_added", "a_timer_set_for_longer"]
)
def test_what_was_tampered_with_is_named(verify: Verify, home: Path, name: str) -> None:
    (forged,) = (each for each in FORGERIES if each.name == name)
    (home / "report.zip").write_bytes(forged.make())
    answer = verify("report.zip", "--trust", "keys.json")
    (wrong,) = (line for line in answer.stdout.splitlines() if line.startswith("ALTERED "))
    assert answer.returncode == 2
    assert forged.where in wrong
    assert forged.says in wrong
    assert forged.says in answer.stdout.splitlines()[-1]
    assert answer.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.zip",), "nowhere.zip can't be read: No such file or directory"),
        ((".",), ". can't be read: Is a directory"),
        (("report.zip", "--trust", "nowhere"), "nowhere can't be read"),
        (("report.zip", "--trust", "report.zip"), "report.zip is not in UTF-8"),
        (("report.zip", "--head", "keys.json"), "keys.json holds no head"),
        (("report.zip", "--consistency", "keys.json"), "keys.json holds no proof"),
    ],
)
def test_a_file_that_cannot_be_read_is_no_verdict(
    verify: Verify, arguments: tuple[str, ...], said: str
) -> None:
    answer = verify(*arguments)
    assert answer.returncode == 1
    assert said in answer.stderr
    assert answer.stdout == ""


@pytest.mark.parametrize(
    "trouble", ['mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'ulimit -n 12 && exec "$@"']
)
def test_trouble_of_the_machine_is_no_verdict(verify: Verify, home: Path, trouble: str) -> None:
    bundle, keys = str(home / "report.zip"), str(home / "keys.json")
    answer = verify(bundle, "--trust", keys, before=("sh", "-c", trouble, "sh"))
    said = answer.stdout + answer.stderr
    assert answer.returncode == 1
    assert "could not be verified here: " in said
    assert "ALTERED" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Missing argument"),
        (("report.zip", "--tust", "keys.json"), "No such option"),
        (("report.zip", "keys.json"), "unexpected extra argument"),
        (("report.zip", "--trust"), "requires an argument"),
    ],
)
def test_a_call_that_can_not_be_meant_is_never_taken_for_an_alteration(
    verify: Verify, arguments: tuple[str, ...], said: str
) -> None:
    answer = verify(*arguments)
    assert (answer.returncode, answer.stdout) == (64, "")
    assert said in " ".join(answer.stderr.split())


def test_what_it_says_of_a_strangers_file_cannot_command_a_terminal(verify: Verify, home: Path) -> None:
    (home / "report.zip").write_bytes(os.urandom(64) + b"\x1b[2J\x1b]0;owned\x07")
    answer = verify("report.zip")
    assert answer.returncode == 2
    assert "\x1b" not in answer.stdout
