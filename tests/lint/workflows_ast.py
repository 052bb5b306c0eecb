"""Checks that nothing under `workflows/` can see the world: a history has to replay the same for ever.

Forbidden are wall clocks, randomness, `holidays`, and every module that reaches files, processes, the
network or a database. Run as a program it prints what it finds and fails if that is anything.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

OURS = {"activities", "api", "evidence", "records", "runtime", "texts"}
FILES = {
    "fcntl",
    "getpass",
    "glob",
    "importlib",
    "io",
    "locale",
    "os",
    "pathlib",
    "platform",
    "shutil",
    "tempfile",
}
PROCESSES = {"multiprocessing", "psutil", "queue", "sched", "signal", "subprocess", "sys", "threading"}
LOGS = {"logging", "structlog"}  # the engine's own logger knows when it replays
CHANCE_AND_CLOCKS = {"dateutil", "holidays", "random", "secrets", "time", "uuid"}
NETWORK = {
    "aiosmtplib",
    "fastapi",
    "http",
    "httpx",
    "requests",
    "select",
    "selectors",
    "smtplib",
    "socket",
    "ssl",
}
SERVERS = {"starlette", "urllib", "uvicorn"}
DATABASE = {"alembic", "cryptography", "psycopg", "psycopg_pool", "sqlalchemy", "sqlite3", "sqlmodel"}
MODULES = OURS | FILES | PROCESSES | LOGS | CHANCE_AND_CLOCKS | NETWORK | SERVERS | DATABASE
BUILTINS = frozenset({"breakpoint", "exec", "eval", "input", "open", "print", "__import__", "hash", "id"})
CLOCKS = frozenset({"now", "utcnow", "today"})
# `workflow.now()` is the history's own clock, the same at every replay.
REPLAYED = frozenset({"workflow"})
# Read before any workflow runs: the API loads a policy, the workflow gets it as data.
# The wall clock only tells whether a task is stale; it never enters what a workflow does.
ALLOWED = {
    "procedure/model/policy.py": frozenset({"importlib", "pathlib"}),
    "clock_guard.py": frozenset({"time"}),
}


def problems(tree: ast.AST, allowed: frozenset[str] = frozenset()) -> Iterator[tuple[int, str]]:
    """Line and description of everything in `tree` that a workflow must not touch."""
    for node in ast.walk(tree):
        for module in _imported(node):
            if module.partition(".")[0] in MODULES - allowed:
                yield node.lineno, f"imports {module}"  # type: ignore[attr-defined]  # an import has a line
        if isinstance(node, ast.Call) and (told := _call(node.func)):
            yield node.lineno, told


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module]
    return []


def _call(function: ast.expr) -> str | None:
    match function:
        case ast.Name(id=name) if name in BUILTINS:
            return f"calls {name}()"
        case ast.Attribute(value=owner, attr=name) if name in CLOCKS and ast.unparse(owner) not in REPLAYED:
            return f"reads the wall clock: {ast.unparse(function)}()"
    return None


def check(folder: Path) -> list[str]:
    """One line for each problem of the files below `folder`."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"), str(path))
        allowed = ALLOWED.get(path.relative_to(folder).as_posix(), frozenset())
        found += [f"{path}:{line}: {told}" for line, told in problems(tree, allowed)]
    return found


if __name__ == "__main__":
    sys.exit("\n".join(check(Path(__file__).parents[2] / "workflows")) or None)  # an empty text fails, too
