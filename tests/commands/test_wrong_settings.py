"""Settings that can't be used end every program with 64 and one line; commands make no installation."""

import os
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.temporal_server import EmbeddedTemporal
from tests.commands.forked import run_forked


def called(folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """A call from a folder without an installation."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("TUNTAS_", "TEMPORAL_"))}
    return run_forked(arguments, "", env | settings, folder)


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """So that no test is charged with what the first call of all waits for."""
    run_forked(["--version"], "", os.environ, Path.cwd())


@pytest.mark.parametrize(
    ("program", "variable", "value"),
    [
        ("dev", "TUNTAS_POLICY", "nope"),
        ("api", "TUNTAS_POLICY", "nope"),
        ("worker", "TUNTAS_SMTP_URL", "foo"),
        ("dev", "TUNTAS_SMTP_URL", "foo"),
        ("worker", "TUNTAS_PAGES_URL", "halaman laporan"),
        ("api", "TUNTAS_AUTHORITY", "Dinas\nBcc: a@b.id"),
        ("worker", "TUNTAS_DATA_DIR", "/dev/null/data"),
        ("dev", "TUNTAS_DATA_DIR", "/proc/1/data"),
        ("setup", "TUNTAS_DATABASE_URL", "foo"),
        ("worker", "TUNTAS_WORKER_METRICS", "9464"),
        ("api", "TUNTAS_HTTP_HOST", "192.0.2.1"),
        ("dev", "TUNTAS_HTTP_HOST", "no such host"),
        ("worker", "TEMPORAL_CONFIG_FILE", "/no/such/file"),
    ],
)
def test_a_program_says_in_one_line_what_is_wrong_and_ends(
    tmp_path: Path, program: str, variable: str, value: str
) -> None:
    begun = time.monotonic()
    answer = called(tmp_path, program, **{variable: value})
    assert answer.returncode == 64, answer.stderr
    *before, line = answer.stderr.splitlines()
    assert line.startswith(f"tuntas: {variable}: ")
    assert [each for each in before if not each.startswith("starting; logs are in ")] == []
    assert time.monotonic() - begun < 20


CALLS = (
    "rebuild --check",
    "erase 8KD2-TJZP-XGEP-D --reason alasan-yang-panjang",
    "directory disable pusat",
    "decree list",
    "calendar list",
    "accesses check",
    "ledger heads",
    "archive status",
    "audit replay",
)


@pytest.mark.parametrize("call", CALLS)
def test_a_command_where_nothing_is_installed_says_so_and_makes_nothing(tmp_path: Path, call: str) -> None:
    answer = called(tmp_path, *call.split())
    assert (answer.returncode, answer.stdout) == (64, "")
    (line,) = answer.stderr.splitlines()
    assert line.startswith(f"tuntas: there is no installation in {tmp_path}/.tuntas; ")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("call", ["rebuild", "ledger head"])
def test_a_command_that_lacks_a_secret_which_it_needs_names_it_and_makes_none(
    tmp_path: Path, call: str, make_database: Callable[[str], str], temporal_server: EmbeddedTemporal
) -> None:
    address = {"TEMPORAL_ADDRESS": temporal_server.address, "TEMPORAL_NAMESPACE": temporal_server.namespace}
    database = {"TUNTAS_DATABASE_URL": make_database("no_secret")}
    answer = called(tmp_path, *call.split(), **address, **database)
    (line,) = answer.stderr.splitlines()
    assert (answer.returncode, " is not set, nor kept in " in line) == (64, True)
    assert line.startswith(("tuntas: TUNTAS_MASTER_KEY", "tuntas: TUNTAS_LEDGER_KEY"))
    assert [*tmp_path.iterdir()] == []


def test_a_worker_that_keeps_nothing_on_its_machine_needs_no_data_folder(tmp_path: Path) -> None:
    key = b64encode(bytes(32)).decode()
    names = ("INTAKE_SECRET", "SIGNING_KEY", "MASTER_KEY", "LEDGER_KEY")
    settings = {f"TUNTAS_{name}": key for name in names} | {
        "TUNTAS_DATA_DIR": "/dev/null/data",
        "TUNTAS_DATABASE_URL": "postgresql://127.0.0.1:1/tuntas",
        "TUNTAS_ARCHIVE_URL": "s3://laporan/tuntas",
        "TEMPORAL_ADDRESS": "127.0.0.1:1",
    }
    without = called(tmp_path, "worker", **settings)
    assert (without.returncode, "TUNTAS_DATA_DIR" in without.stderr) == (64, True), (
        "letters have to go somewhere"
    )
    answer = called(tmp_path, "worker", TUNTAS_SMTP_URL="smtp://mail.example", **settings)
    assert answer.returncode == 69, answer.stderr
    assert "Temporal can't be reached" in answer.stderr


def test_a_mistyped_setting_is_told(tmp_path: Path) -> None:
    answer = called(tmp_path, "worker", TUNTAS_SMTP_ULR="smtp://mail.example", TEMPORAL_ADDRESS="127.0.0.1:1")
    assert answer.returncode == 69
    told, line = answer.stderr.splitlines()[0], answer.stderr.splitlines()[-1]
    assert '"setting": "TUNTAS_SMTP_ULR"' in told
    assert line.startswith("tuntas: Temporal can't be reached: ")
