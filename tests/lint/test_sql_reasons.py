"""Statements stand on the models; each that is SQL says why, with a reason of ADR 20.

The reason is a comment `# In SQL: arrays`, or `# In SQL: arrays: more of it`, above the statement. It holds
for all statements down to the next blank line.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.lint.test_boundaries import ROOT, modules, nodes, writes_sql

ADR = ROOT / "docs" / "adr" / "0020-models-define-the-tables.md"
REASONS = set(re.findall(r"^- \*\*(\w+)\*\*", ADR.read_text("utf-8"), re.MULTILINE))
REASON = re.compile(r"\s*# In SQL: (\w+)")


def reason_above(lines: list[str], line: int) -> str | None:
    """The reason that holds for a statement on this line, counted from 1."""
    for text in reversed(lines[: line - 1]):
        if not text.strip():
            return None
        if found := REASON.match(text):
            return found[1]
    return None


def statements(path: Path) -> Iterator[tuple[str, str | None]]:
    """Each SQL statement of a module, as its place and its reason."""
    lines = path.read_text("utf-8").splitlines()
    for node in nodes(path):
        if isinstance(node, ast.expr) and writes_sql(node):
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            yield place, reason_above(lines, node.lineno)


def test_each_sql_statement_has_a_reason_of_the_adr() -> None:
    found = {place: reason for path in modules() for place, reason in statements(path)}
    assert {place: reason for place, reason in found.items() if reason not in REASONS} == {}


def test_each_reason_of_the_adr_is_used() -> None:
    found = {reason for path in modules() for _, reason in statements(path)}
    assert found >= REASONS
    assert REASONS


def test_a_reason_holds_down_to_the_next_blank_line() -> None:
    lines = ["# In SQL: hot", 'ONE = "select 1"', 'TWO = "select 2"', "", 'THREE = "select 3"']
    assert [reason_above(lines, line) for line in (2, 3, 5)] == ["hot", "hot", None]
