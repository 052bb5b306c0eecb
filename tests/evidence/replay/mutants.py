"""The audit's checks, each of which is left out in turn: what it would have told is not told."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

import pytest

from evidence.replay import (
    commands,
    compare_stored,
    history,
    history_end,
    history_metadata,
    payloads,
    references,
    verdict,
)

MODULES = (commands, compare_stored, history_end, history, history_metadata, payloads, references, verdict)

MARKS = "_places_come_to"
Place = tuple[str, str, int]
"""A module, a function of it, and which of the places where it tells of something."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A function of the audit, and its code without the `nth` of the places where it tells of something;
    `marked` is its code as it is, but that it adds each of these places to `MARKS` when it comes there."""

    function: FunctionType
    code: CodeType
    line: int
    nth: int
    marked: CodeType

    @property
    def place(self) -> Place:
        """Where it tells nothing."""
        return self.function.__module__, self.function.__name__, self.nth

    def __str__(self) -> str:
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}:{self.line}"


@contextmanager
def marking(all_: Iterable[Mutant]) -> Iterator[set[Place]]:
    """Collects the places of these mutants that are come to meanwhile: the functions say so themselves."""
    reached: set[Place] = set()
    with pytest.MonkeyPatch.context() as patch:
        for mutant in all_:
            patch.setattr(mutant.function, "__code__", mutant.marked)
            patch.setitem(mutant.function.__globals__, MARKS, reached)
        yield reached


def mutants() -> list[Mutant]:
    """All of them."""
    return [mutant for module in MODULES for mutant in _of_module(module)]


def _of_module(module: ModuleType) -> Iterator[Mutant]:
    tree = ast.parse(inspect.getsource(module))
    for defined in tree.body:
        places = _places(defined) if isinstance(defined, ast.FunctionDef) else []
        if not places:
            continue
        assert isinstance(defined, ast.FunctionDef)
        function = getattr(module, defined.name)
        marked = _compiled(module, defined, _Marks(module.__name__, defined.name))
        for nth, place in enumerate(places):
            code = _compiled(module, defined, _LeavesOut(defined.name, nth))
            yield Mutant(function, code, place.lineno, nth, marked)


def _compiled(module: ModuleType, defined: ast.FunctionDef, change: "_LeavesOut | _Marks") -> CodeType:
    """The changed function's code."""
    changed = ast.Module([change.visit(deepcopy(defined))], type_ignores=[])
    compiled = compile(ast.fix_missing_locations(changed), module.__file__ or "", "exec")
    (code,) = [
        each for each in compiled.co_consts if isinstance(each, CodeType) and each.co_name == change.function
    ]
    return code


def _places(defined: ast.AST) -> list[ast.Yield | ast.YieldFrom]:
    """Where it tells of something."""
    found = [node for node in ast.walk(defined) if isinstance(node, ast.Yield | ast.YieldFrom)]
    return [node for node in found if node.value]


class _LeavesOut(ast.NodeTransformer):
    """Puts nothing in the place of the function's n-th yield."""

    def __init__(self, function: str, nth: int) -> None:
        self.function = function
        self.nth = nth

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # the library's name
        if node.name == self.function:
            found = _places(node)
            found[self.nth].value = ast.Tuple(elts=[], ctx=ast.Load())
            self._nothing(node, found[self.nth])
        return node

    def _nothing(self, node: ast.FunctionDef, left_out: ast.expr) -> None:
        nothing = ast.YieldFrom(value=ast.Tuple(elts=[], ctx=ast.Load()))
        for parent in ast.walk(node):
            for name, value in ast.iter_fields(parent):
                if value is left_out:
                    setattr(parent, name, nothing)


class _Marks(ast.NodeTransformer):
    """Adds each place, before it is told what, to the places come to."""

    def __init__(self, module: str, function: str) -> None:
        self.module = module
        self.function = function

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # the library's name
        if node.name == self.function:
            for nth, each in enumerate(_places(node)):
                assert each.value
                place = (self.module, self.function, nth)
                marks = ast.parse(f"({MARKS}.add({place!r}), 0)[1]", mode="eval").body
                assert isinstance(marks, ast.Subscript)
                assert isinstance(marks.value, ast.Tuple)
                marks.value.elts[1] = each.value
                each.value = marks
        return node
