"""Verifiers that overlook one thing each: our own source without one statement that refuses something."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import FunctionType, ModuleType
from typing import Any

REFUSING = ("_refuse", "_same", "_or_altered", "getattr", "bundle.json", "found.append")
"""Calls that are there for what they raise, or what they add to what is found."""


@dataclass(frozen=True)
class Mutant:
    """A function or method, by its owner and name, without its `nth` refusal, which stood in `line`."""

    owner: Any
    name: str
    nth: int
    line: str

    def __str__(self) -> str:
        """As a test names it."""
        return f"{self.owner.__name__.rpartition('.')[2]}.{self.name}-{self.nth}"

    def made(self) -> Any:
        """What is to stand in its place."""
        tree = _parsed(self.owner, self.name)
        _without(tree, self.nth)
        found: dict[str, Any] = {}
        code = compile(ast.fix_missing_locations(ast.Module([tree], [])), f"<{self}>", "exec")
        module = inspect.getmodule(self.owner)
        assert module is not None
        exec(code, module.__dict__, found)  # noqa: S102  # our own source, less one statement
        made = found[self.name]
        if isinstance(made, cached_property):
            made.__set_name__(self.owner, self.name)
        return made


def mutants(owner: ModuleType | type) -> Iterator[Mutant]:
    """All mutants of the functions of a module, or of the methods of a class."""
    for name, value in vars(owner).items():
        function = value.func if isinstance(value, cached_property) else getattr(value, "fget", value)
        if isinstance(function, FunctionType) and function.__module__ == _module_of(owner):
            for nth, statement in enumerate(_refusals(_parsed(owner, name))):
                yield Mutant(owner, name, nth, ast.unparse(statement))


def _module_of(owner: Any) -> str:
    return owner.__name__ if isinstance(owner, ModuleType) else str(owner.__module__)


def _parsed(owner: Any, name: str) -> ast.FunctionDef:
    value = inspect.getattr_static(owner, name)
    function = value.func if isinstance(value, cached_property) else getattr(value, "fget", value)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree


def _refusals(tree: ast.AST) -> list[ast.stmt]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _refuses(node)]


def _refuses(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise | ast.AugAssign):
        return True
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and ast.unparse(node.value.func) in REFUSING
    )


def _without(tree: ast.AST, nth: int) -> None:
    gone = _refusals(tree)[nth]
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            statements = getattr(node, field, None)
            if isinstance(statements, list) and gone in statements:
                statements[statements.index(gone)] = ast.Pass()
