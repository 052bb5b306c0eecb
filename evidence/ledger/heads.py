"""What the ledger hands out: signed heads and proofs, and what verifies them. Pure: nothing here knows a
database or an environment, so the same code verifies away from here.

LedgerRefused
├── RotationRefused (see `keys`)
├── HeadRefused
└── ProofRefused
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Annotated, Any, Self

import rfc8785
from pydantic import Field, StringConstraints

from evidence.ledger import merkle
from evidence.ledger.canonical_model import CanonicalModel, Count, Hash, Instant, Signature
from evidence.ledger.keys import Keys, LedgerRefused, Signer, is_signed
from workflows.procedure.model import instants

WIB = timezone(timedelta(hours=7), "WIB")
"""The centre's zone. Without a database of zones: whoever verifies may have another, or none."""

Number = Annotated[str, StringConstraints(min_length=1, max_length=64), Field(examples=["8KD2-TJZP-XGEP-D"])]
Day = Annotated[
    str, StringConstraints(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), Field(examples=["2026-11-27"])
]


class HeadRefused(LedgerRefused):
    """A head that isn't what its log's key signed, or doesn't follow the one before."""

    code = "ledger_head_refused"


class ProofRefused(LedgerRefused):
    """A proof that doesn't prove what it is for."""

    code = "ledger_proof_refused"


class Leaf(CanonicalModel):
    """A fact, as it is logged."""

    report: Number
    number: Annotated[Count, Field(ge=1)]
    digest: Hash

    def hash(self) -> bytes:
        """Its leaf hash; the entry is the RFC 8785 form."""
        return entry_hash(self.report, self.number, self.digest)


def entry_hash(report: str, number: int, digest: str) -> bytes:
    """The leaf hash of a fact, of which nothing is checked."""
    return merkle.leaf_hash(rfc8785.dumps({"report": report, "number": number, "digest": digest}))


class Inclusion(CanonicalModel):
    """Proves that `leaf` stands at `index` in the log of `size` leaves; `path` is in hex, the leaf's sibling
    first."""

    leaf: Leaf
    index: Count
    size: Count
    path: list[Hash]

    def verify(self, head: "Head") -> None:
        """Raises ProofRefused where the leaf isn't in the log as `head`, itself verified, has it."""
        if self.size != head.size:
            raise ProofRefused(f"proved for {self.size} leaves, where the head has {head.size}")
        if not merkle.verify_inclusion(
            self.leaf.hash(), self.index, self.size, _raw(self.path), bytes.fromhex(head.root)
        ):
            raise ProofRefused(
                f"fact {self.leaf.number} of {self.leaf.report} is not proved to be in the log"
            )


class Consistency(CanonicalModel):
    """Proves that the log of `second` leaves begins with the one of `first` leaves."""

    first: Count
    second: Count
    path: list[Hash]

    def verify(self, earlier: "Head", later: "Head") -> None:
        """Raises ProofRefused where `earlier`, itself verified, isn't how `later` begins."""
        if (self.first, self.second) != (earlier.size, later.size):
            raise ProofRefused(
                f"proved from {self.first} to {self.second} leaves, where the heads have "
                f"{earlier.size} and {later.size}"
            )
        roots = bytes.fromhex(earlier.root), bytes.fromhex(later.root)
        if not merkle.verify_consistency(self.first, self.second, *roots, _raw(self.path)):
            raise ProofRefused(f"the log at {self.second} leaves does not begin with that at {self.first}")


class Head(CanonicalModel):
    """The log as it stood at `at` with its first `size` facts. `day` is that instant's date in WIB, `key` the
    signing key's fingerprint, `previous` the digest of the head before, null for the first. The signature is
    over the RFC 8785 form of all other fields."""

    log: Hash
    size: Count
    root: Hash
    at: Instant
    day: Day
    key: Hash
    previous: Hash | None
    signature: Signature

    @classmethod
    def of(
        cls, signer: Signer, log: str, size: int, root: bytes, at: datetime, before: "Head | None"
    ) -> Self:
        """The head signed by `signer`, to follow `before`."""
        told: dict[str, Any] = {
            "log": log,
            "size": size,
            "root": root.hex(),
            "at": instants.format_instant(at),
            "day": local_day(at),
            "key": signer.fingerprint,
            "previous": before.digest() if before else None,
        }
        return cls.model_validate({**told, "signature": signer.sign(rfc8785.dumps(told))})

    def verify(self, keys: Keys) -> None:
        """Raises HeadRefused where this isn't what a key of `keys` signed in its term, RotationRefused where
        the keys themselves don't verify. Whether these are the keys to trust is for the caller to know."""
        terms = keys.terms()
        if self.log != keys.log:
            raise HeadRefused("the head is another log's")
        if self.key not in terms:
            raise HeadRefused(f"the head is signed by a key that the log never had: {self.key}")
        term = terms[self.key]
        if not is_signed(term.public, self.signature, self.signed()):
            raise HeadRefused("the head's signature does not fit: something in it was changed")
        if self.at < (term.since or "") or self.at > (term.until or self.at):
            raise HeadRefused("the head is dated when its key did not sign")
        if self.day != local_day(instants.parse_instant(self.at)):
            raise HeadRefused("the head's day is not the day of its instant")

    def verify_after(self, before: "Head") -> None:
        """Raises HeadRefused where this isn't the head that was signed next after `before`. That the log only
        grew in between is for `Consistency` to prove."""
        if self.previous != before.digest():
            raise HeadRefused(f"the head of {self.size} leaves names another one before it")
        if self.size <= before.size:
            raise HeadRefused(f"the head of {self.size} leaves follows one of {before.size}")
        if self.at < before.at:
            raise HeadRefused(f"the head of {self.size} leaves is dated before the one before it")

    def signed(self) -> bytes:
        """What the signature is over."""
        wire = self.wire()
        del wire["signature"]
        return rfc8785.dumps(wire)

    def digest(self) -> str:
        """What the next head names as `previous`: the hex SHA-256 of the whole head's RFC 8785 form."""
        return sha256(self.canonical()).hexdigest()


class Receipt(CanonicalModel):
    """What a reporter can keep: the report's facts as the ledger holds them under `head`, and those that are
    recorded, but not under it yet."""

    report: Number
    head: Head
    facts: list[Inclusion]
    pending: list[Leaf]

    def verify(self, keys: Keys) -> None:
        """Raises LedgerRefused where the head or one of the facts doesn't verify, or is another report's."""
        self.head.verify(keys)
        for each in self.facts:
            if each.leaf.report != self.report:
                raise ProofRefused(f"a fact is of {each.leaf.report}")
            each.verify(self.head)


def verify_chain(heads: Sequence[Head], keys: Keys) -> None:
    """Raises LedgerRefused where one of these heads, oldest first, doesn't verify, or doesn't follow the one
    before it. That the log only grew is for `Consistency` to prove."""
    for before, head in zip([None, *heads], heads, strict=False):
        head.verify(keys)
        if before is not None:
            head.verify_after(before)


def local_day(at: datetime) -> str:
    """The local date (WIB) of an instant."""
    return at.astimezone(WIB).date().isoformat()


def _raw(path: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in path]
