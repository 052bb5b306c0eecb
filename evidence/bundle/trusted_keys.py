"""Whom an auditor trusts: the public keys in a file that they keep."""

import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import ClassVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import ValidationError

from evidence.ledger.keys import Keys, LedgerRefused, key_fingerprint

HEX = re.compile(r"[0-9a-f]{64}")
BASE64URL = re.compile(r"[A-Za-z0-9_-]{43}=?")
PEM = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----", re.DOTALL)


class NoKeys(ValueError):
    """A file without keys in any form that is known here; the message says what is wrong with it."""

    code: ClassVar[str] = "no_keys"


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """Keys, at least one, each by the fingerprint that it has, or by both that it may have."""

    keys: frozenset[frozenset[str]]

    def vouches_for(self, key: str, known: Keys) -> bool:
        """Whether the key of that fingerprint is one of these, or one that they gave way to in a ledger whose
        keys are `known`: all of these came before it there. Where one of them is not known there, nobody can
        say that it was left by that way and no other.

        Raises RotationRefused where the ledger's keys don't follow one another.
        """
        fingerprints = list(known.terms())
        before = set(fingerprints[: fingerprints.index(key)])
        return any(key in each for each in self.keys) or all(each & before for each in self.keys)


def parse_trusted_keys(content: bytes) -> TrustedKeys:
    """The keys in a file: what `/v1/heads/keys` answers, PEM, or lines. Raises NoKeys.

    A line is a fingerprint (64 hexadecimal digits) or a public key (32 bytes in hexadecimal or in base64url);
    what follows a `#` is a remark.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise NoKeys("is not in UTF-8") from None
    if text.lstrip().startswith("{"):
        found = [{each} for each in _of_ledger(text)]
    elif "-----BEGIN" in text:
        found = [{each} for each in _of_pem(text)]
    else:
        lines = [line.partition("#")[0].strip() for line in text.splitlines()]
        found = [_of_line(line) for line in lines if line]
    if not found:
        raise NoKeys("holds no key")
    return TrustedKeys(frozenset(map(frozenset, found)))


def _of_ledger(text: str) -> list[str]:
    try:
        return list(Keys.model_validate_json(text).terms())
    except ValidationError:
        raise NoKeys("is no list of a ledger's keys") from None
    except LedgerRefused as refused:
        raise NoKeys(f"is a list of keys that do not follow one another: {refused}") from None


def _of_pem(text: str) -> list[str]:
    found = []
    for each in PEM.findall(text):
        try:
            key = load_pem_public_key(each.encode())
        except ValueError:
            raise NoKeys("holds a public key that can't be read") from None
        if not isinstance(key, Ed25519PublicKey):
            raise NoKeys("holds a key of another kind than Ed25519")
        found.append(key_fingerprint(key.public_bytes_raw()))
    return found


def _of_line(line: str) -> set[str]:
    """A fingerprint and a key look alike in hexadecimal; nobody can make one of which both are known."""
    if HEX.fullmatch(line.lower()):
        return {line.lower(), key_fingerprint(bytes.fromhex(line))}
    if BASE64URL.fullmatch(line):
        return {key_fingerprint(urlsafe_b64decode(line.rstrip("=") + "="))}
    raise NoKeys("holds a line that is neither a fingerprint nor a key")
