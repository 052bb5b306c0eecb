"""The form in which facts are digested, against vectors fixed by hand: another form breaks every ledger."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.procedure.build import Play
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import (
    Actor,
    Fact,
    as_digested,
    chain_fact,
    digest_of,
    first_previous,
)

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("digests.json").read_text("utf-8"))
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[each["why"] for each in VECTORS])


@every_vector
def test_a_facts_digest_is_the_sha_256_of_its_canonical_form(vector: dict[str, Any]) -> None:
    assert sha256(vector["canonical"].encode()).hexdigest() == vector["fact"]["digest"]
    assert digest_of(vector["fact"]) == vector["fact"]["digest"]


@every_vector
def test_a_fact_made_anew_has_the_same_wire_form_and_digest(vector: dict[str, Any]) -> None:
    read = Fact.of_wire(vector["fact"])
    made = chain_fact(read.number, read.at, read.recorded_at, read.actor, read.kind, read.data, read.previous)
    assert made.wire() == vector["fact"]


@every_vector
def test_any_other_value_of_any_field_has_another_digest(vector: dict[str, Any]) -> None:
    for name in vector["fact"]:
        if name != "digest":
            assert digest_of({**vector["fact"], name: "other"}) != vector["fact"]["digest"]


def test_the_first_fact_names_the_digest_of_the_tracking_number() -> None:
    assert first_previous("LPR-1") == "e85b82d87e29e8bc93958c0aa00df4ded40d6dbc8e898950858ec13e819dde66"


def test_a_redacted_text_leaves_the_digest_as_it_was() -> None:
    play = Play()
    wire = deepcopy(play.facts[0].wire())
    wire["data"]["text"] |= {"sealed": None, "key": "erased"}
    wire["data"]["reporter"]["identity"]["sealed"] = None
    assert digest_of(wire) == play.facts[0].digest


@pytest.mark.parametrize("name", ["commitment", "length"])
def test_another_text_has_another_digest(name: str) -> None:
    play = Play()
    wire = deepcopy(play.facts[0].wire())
    wire["data"]["text"][name] = 99 if name == "length" else "00" * 32
    assert digest_of(wire) != play.facts[0].digest


def test_only_a_whole_sealed_value_is_reduced_to_its_commitment() -> None:
    sealed = {"sealed": "YQ", "key": "k", "commitment": "c", "length": 1}
    assert as_digested({"a": [sealed]}) == {"a": [{"commitment": "c", "length": 1}]}
    assert as_digested({**sealed, "more": 1}) == {**sealed, "more": 1}
    assert as_digested({"sealed": "YQ", "key": "k"}) == {"sealed": "YQ", "key": "k"}


def test_a_fact_holds_no_floats_wherever_it_comes_from() -> None:
    def floats(value: Any) -> bool:
        if isinstance(value, dict):
            return any(map(floats, value.values()))
        return any(map(floats, value)) if isinstance(value, list) else isinstance(value, float)

    play = Play(policy="drill")
    play.do("forward")
    play.do("extend")
    play.sleep(seconds=60)
    assert not any(floats(fact.wire()) for fact in play.facts)


def test_instants_are_written_in_utc_with_microseconds() -> None:
    at = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)
    wire = chain_fact(1, at, at, Actor(Role.SYSTEM, "system"), FactKind.RESUMED, {}, "0").wire()
    assert (wire["at"], wire["recorded_at"]) == ("2026-10-05T02:00:00.000000Z",) * 2
    assert wire["actor"] == {"role": "system", "id": "system"}


def test_digests_are_of_the_other_fields() -> None:
    assert digest_of({"a": 1, "digest": "x"}) == digest_of({"a": 1})
