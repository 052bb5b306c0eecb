"""Verifiers that overlook one thing each: our own source without one refusal, or one condition of it."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import CodeType, FunctionType, ModuleType
from typing import Any

Edit = tuple[str, Callable[[], None]]
"""What is left out of a tree, as source, and what leaves it out."""


@dataclass(frozen=True)
class Mutant:
    """A function, of that `source`, without the `nth` thing that makes it refuse something, which reads
    `left_out`."""

    function: FunctionType
    source: str
    nth: int
    left_out: str

    def __str__(self) -> str:
        """As a test names it."""
        module = self.function.__module__.rpartition(".")[2]
        return f"{module}.{self.function.__qualname__}-{self.nth}"

    @property
    def code(self) -> CodeType:
        """What the function is to carry out instead."""
        tree = _parsed(self.source)
        _edits(tree)[self.nth][1]()
        compiled = compile(ast.fix_missing_locations(ast.Module([tree], [])), f"<{self}>", "exec")
        consts = [each for each in compiled.co_consts if isinstance(each, CodeType)]
        (code,) = [each for each in consts if each.co_name == self.function.__name__]
        return code


def mutants(owner: ModuleType | type, but: Container[str] = ()) -> Iterator[Mutant]:
    """All mutants of the functions of a module, or of the methods of a class, `but` of those of that name."""
    module = owner.__name__ if isinstance(owner, ModuleType) else owner.__module__
    for name, value in vars(owner).items():
        function = _function(value)
        if name in but or function is None or function.__module__ != module or not _is_written(function):
            continue
        source = textwrap.dedent(inspect.getsource(function))
        for nth, (left_out, _) in enumerate(_edits(_parsed(source))):
            yield Mutant(function, source, nth, left_out)


def _function(value: Any) -> FunctionType | None:
    if isinstance(value, cached_property):
        value = value.func
    value = getattr(value, "fget", value)
    value = getattr(value, "__func__", value)
    return value if isinstance(value, FunctionType) else None


def _is_written(function: FunctionType) -> bool:
    """Whether somebody wrote it, and it can be carried out by itself."""
    code = function.__code__
    is_plain = not code.co_freevars and not inspect.iscoroutinefunction(function)
    return is_plain and not code.co_filename.startswith("<")


def _parsed(source: str) -> ast.FunctionDef:
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    tree.decorator_list = []
    return tree


def _edits(tree: ast.FunctionDef) -> list[Edit]:
    found: list[Edit] = []
    for node in ast.walk(tree):
        for statements in _blocks(node):
            for at, statement in enumerate(statements):
                if _refuses(statement):
                    found.append(_put(statements, at, statement))
        if isinstance(node, ast.If) and any(map(_refuses, node.body)):
            found += _weaker(node.test)
        elif isinstance(node, ast.Return) and node.value is not None:
            found += _weaker(node.value)
        elif isinstance(node, ast.Dict) and all(isinstance(each, ast.Compare) for each in node.values):
            found += [_less(node, at) for at in range(len(node.values))]
    return found


def _blocks(node: ast.AST) -> list[list[ast.stmt]]:
    blocks = [getattr(node, name, None) for name in ("body", "orelse", "finalbody")]
    return [block for block in blocks if isinstance(block, list)]


def _refuses(node: ast.stmt) -> bool:
    """Raising, adding to what is found, saying no, or calling what may do so: there for that alone."""
    match node:
        case ast.Raise():
            return node.exc is not None  # what is passed on was refused before
        case ast.Return(ast.Constant(value)):
            return value is False
        case ast.Expr(ast.Call()) | ast.AugAssign():
            return True
    return False


def _weaker(condition: ast.expr) -> Iterator[Edit]:
    """The condition, and each within it, without one of its parts."""
    for node in ast.walk(condition):
        if isinstance(node, ast.BoolOp):
            yield from (_drop(node, at) for at in range(len(node.values)))
        elif isinstance(node, ast.Compare) and len(node.ops) > 1:
            yield from (_open(node, at) for at in (0, -1))


def _put(statements: list[ast.stmt], at: int, gone: ast.stmt) -> Edit:
    instead = ast.Return(ast.Constant(value=True)) if isinstance(gone, ast.Return) else ast.Pass()
    return ast.unparse(gone), lambda: statements.__setitem__(at, instead)


def _drop(node: ast.BoolOp, at: int) -> Edit:
    nothing = ast.Constant(isinstance(node.op, ast.And))
    return ast.unparse(node.values[at]), lambda: node.values.__setitem__(at, nothing)


def _open(node: ast.Compare, at: int) -> Edit:
    """Without the bound at one end: `0 <= a < b` is `a < b` then, or `0 <= a`."""

    def leave_out() -> None:
        ends: Sequence[ast.expr] = [node.left, *node.comparators]
        kept = list(ends[1:] if at == 0 else ends[:-1])
        node.left, node.comparators = kept[0], kept[1:]
        del node.ops[at]

    return ast.unparse(node.left if at == 0 else node.comparators[-1]), leave_out


def _less(node: ast.Dict, at: int) -> Edit:
    def leave_out() -> None:
        del node.keys[at], node.values[at]

    return ast.unparse(node.values[at]), leave_out
