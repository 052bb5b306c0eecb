"""The verifier itself is tried: one that overlooks anything is told apart from ours by some forgery, or by a
test of the room that it rests on.

A mutant is our own verifier without one check, without one statement of it that refuses something, or without
one condition of that.
"""

from collections.abc import Container, Iterator, Sequence
from functools import cache

import pytest

from evidence import canonical_json
from evidence import history_codec as packed
from evidence import strict_zip as strict
from evidence.bundle import (
    checks,
    histories,
    kept_heads,
    record,
    recording_dates,
    trusted_keys,
    verification,
)
from evidence.bundle.checks import CHECKS, Check
from evidence.bundle.reader import BundleReader
from evidence.bundle.verification import Verification, verify_bundle
from evidence.ledger import canonical_model, heads, keys, merkle
from evidence.replay import record_diff
from tests.evidence import test_canonical_json, test_history_codec, test_strict_zip
from tests.evidence.bundle import built, test_kept, test_recording_dates, test_trust
from tests.evidence.bundle.forgeries import FORGERIES, Forgery
from tests.evidence.bundle.mutants import Mutant, mutants
from tests.evidence.bundle.test_verifying import OF_THE_MACHINE, failing
from tests.evidence.bundle.trials import Trial, fails, trials
from tests.evidence.ledger import test_forms, test_heads, test_merkle
from tests.histories.golden import load

NAMES = [each.name for each in CHECKS]
PROMISE = "raise _the_file('is not what writing its members gives')"
"""What the strict zip promises: whatever breaks it has a name of its own before."""


def as_recorded() -> bytes:
    """A bundle of a record that the database wrote in its own way."""
    record = built.evidence(load("straight")[0]).record
    return built.of_evidence("straight", record=built.as_the_database_writes(record))


WHOLE = (
    built.bundle("straight"), built.bundle("over_several_runs"), built.bundle("closed_by_silence"),
    built.rotated("straight"), as_recorded(),
)  # fmt: skip
"""Bundles in which nothing may be found."""

MAKING = (
    "pack_history", "format_canonical", "write_zip", "batch_of_steps", "nodes_of", "covering", "hash_of",
    "inclusion_spans", "consistency_spans",
)  # fmt: skip
"""What makes what is verified."""
BY_FORGERIES = (checks, BundleReader, histories, record, record_diff, verification)
"""What is tried with bundles."""
LOOKED_AT_BY = {"record_diff": "record"}
"""By which check one of them shows, where it is not called so."""
BY_TESTS = {
    (canonical_json,): trials(test_canonical_json),
    (packed,): trials(test_history_codec),
    (strict,): trials(test_strict_zip),
    (trusted_keys, trusted_keys.TrustedKeys): trials(test_trust)[::-1],  # the quick ones are at its end
    (recording_dates,): trials(test_recording_dates),
    (kept_heads,): trials(test_kept),
    (merkle,): trials(test_merkle),
    (canonical_model, canonical_model.CanonicalModel): trials(test_forms),
    (heads, heads.Head, heads.Inclusion, heads.Consistency): trials(test_heads),
    (keys, keys.Keys): trials(test_heads),
}
"""What is tried with the tests of its own room."""


@pytest.fixture(scope="module", autouse=True)
def _made_by_ours() -> None:
    """No forgery is made by a mutant."""
    for each in FORGERIES:
        made(each)


@cache
def made(forged: Forgery) -> bytes:
    return forged.make()


def is_found(forged: Forgery) -> bool:
    """Whether it is found by the check, at the place and for the reason that it should be."""
    verified: Verification = verify_bundle(made(forged), retell=forged.retell)
    first = next((line for line in verified.lines if line.verdict != "fine"), None)
    named = any(where == forged.where and forged.says in what for where, what in verified.found)
    told = len(verified.lines) == len(vars(verification)["CHECKS"])
    return first is not None and first.check == forged.check and named and told


def is_whole(content: bytes) -> bool:
    """Whether nothing is found in what is as it was signed."""
    return verify_bundle(content).exit_code == 0


def is_left_open(error: type[Exception]) -> bool:
    """Whether there is no verdict where this machine can't carry anything out."""
    return verify_bundle(WHOLE[0], retell=failing(error)).exit_code == 1


def judgements(likely: Container[str] = (), left_out: str = "") -> Iterator[bool]:
    """Whether each bundle is judged as it should be; those first that tell most likely, or soonest."""

    def place(forged: Forgery) -> tuple[bool, bool, int]:
        return forged.says not in left_out, forged.check not in likely, NAMES.index(forged.check)

    yield from (is_found(each) for each in sorted(FORGERIES, key=place))
    yield from map(is_whole, WHOLE)
    yield from map(is_left_open, OF_THE_MACHINE)


def test_all_is_judged_as_it_should_be() -> None:
    assert all(judgements())


@pytest.mark.parametrize("left_out", CHECKS, ids=lambda each: each.name)
def test_a_verifier_without_one_check_overlooks_something(
    left_out: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "CHECKS", [each for each in CHECKS if each is not left_out])
    assert not all(judgements({left_out.name}))


@pytest.mark.parametrize("mutant", [m for owner in BY_FORGERIES for m in mutants(owner, MAKING)], ids=str)
def test_a_verifier_without_one_refusal_overlooks_something(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutant.function, "__code__", mutant.code)
    module = mutant.function.__module__.rpartition(".")[2]
    likely = {mutant.function.__name__.removeprefix("_"), LOOKED_AT_BY.get(module, module)}
    assert not all(judgements(likely, mutant.left_out)), mutant.left_out


@pytest.mark.parametrize(
    ("mutant", "tests"),
    [
        pytest.param(mutant, tests, id=str(mutant))
        for owners, tests in BY_TESTS.items()
        for owner in owners
        for mutant in mutants(owner, () if owner is strict else MAKING)
        if mutant.left_out != PROMISE
    ],
)
def test_what_it_rests_on_without_one_refusal_fails_a_test(
    mutant: Mutant, tests: Sequence[Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutant.function, "__code__", mutant.code)
    assert any(map(fails, tests)), mutant.left_out
