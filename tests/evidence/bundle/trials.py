"""What a mutant is tried with: the tests of a module, each as one call.

Those that need a fixture are left out, and so are those that try something else each time: a mutant has to be
found every time.
"""

from collections.abc import Callable, Iterator
from functools import partial
from inspect import isclass, isfunction, signature
from itertools import product
from types import ModuleType
from typing import Any

import pytest

Trial = Callable[[], object]


def trials(*modules: ModuleType) -> list[Trial]:
    """The tests of these modules."""
    return [trial for module in modules for trial in _of(vars(module))]


def fails(trial: Trial) -> bool:
    """Whether the test does, as it is now."""
    try:
        trial()
    except (Exception, pytest.fail.Exception):  # noqa: BLE001  # whatever a mutant leads to
        return True
    return False


def _of(names: Any) -> Iterator[Trial]:
    for name, value in names.items():
        if name.startswith("Test") and isclass(value):
            methods = {
                each: method.__get__(value()) for each, method in vars(value).items() if isfunction(method)
            }
            yield from _of(methods)
        elif name.startswith("test_") and not hasattr(value, "is_hypothesis_test"):
            yield from _calls(value)


def _calls(test: Any) -> Iterator[Trial]:
    marks = [mark.args for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
    tables = [[_named(names, values) for values in table] for names, table in marks]
    for rows in product(*tables):
        given: dict[str, Any] = {}
        for row in rows:
            given |= row
        if given.keys() == signature(test).parameters.keys():
            yield partial(test, **given)


def _named(names: Any, values: Any) -> dict[str, Any]:
    if isinstance(names, str) and "," not in names:
        return {names: values}
    split = names.split(",") if isinstance(names, str) else names
    return dict(zip(map(str.strip, split), values, strict=True))
