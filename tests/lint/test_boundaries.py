"""Who may write SQL, open what people wrote, and name the engine: import contracts can't see all of it."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(each.parent for each in ROOT.glob("*/__init__.py") if each.parent.name != "tests")
STATEMENT = re.compile(
    r"\s*(select\s|insert into\s|update \w+( as)?(\s\w+)? set\s|delete from\s"
    r"|with( recursive)? \w+[^;]{0,80}\bas\b.{0,20}\()",
    re.IGNORECASE | re.DOTALL,
)
WRITE_SQL = {
    "records/", "evidence/",
    "activities/record.py",  # the one writer of facts
    "api/requests/clock_offset.py",  # compares this process' clock with the database's
    "api/operation/readiness.py",  # asks whether the database reads and writes
    "commands/rebuild.py",  # counts reports for its progress bar
}  # fmt: skip
OPEN_TEXT = {
    "records/keys/report_key.py",
    "records/reports/search_index.py",  # hashes words; no text leaves it
    "records/reports/contact_index.py",  # hashes contacts; none leaves it
    "activities/letters.py",  # reads a reporter's address
    "api/requests/access.py",  # opens for a reader, and notes it
}
NAME_THE_ENGINE = {"workflows/", "activities/", "evidence/", "api/", "runtime/", "commands/", "worker.py"}


def writes_sql(node: ast.AST) -> bool:
    """Whether the node is a literal SQL statement."""
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(STATEMENT.match(node.value))
    )


def opens_text(node: ast.AST) -> bool:
    """Whether the node opens a sealed value with a report's key: `key.open(...)`, or defines that."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "open":
        return ast.unparse(node.func.value).endswith("key")
    return isinstance(node, ast.ClassDef) and node.name == "ReportKey"


def names_the_engine(node: ast.AST) -> bool:
    """Whether the node imports the Temporal SDK."""
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    return any(name.partition(".")[0] == "temporalio" for name in names)


def modules() -> Iterator[Path]:
    """Every module of the product."""
    for room in ROOMS:
        yield from room.rglob("*.py")
    yield from (ROOT / "worker.py", ROOT / "cli.py")


@cache
def nodes(module: Path) -> Sequence[ast.AST]:
    """All nodes of its tree, which several tests look at."""
    return list(ast.walk(ast.parse(module.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("does", "may"),
    [(writes_sql, WRITE_SQL), (opens_text, OPEN_TEXT), (names_the_engine, NAME_THE_ENGINE)],
    ids=["write SQL", "open what people wrote", "name the engine"],
)
def test_only_these_do(does: Callable[[ast.AST], bool], may: set[str]) -> None:
    found = {path.relative_to(ROOT).as_posix() for path in modules() if any(map(does, nodes(path)))}
    assert {each for each in found if not each.startswith(tuple(may))} == set()
    assert {each for each in may if not any(path.startswith(each) for path in found)} == set()
