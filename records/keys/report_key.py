"""A report's own key: what seals its personal and free text, and once destroyed erases it everywhere."""

import os
from base64 import b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workflows.procedure.model.sealed import Sealed

KEY_BYTES = 32
SALT_BYTES = 16
NONCE_BYTES = 12


class SealBroken(Exception):
    """The sealed value isn't what was once sealed under this key."""


class Redacted(Exception):
    """The sealed value's text is gone; commitment and length remain."""


@dataclass(frozen=True, slots=True)
class ReportKey:
    """AES-256-GCM under `secret`, the key's id authenticated with every value."""

    id: str
    secret: bytes = field(repr=False)

    def seal(self, text: str) -> Sealed:
        """`text` sealed with a fresh salt and nonce. Raises ValueError where it isn't valid Unicode."""
        salted = os.urandom(SALT_BYTES) + text.encode()
        box = _encrypted(self.secret, salted, self.id.encode())
        return Sealed(
            sealed=urlsafe_b64encode(box).decode(),
            key=self.id,
            commitment=sha256(salted).hexdigest(),
            length=len(text),
        )

    def open(self, value: Sealed) -> str:
        """The text of `value`, checked against its commitment. Raises Redacted or SealBroken."""
        if value.sealed is None:
            raise Redacted
        try:
            box = b64decode(value.sealed, altchars=b"-_", validate=True)
            salted = _decrypted(self.secret, box, self.id.encode())
        except (ValueError, InvalidTag):
            raise SealBroken from None
        if value.key != self.id or sha256(salted).hexdigest() != value.commitment:
            raise SealBroken
        return salted[SALT_BYTES:].decode()


class KeyWrapper(Protocol):
    """Who keeps report keys under a master key: bytes in this process, or a key management service."""

    async def wrap(self, secret: bytes, context: bytes) -> bytes:
        """`secret` under the master key, bound to `context`."""

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The secret again. Raises SealBroken where key or context is another."""

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for `purpose` and nothing else: the same as long as the master key is."""


class LocalWrapper:
    """A master key of 32 bytes in this process' memory."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise ValueError(f"a master key has {KEY_BYTES} bytes")
        self._master = master

    async def wrap(self, secret: bytes, context: bytes) -> bytes:
        """See KeyWrapper."""
        return _encrypted(self._master, secret, context)

    async def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """See KeyWrapper."""
        try:
            return _decrypted(self._master, wrapped, context)
        except (ValueError, InvalidTag):
            raise SealBroken from None

    def derived(self, purpose: str) -> bytes:
        """See KeyWrapper; by HKDF (RFC 5869)."""
        return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"tuntas {purpose}".encode()).derive(self._master)


def context_of(report: str, key_id: str) -> bytes:
    """The context of a report's key: moved to another report's row it must not unwrap there."""
    return f"{report}:{key_id}".encode()


def _encrypted(secret: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, plain, context)


def _decrypted(secret: bytes, box: bytes, context: bytes) -> bytes:
    return AESGCM(secret).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], context)
