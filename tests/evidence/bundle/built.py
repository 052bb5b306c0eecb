"""Bundles of golden histories, made without any server: as they are made, and as forgers would make them."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.bundle.contents import (
    MANIFEST,
    SIGNATURE,
    Evidence,
    Heads,
    Manifest,
    Proofs,
    describe_member,
    pack_bundle,
)
from evidence.bundle.record import wanted_record
from evidence.ledger import merkle
from evidence.ledger.heads import Consistency, Head, Inclusion, Leaf
from evidence.ledger.keys import Keys, Rotation, Signer
from evidence.replay.record_diff import Tables
from tests.evidence.ledger.paths import consistency_path, inclusion_path
from tests.histories.golden import Golden, load
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.facts import Fact, as_digested, digest_of, first_previous

KEY = Signer(b"k" * 32)
LATER_KEY = Signer(b"l" * 32)
STRANGER = Signer(b"s" * 32)
CODE = {"version": "0.1.0", "commit": "0123456789ab"}
DAILY = datetime(2026, 11, 23, 17, tzinfo=UTC)
"""Midnight in Jakarta, before the golden reports came in."""
INSTANT = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6})Z$")
EARLIER = [Leaf(report="T0000000000AA", number=number, digest="ab" * 32) for number in range(1, 8)]
"""What the ledger held before."""


@dataclass(frozen=True)
class Ledger:
    """A ledger in memory: its leaves, and who signs heads over the first so many of them."""

    leaves: Sequence[Leaf]
    signers: Sequence[Signer] = (KEY,)

    @property
    def keys(self) -> Keys:
        """Its keys; each rotation was a minute after the last."""
        log = self.signers[0].fingerprint
        pairs = zip(self.signers, self.signers[1:], strict=False)
        rotations = [
            Rotation.of(log, old, new, DAILY + timedelta(minutes=1 + nth))
            for nth, (old, new) in enumerate(pairs)
        ]
        return Keys(log=log, first=self.signers[0].public.hex(), rotations=rotations)

    def heads(self, *sizes: tuple[int, datetime, Signer]) -> list[Head]:
        """Heads of these sizes, each following the one before."""
        found: list[Head] = []
        for size, at, signer in sizes:
            root = merkle.root([each.hash() for each in self.leaves[:size]])
            found.append(Head.of(signer, self.keys.log, size, root, at, found[-1] if found else None))
        return found

    def inclusion(self, index: int) -> Inclusion:
        """The proof for one leaf."""
        nodes = merkle.nodes_of([each.hash() for each in self.leaves])
        path = inclusion_path(nodes, index, len(self.leaves))
        told = [each.hex() for each in path]
        return Inclusion(leaf=self.leaves[index], index=index, size=len(self.leaves), path=told)

    def consistency(self, first: int) -> Consistency:
        """The proof that it continues its first so many leaves."""
        nodes = merkle.nodes_of([each.hash() for each in self.leaves])
        path = consistency_path(nodes, first, len(self.leaves))
        return Consistency(first=first, second=len(self.leaves), path=[each.hex() for each in path])


def evidence(golden: Golden, signers: Sequence[Signer] = (KEY,)) -> Evidence:
    """What the installation would know of the report."""
    facts = [Fact.of_wire(wire) for wire in golden.facts]
    logged = [Leaf(report=golden.number, number=fact.number, digest=fact.digest) for fact in facts]
    ledger = Ledger([*EARLIER, *logged], signers)
    heads = ledger.heads(
        (len(EARLIER), DAILY, signers[0]),
        (len(ledger.leaves), made_at(golden) - timedelta(seconds=1), signers[-1]),
    )
    places = range(len(EARLIER), len(ledger.leaves))
    return Evidence(
        report=golden.number,
        runs=golden.runs,
        facts=facts,
        record=wanted_record(golden.runs, list(fold_steps(facts))),
        heads=Heads(keys=ledger.keys, heads=heads),
        proofs=Proofs(
            inclusions=[ledger.inclusion(at) for at in places],
            consistency=ledger.consistency(len(EARLIER)),
        ),
    )


def made_at(golden: Golden) -> datetime:
    """When it is bundled: just after the last that happened to it."""
    last: datetime = golden.runs[-1].events[-1].event_time.ToDatetime(UTC)
    return last + timedelta(seconds=2)


def of_golden(golden: Golden, signers: Sequence[Signer] = (KEY,), **changes: Any) -> bytes:
    """The bundle of a report, of other evidence than there is where `changes` say so."""
    return pack_bundle(replace(evidence(golden, signers), **changes), signers[-1], made_at(golden), CODE)


@cache
def bundle(name: str, nth: int = 0) -> bytes:
    """The bundle of a golden report."""
    return of_golden(load(name)[nth])


def rotated(name: str) -> bytes:
    """The same under a ledger whose key was rotated since the last daily head."""
    return of_golden(load(name)[0], (KEY, LATER_KEY))


def members_of(content: bytes) -> dict[str, bytes]:
    """What is in a bundle, to be changed."""
    return dict(strict.read_zip(content))


def signed(members: Mapping[str, bytes], signer: Signer = KEY, **changes: Any) -> bytes:
    """A forger's bundle who has a key: the members as they are now, their manifest made and signed anew, with
    `changes` in it."""
    rest = {name: each for name, each in members.items() if name not in (MANIFEST, SIGNATURE)}
    before = Manifest.read(members[MANIFEST])
    now = before.model_copy(
        update={"members": {name: describe_member(each) for name, each in rest.items()}, **changes}
    ).canonical()
    return strict.write_zip({**rest, MANIFEST: now, SIGNATURE: signer.sign(now).encode()})


def with_json(content: bytes, name: str, change: Callable[[Any], Any], signer: Signer = KEY) -> bytes:
    """A bundle in which one document was changed, by whoever has the key."""
    members = members_of(content)
    value = canonical_json.parse_canonical(members[name])
    change(value)
    members[name] = canonical_json.format_canonical(value)
    return signed(members, signer)


def as_the_database_writes(record: Tables) -> Tables:
    """A record whose columns have instants as PostgreSQL writes them; what is within JSON stays as it is."""

    def column(value: Any) -> Any:
        return INSTANT.sub(r"\1+00:00", value) if isinstance(value, str) else value

    return {
        what: {name: {field: column(value) for field, value in one.items()} for name, one in things.items()}
        for what, things in record.items()
    }


def of_evidence(name: str, **changes: Any) -> bytes:
    """A bundle of other evidence than there is, all else fitting to it."""
    return of_golden(load(name)[0], **changes)


def facts_of(name: str) -> list[dict[str, Any]]:
    """The facts of a golden report, as digested."""
    return [as_digested(wire) for wire in load(name)[0].facts]


def facts_after(
    name: str, change: Callable[[list[dict[str, Any]]], Any], report: str | None = None
) -> list[Fact]:
    """The facts of a golden report after a change, chained anew, to those of `report` if one is named."""
    golden = load(name)[0]
    wires = [json.loads(json.dumps(wire)) for wire in golden.facts]
    change(wires)
    facts: list[Fact] = []
    previous = first_previous(report or golden.number)
    for number, wire in enumerate(wires, 1):
        now = {**wire, "number": number, "previous": previous}
        facts.append(Fact.of_wire({**now, "digest": digest_of(now)}))
        previous = facts[-1].digest
    return facts


def of_facts(name: str, facts: Sequence[Fact]) -> bytes:
    """A bundle of these facts instead of the report's own: ledger, record and exports all made to fit."""
    wires = tuple(fact.wire() for fact in facts)
    return of_golden(replace(load(name)[0], facts=wires))
