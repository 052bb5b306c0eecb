"""Programs rely on codes: each that an answer may carry is in the integrators' guide."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.bundle.errors import NotLogged, NotProvable, TooLarge
from texts.problems import TEXTS
from workflows.procedure.rules.refusals import Refusal

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs" / "integrators.md").read_text("utf-8")
CALLS = {"Problem": 1, "unavailable": 0}
"""What makes an answer of a code, and which argument that is."""
UNFORESEEN = {"unforeseen"}
"""What no program can do anything about."""

OF_BUNDLES = {NotProvable.code, TooLarge.code, NotLogged.code}
"""What answers take from the reasons why no bundle can be made."""


def codes() -> Iterator[str]:
    """Every code written out where answers are made."""
    for file in sorted((ROOT / "api").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                told = [*node.args, None, None][CALLS[node.func.id]]
                if isinstance(told, ast.Constant):
                    yield str(told.value)


def refusal_codes() -> Iterator[str]:
    """Every code with which the procedure refuses."""
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        yield kind.code
        waiting += kind.__subclasses__()


@pytest.mark.parametrize(
    "code", sorted({*codes(), *refusal_codes(), *OF_BUNDLES} - UNFORESEEN - {Refusal.code})
)
def test_the_guide_has_every_code(code: str) -> None:
    assert f"`{code}`" in GUIDE


@pytest.mark.parametrize("code", sorted({*codes(), *refusal_codes(), *OF_BUNDLES} - {Refusal.code}))
def test_people_read_every_code_in_both_languages(code: str) -> None:
    text = TEXTS[code]
    assert text["id"] != text["en"]


def test_codes_are_found_at_all() -> None:
    assert {"not_found", "archive_unavailable", "not_confirmed"} <= set(codes())
    assert {"idempotency_key_reused", "unknown_unit"} <= set(refusal_codes())
