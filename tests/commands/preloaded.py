"""What the server that `forked` forks from imports before: every module of the product."""

import gc
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import psutil

ROOMS = sorted(each.parent.name for each in Path(__file__).parents[2].glob("*/__init__.py"))
PROGRAMS = ("cli", "worker", "uvicorn", "uvloop", "httptools")

for name in (*PROGRAMS, *ROOMS):
    module = import_module(name)
    for each in walk_packages(module.__path__ if name in ROOMS else (), f"{name}."):
        if ".migrations." not in each.name:  # scripts, which only Alembic runs
            import_module(each.name)
gc.freeze()  # what never changes stays shared by all forks
assert psutil.Process().num_threads() == 1, "its forks would lack the other threads"
