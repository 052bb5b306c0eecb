"""What the product imports is installed with it: tests have more packages than an installation."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = sorted(each.parent for each in ROOT.glob("*/__init__.py") if each.parent.name != "tests")
OURS = {room.name for room in ROOMS} | {"cli", "worker"}
LOCKED = set(re.findall(r"(?m)^([\w.-]+)(?:\[.*\])?==", (ROOT / "requirements.lock").read_text()))

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {name for names in PROJECT["optional-dependencies"].values() for name in names}
"""What is imported only where it is asked for, and may be lacking."""


def imported(path: Path) -> Iterator[str]:
    """The first part of each module that the file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_everything_that_the_product_imports_is_in_the_lock_of_an_installation() -> None:
    files = [*(path for room in ROOMS for path in room.rglob("*.py")), ROOT / "cli.py", ROOT / "worker.py"]
    foreign = {name for path in files for name in imported(path)} - OURS - sys.stdlib_module_names
    belongs = packages_distributions()
    assert {"fastapi", "temporalio", "psycopg"} <= foreign, "it did look"
    known = LOCKED | EXTRAS
    lacking = {
        name for name in foreign if not {each.lower().replace("_", "-") for each in belongs[name]} & known
    }
    assert lacking == set()
