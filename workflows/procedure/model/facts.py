"""Facts: what happened to a report. They are numbered, chained by digests, and never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

import rfc8785

from workflows.procedure.model import instants
from workflows.procedure.model.enums import FactKind, Role

Data = Mapping[str, Any]
"""JSON without floats: what a fact has to say beyond its kind."""

SEALED_KEYS = frozenset({"sealed", "key", "commitment", "length"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which role. `id` is opaque, never a name. A supervisor without an agency is the
    centre's."""

    role: Role
    id: str
    agency: str | None = None
    unit: str | None = None

    @property
    def is_centres_supervisor(self) -> bool:
        """Whether this is a supervisor of the centre, not of an agency."""
        return self.role is Role.SUPERVISOR and self.agency is None

    def wire(self) -> dict[str, Any]:
        """The actor as facts carry it: what is not set is left out."""
        all_ = {"role": self.role.value, "id": self.id, "agency": self.agency, "unit": self.unit}
        return {name: value for name, value in all_.items() if value is not None}


SYSTEM = Actor(Role.SYSTEM, "system")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened. It counts at `at`; it was written at `recorded_at`, which may be later."""

    number: int
    at: datetime
    recorded_at: datetime
    actor: Actor
    kind: FactKind
    data: Data
    previous: str
    digest: str

    def wire(self) -> dict[str, Any]:
        """The fact as it is stored and sent."""
        return {**self._undigested(), "digest": self.digest}

    def _undigested(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "at": instants.format_instant(self.at),
            "recorded_at": instants.format_instant(self.recorded_at),
            "actor": self.actor.wire(),
            "kind": self.kind.value,
            "data": dict(self.data),
            "previous": self.previous,
        }

    @classmethod
    def of_wire(cls, wire: Mapping[str, Any]) -> Self:
        """The fact of a wire form. Raises KeyError or ValueError if it is none."""
        return cls(
            number=wire["number"],
            at=instants.parse_instant(wire["at"]),
            recorded_at=instants.parse_instant(wire["recorded_at"]),
            actor=Actor(**{**wire["actor"], "role": Role(wire["actor"]["role"])}),
            kind=FactKind(wire["kind"]),
            data=wire["data"],
            previous=wire["previous"],
            digest=wire["digest"],
        )


def chain_fact(
    number: int, at: datetime, recorded_at: datetime, actor: Actor, kind: FactKind, data: Data, previous: str
) -> Fact:
    """The fact with its digest."""
    bare = Fact(number, at, recorded_at, actor, kind, data, previous, "")
    return Fact(number, at, recorded_at, actor, kind, data, previous, digest_of(bare.wire()))


def find_first_unchained(tracking_number: str, facts: Iterable[Fact]) -> int | None:
    """The place, from 1, of the first fact that breaks the chain: its number, its `previous` or its digest is
    wrong. Null if the chain is whole."""
    previous = first_previous(tracking_number)
    for place, fact in enumerate(facts, 1):
        if (fact.number, fact.previous, digest_of(fact.wire())) != (place, previous, fact.digest):
            return place
        previous = fact.digest
    return None


def first_previous(tracking_number: str) -> str:
    """The `previous` of a report's first fact: the hex SHA-256 of the tracking number."""
    return sha256(tracking_number.encode()).hexdigest()


def digest_of(wire: Mapping[str, Any]) -> str:
    """Hex SHA-256 of the RFC 8785 form of a fact's other fields, sealed values by their commitments."""
    rest = {name: as_digested(value) for name, value in wire.items() if name != "digest"}
    return sha256(rfc8785.dumps(rest)).hexdigest()


def as_digested(value: Any) -> Any:
    """`value` with each sealed value reduced to `{commitment, length}`, which erasure never touches."""
    if isinstance(value, Mapping):
        if value.keys() == SEALED_KEYS:
            return {"commitment": value["commitment"], "length": value["length"]}
        return {name: as_digested(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_digested(each) for each in value]
    return value
