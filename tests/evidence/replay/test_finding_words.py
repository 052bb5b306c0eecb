"""Every difference that a replay can find is told in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import api.audits.replays
import evidence.replay
from evidence.replay.findings import Finding, Verdict, pairs
from texts.findings import FINDINGS, PLAIN

WITHOUT_WORDS_OF_THEIR_OWN = {PLAIN}
ALIKE_IN_ENGLISH = {PLAIN, "never_ends"}
"""What they say comes as it is, from elsewhere."""
TELLING = {"Finding": 1, "broken": 0, "_other": 2, "unreplayable": 1}
"""What makes findings, with the place of its code."""


def sources() -> Iterator[ast.Module]:
    (room,) = (Path(each) for each in evidence.replay.__path__)
    for file in (*room.glob("*.py"), Path(api.audits.replays.__file__)):
        yield ast.parse(file.read_text(encoding="utf-8"))


def test_there_are_words_for_each_code_that_is_told_and_for_no_other() -> None:
    told: set[str] = set()
    texts: set[str] = set()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
                at = TELLING.get(str(name))
                code = node.args[at] if at is not None and len(node.args) > at else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    told.add(code.value)
    assert len(told) > 40
    assert told <= FINDINGS.keys()
    assert FINDINGS.keys() - WITHOUT_WORDS_OF_THEIR_OWN <= texts


@pytest.mark.parametrize("code", FINDINGS)
def test_both_languages_say_the_same(code: str) -> None:
    words = FINDINGS[code]
    names = [
        {name for _, name, _, _ in Formatter().parse(each) if name} for each in (words["id"], words["en"])
    ]
    assert names[0] == names[1]
    assert words["id"].strip()
    assert words["id"] != words["en"] or code in ALIKE_IN_ENGLISH


def test_a_finding_is_read_as_it_was_kept() -> None:
    found = Finding(
        "record_differs", "fact_changed", fact=3, field="data", values=pairs(fields=["data", "at"])
    )
    kept = Verdict.of("R", "history", 3, 9, [found]).kept()
    assert Finding.read_kept(kept["first"]) == found
    assert found.text == {
        "id": "data dan at pada fakta ini berbeda",
        "en": "the fact has another data and at",
    }
    assert found.wire() == {
        "kind": "record_differs",
        "message": "the fact has another data and at",
        "run": None,
        "event": None,
        "fact": 3,
        "field": "data",
    }


def test_what_was_kept_without_a_code_that_is_known_is_told_as_it_was() -> None:
    found = Finding("history_broken", "settled_twice", 1, 7, values=pairs(of=5))
    before, by_another = found.wire(), found.kept() | {"code": "settled_thrice"}
    for kept in (before, by_another):
        assert Finding.read_kept(kept).text == {"id": found.message, "en": found.message}


def test_values_are_told_as_they_are() -> None:
    found = Finding("nondeterministic", "another_way", 1, 4, values=pairs(said="no {field} or {}"))
    assert found.message == "today's code takes another way: no {field} or {}"
