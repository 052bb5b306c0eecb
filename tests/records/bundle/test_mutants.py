"""The verifier itself is tried: one that overlooks anything is told apart from ours by some forgery.

A mutant is our own verifier without one check, or without one statement of it that refuses something. It must
judge at least one of the forgeries otherwise than we do.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from records.bundle import canonical, checks, histories, record, verifying
from records.bundle.checks import CHECKS, Check
from records.bundle.opened import Opened
from records.bundle.verifying import Verification, verify
from tests.records.bundle.forgeries import FORGERIES, Forgery
from tests.records.bundle.mutants import Mutant, mutants

MAKING = "_refuse_fractions"
"""Keeps what is made in form, not what is verified."""
MUTANTS = [
    each
    for owner in (checks, Opened, histories, canonical, record)
    for each in mutants(owner)
    if each.name != MAKING
]


@cache
def made(forged: Forgery) -> bytes:
    return forged.make()


def is_found(forged: Forgery) -> bool:
    """Whether it is found by the check, at the place and for the reason that it should be."""
    verified: Verification = verify(made(forged), retell=forged.retell)
    first = next((line for line in verified.lines if line.verdict != "fine"), None)
    named = any(where == forged.where and forged.says in what for where, what in verified.found)
    return first is not None and first.check == forged.check and named


def overlooked(likely: str = "") -> Forgery | None:
    """A forgery that the verifier, as it is now, does not find as it should; those of a check first."""
    ordered = sorted(FORGERIES, key=lambda each: each.check != likely)
    return next((each for each in ordered if not is_found(each)), None)


def patch(monkeypatch: pytest.MonkeyPatch, table: Sequence[Check]) -> None:
    monkeypatch.setattr(verifying, "CHECKS", table)


def test_nothing_is_overlooked_as_it_is() -> None:
    assert overlooked() is None


@pytest.mark.parametrize("left_out", CHECKS, ids=lambda each: each.name)
def test_a_verifier_without_one_check_overlooks_something(
    left_out: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    patch(monkeypatch, [each for each in CHECKS if each is not left_out])
    assert overlooked(left_out.name) is not None


@pytest.mark.parametrize("mutant", MUTANTS, ids=str)
def test_a_verifier_without_one_refusal_overlooks_something(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, before = mutant.made(), getattr(mutant.owner, mutant.name)
    monkeypatch.setattr(mutant.owner, mutant.name, now)
    patch(monkeypatch, [replace(each, look=now) if each.look is before else each for each in CHECKS])
    assert overlooked(mutant.name.removeprefix("_")) is not None, mutant.line


def test_mutants_are_of_everything_that_refuses() -> None:
    assert len(MUTANTS) > 50
    assert {each.name for each in MUTANTS} >= {each.look.__name__ for each in CHECKS[2:]}
