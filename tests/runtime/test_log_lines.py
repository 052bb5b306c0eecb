"""The lines that the operators' guide names: each is one of the code's, and the other way round."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("activities", "api", "commands", "evidence", "records", "runtime", "texts", "workflows")
SOURCES = [ROOT / "worker.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
TELLING = frozenset({"warning", "error", "exception", "critical", "log"})
UNTOLD = {"worker up", "worker down", "a report that was to be told something is gone"}
"""What nobody has to act upon."""


def told_by_the_guide() -> dict[str, set[str]]:
    """The fields of each line that the guide's table names."""
    guide = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    table = guide.split("### What logs say")[1].split("\n## ")[0]
    found = {}
    for row in table.splitlines():
        if row.startswith("| `") and "| `event` |" not in row:
            _, events, fields, *_ = row.split("|")
            for event in re.findall(r"`([^`]+)`", events):
                found[event] = set(re.findall(r"`([^`]+)`", fields))
    return found


def words_of(path: Path) -> Iterator[str]:
    """Every text in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def warnings_of(path: Path) -> Iterator[str]:
    """What a module's warnings say, as far as it stands where they are made."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("log"), attr=how)) if how in TELLING:
                for each in node.args:
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value


def test_every_line_that_the_guide_names_is_one_of_the_code_s() -> None:
    named, written = told_by_the_guide(), {word for path in SOURCES for word in words_of(path)}
    assert len(named) > 10
    assert named.keys() - written == set()


def test_every_warning_of_the_code_is_in_the_guide() -> None:
    warned = {word for path in SOURCES for word in warnings_of(path)}
    assert len(warned) > 8
    assert warned - UNTOLD - told_by_the_guide().keys() == set()


def test_every_field_that_the_guide_names_is_written_somewhere() -> None:
    written = {word for path in SOURCES for word in words_of(path)}
    written |= {keyword.arg or "" for path in SOURCES for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Call) for keyword in node.keywords}  # fmt: skip
    assert set().union(*told_by_the_guide().values()) - written - {"exception"} == set()
