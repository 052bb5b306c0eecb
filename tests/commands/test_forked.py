"""A call in a fork answers as one that is started, so that most tests of commands may call the former."""

import pytest

from tests.commands.conftest import Tuntas, told

CALLS = (
    "",
    "--help",
    "audit replay --help",
    "nonsense",
    "calendar list",
    "decree show nobody",
    "directory load -",
    "accesses check --json",
    "ledger heads",
)


@pytest.mark.parametrize("call", CALLS)
def test_a_fork_and_a_started_program_answer_the_same(
    prepared: None, tuntas: Tuntas, started_tuntas: Tuntas, call: str
) -> None:
    typed = "type,agency\n"
    forked, started = (each(*call.split(), typed=typed) for each in (tuntas, started_tuntas))
    assert told(forked) == told(started)
    assert forked.stdout + forked.stderr != ""


def test_a_fork_has_nothing_of_the_calls_before(prepared: None, tuntas: Tuntas) -> None:
    away = {"TUNTAS_DATABASE_URL": "postgresql://127.0.0.1:1/nobody"}
    assert tuntas("calendar", "list", **away).returncode == 69
    assert tuntas("calendar", "list").returncode == 0
