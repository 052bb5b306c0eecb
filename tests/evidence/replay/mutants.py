"""The audit's checks, each of which is left out in turn: what it would have told is not told."""

import ast
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

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


@dataclass(frozen=True, slots=True)
class Mutant:
    """A function of the audit, and its code without one of the places where it tells of something."""

    function: FunctionType
    code: CodeType
    line: int

    def __str__(self) -> str:
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}:{self.line}"


def mutants() -> list[Mutant]:
    """All of them."""
    return [mutant for module in MODULES for mutant in _of_module(module)]


def _of_module(module: ModuleType) -> Iterator[Mutant]:
    tree = ast.parse(inspect.getsource(module))
    for defined in tree.body:
        if not isinstance(defined, ast.FunctionDef):
            continue
        function = getattr(module, defined.name)
        for nth, line in enumerate(_yields(defined)):
            changed = ast.parse(inspect.getsource(module))
            _LeavesOut(defined.name, nth).visit(changed)
            compiled = compile(ast.fix_missing_locations(changed), module.__file__ or "", "exec")
            (code,) = [
                each
                for each in compiled.co_consts
                if isinstance(each, CodeType) and each.co_name == defined.name
            ]
            yield Mutant(function, code, line)


def _yields(defined: ast.FunctionDef) -> Sequence[int]:
    return [
        node.lineno
        for node in ast.walk(defined)
        if isinstance(node, ast.Yield | ast.YieldFrom) and node.value
    ]


class _LeavesOut(ast.NodeTransformer):
    """Puts nothing in the place of the function's n-th yield."""

    def __init__(self, function: str, nth: int) -> None:
        self.function = function
        self.nth = nth

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:  # the library's name
        if node.name == self.function:
            found = [each for each in ast.walk(node) if isinstance(each, ast.Yield | ast.YieldFrom)]
            found[self.nth].value = ast.Tuple(elts=[], ctx=ast.Load())
            self._nothing(node, found[self.nth])
        return node

    def _nothing(self, node: ast.FunctionDef, left_out: ast.expr) -> None:
        nothing = ast.YieldFrom(value=ast.Tuple(elts=[], ctx=ast.Load()))
        for parent in ast.walk(node):
            for name, value in ast.iter_fields(parent):
                if value is left_out:
                    setattr(parent, name, nothing)
