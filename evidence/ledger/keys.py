"""Who signs heads: Ed25519 keys, and how one gives way to the next. Pure."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, Self

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidence.ledger.canonical_model import CanonicalModel, Hash, Instant, Signature
from workflows.procedure.model import instants


class LedgerRefused(Exception):
    """Something of the ledger that doesn't verify; `code` says what kind of thing is wrong with it."""

    code: ClassVar[str]


class RotationRefused(LedgerRefused):
    """The keys don't follow one another as each was announced."""

    code = "ledger_rotation_refused"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key. Its `seed` is all of it: 32 bytes."""

    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private().public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """What the public key is known by."""
        return key_fingerprint(self.public)

    def sign(self, content: bytes) -> str:
        """The signature over `content`, in base64url."""
        return _written(self._private().sign(content))

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def key_fingerprint(public: bytes) -> str:
    """What a public key is known by: the hex SHA-256 of its 32 bytes."""
    return sha256(public).hexdigest()


def is_signed(public: bytes, signature: str, content: bytes) -> bool:
    """Whether `signature` is that public key's over `content`."""
    try:
        raw = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        if _written(raw) != signature:
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(raw, content)
    except (InvalidSignature, ValueError):
        return False
    return True


class Rotation(CanonicalModel):
    """From `at` on the log `log` is signed by the public key `new`, and no longer by `old`. Both have signed
    that, over the RFC 8785 form of the other four fields: the old key, and then the new one."""

    log: Hash
    old: Hash
    new: Hash
    at: Instant
    signature: Signature
    countersignature: Signature

    @classmethod
    def of(cls, log: str, old: Signer, new: Signer, at: datetime) -> Self:
        """The rotation from one key to the other."""
        told = {
            "log": log,
            "old": old.public.hex(),
            "new": new.public.hex(),
            "at": instants.format_instant(at),
        }
        content = rfc8785.dumps(told)
        return cls(**told, signature=old.sign(content), countersignature=new.sign(content))

    def signed(self) -> bytes:
        """What both signatures are over."""
        return rfc8785.dumps(_without(self.wire(), "signature", "countersignature"))


@dataclass(frozen=True, slots=True)
class Term:
    """For how long a public key signs: since when, null for the first, and until when, null for the last."""

    public: bytes
    since: str | None
    until: str | None


class Keys(CanonicalModel):
    """All public keys that a log was ever signed by: the first, and each later one as it was announced."""

    log: Hash
    first: Hash
    rotations: list[Rotation]

    def terms(self) -> dict[str, Term]:
        """Each key's term by its fingerprint, the first key's first. Raises RotationRefused.

        A log is known by its first key: nobody else can announce another for it.
        """
        if key_fingerprint(bytes.fromhex(self.first)) != self.log:
            raise RotationRefused("the first key is another log's")
        for rotation, before in zip(self.rotations, [None, *self.rotations], strict=False):
            self._check(rotation, before)
        publics = [self.first, *(rotation.new for rotation in self.rotations)]
        if len(set(publics)) < len(publics):
            raise RotationRefused("a key comes back that had given way to another")
        changes = [rotation.at for rotation in self.rotations]
        spans = zip(publics, [None, *changes], [*changes, None], strict=True)
        return {
            key_fingerprint(bytes.fromhex(each)): Term(bytes.fromhex(each), *span) for each, *span in spans
        }

    def _check(self, rotation: Rotation, before: Rotation | None) -> None:
        if rotation.log != self.log:
            raise RotationRefused("a rotation is another log's")
        if rotation.old != (before.new if before else self.first):
            raise RotationRefused("a rotation is from another key than the one before it was to")
        if before and rotation.at < before.at:
            raise RotationRefused("a rotation is dated before the one before it")
        content = rotation.signed()
        if not is_signed(bytes.fromhex(rotation.old), rotation.signature, content):
            raise RotationRefused("a rotation isn't signed by the old key")
        if not is_signed(bytes.fromhex(rotation.new), rotation.countersignature, content):
            raise RotationRefused("a rotation isn't signed by the new key")


def _written(signature: bytes) -> str:
    return urlsafe_b64encode(signature).decode().rstrip("=")


def _without(wire: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in wire.items() if name not in names}
