"""The check itself: what it finds, and what it lets pass."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lint.workflows_ast import check, problems


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("import os", "imports os"),
        ("import os.path as p", "imports os.path"),
        ("from time import monotonic", "imports time"),
        ("from sqlalchemy.orm import Session", "imports sqlalchemy.orm"),
        ("def later():\n    import holidays", "imports holidays"),
        ("import random", "imports random"),
        ("from uuid import uuid4", "imports uuid"),
        ("import socket", "imports socket"),
        ("import httpx", "imports httpx"),
        ("from records import tables", "imports records"),
        ("datetime.now(UTC)", "reads the wall clock: datetime.now()"),
        ("datetime.datetime.utcnow()", "reads the wall clock: datetime.datetime.utcnow()"),
        ("date.today()", "reads the wall clock: date.today()"),
        ("open('f')", "calls open()"),
        ("print('x')", "calls print()"),
        ("hash('x')", "calls hash()"),
    ],
)
def test_what_reaches_the_world_is_found(code: str, told: str) -> None:
    assert [problem for _line, problem in problems(ast.parse(code))] == [told]


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime, timedelta",
        "from temporalio import workflow\nworkflow.now()",
        "from calendars import Snapshot",
        "from .words import Stage",
        "case.opened_at.date()",
    ],
)
def test_what_replays_passes(code: str) -> None:
    assert list(problems(ast.parse(code))) == []


def test_a_finding_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "report.py").write_text("x = 1\nimport os\n")
    assert check(tmp_path) == [f"{tmp_path / 'report.py'}:2: imports os"]


def test_our_own_workflows_pass() -> None:
    assert check(Path(__file__).parents[2] / "workflows") == []


def test_as_a_program_it_succeeds_where_there_is_nothing_to_find() -> None:
    program = Path(__file__).with_name("workflows_ast.py")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
