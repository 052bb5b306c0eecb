"""How commands begin and end: their first words, what they import for them, and Ctrl-C."""

import re
import resource
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.main import get_command

from commands.lazy_group import COMMANDS
from runtime.settings import Settings
from tests.commands.conftest import Tuntas, told

HEAVY = frozenset({"psycopg", "temporalio", "fastapi", "holidays", "icalendar", "rich", "structlog"})
OURS = frozenset({"records", "evidence", "texts", "calendars", "workflows", "activities", "worker"})
"""Our own rooms that only work needs."""
HELPS = [f"{name} --help" for name in (*COMMANDS, "decree enact", "directory load", "audit replay")]
SECONDS = 0.4


def imported_by(*arguments: str) -> set[str]:
    """The packages that a call imports."""
    answer = subprocess.run(
        (sys.executable, "-X", "importtime", "-P", "-m", "cli", *arguments),
        capture_output=True,
        text=True,
        check=False,
    )
    return {name.split(".")[0] for name in re.findall(r"\| +([\w.]+)$", answer.stderr, re.MULTILINE)}


@pytest.mark.parametrize("call", ["--help", "--version", *HELPS])
def test_help_and_version_import_nothing_that_only_work_needs(call: str) -> None:
    found = imported_by(*call.split())
    assert "typer" in found, "it did run"
    assert found & (HEAVY | OURS) == set()


@pytest.mark.parametrize(
    ("arguments", "not_needed"),
    [
        (("directory", "disable", "budi"), {"fastapi", "holidays", "icalendar"}),
        (("erase", "8KD2-TJZP-XGEP-D", "--yes", "--reason", "Penghapusan, surat 12"), {"fastapi"}),
        (("calendar", "due", "ID", "2026-01-05", "3"), {"fastapi", "icalendar"}),
    ],
)
def test_a_command_imports_what_it_needs_only(
    prepared: None,
    started_tuntas: Tuntas,
    settings: Settings,
    arguments: tuple[str, ...],
    not_needed: set[str],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.environment().items():
            patch.setenv(name, value)
        found = imported_by(*arguments)
    assert "psycopg" in found, "it did run"
    assert found & not_needed == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_first_words_take_less_than_0_4_seconds(started_tuntas: Tuntas, arguments: tuple[str, ...]) -> None:
    """Of the processor: how long a busy machine lets it wait says nothing of the command."""
    started_tuntas(*arguments)  # what is read from disk the first time
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert started_tuntas(*arguments).returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(took) < SECONDS


def test_the_version_is_told(started_tuntas: Tuntas) -> None:
    answer = started_tuntas("--version", TUNTAS_COMMIT="0123456789ab")
    assert told(answer) == (0, f"tuntas {version('tuntas')} (0123456789ab)\n")


def test_the_help_at_the_top_says_of_each_command_what_its_own_help_says(started_tuntas: Tuntas) -> None:
    top = started_tuntas("--help").stdout
    for name, about in COMMANDS.items():
        own = get_command(import_module(f"commands.{name}").app)
        first = " ".join((own.help or "").split("\n\n")[0].split())
        assert first.startswith(about.removesuffix(".")), name
        assert about.split()[0] in top
    assert {path.stem for path in Path("commands").glob("*.py")} >= set(COMMANDS)


@pytest.mark.parametrize("arguments", [(), *((name,) for name in COMMANDS)])
def test_completion_is_offered_at_the_top_only(started_tuntas: Tuntas, arguments: tuple[str, ...]) -> None:
    offered = "--install-completion" in started_tuntas(*arguments, "--help").stdout
    assert offered is (arguments == ())


def test_commands_of_commands_are_completed(started_tuntas: Tuntas) -> None:
    def completed(words: str) -> list[str]:
        more = {
            "_TUNTAS_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split())),
        }
        return started_tuntas(**more).stdout.split()

    assert {"dev", "decree", "audit"} <= set(completed("tuntas "))
    assert {"enact", "import", "withdraw"} <= set(completed("tuntas decree "))


def test_a_mistyped_command_is_told_which_is_meant(started_tuntas: Tuntas) -> None:
    answer = started_tuntas("decre", "list")
    assert answer.returncode == 64
    assert "Did you mean 'decree'" in answer.stderr
