"""Tracking numbers and PINs: derived, never stored, so that a retry can't make a second report.

A number is 60 bits in Crockford's base32 and a check character, grouped to be read out over a phone.
"""

import hmac
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
LENGTH = 12
BITS = 5 * LENGTH
CHECKS = 37  # Crockford's modulus
PIN_DIGITS = 6
FIRST_PIN = 1
"""The version of the PIN that a report begins with; each later one is counted up."""


class WrongCheck(ValueError):
    """The last character does not fit the others: the number was mistyped."""


def keyed(secret: bytes, purpose: str, *parts: str) -> bytes:
    """HMAC-SHA-256 of `parts`, apart for each purpose; no two lists of parts look alike."""
    message = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (p.encode() for p in (purpose, *parts)))
    return hmac.digest(secret, message, sha256)


def derive_number(secret: bytes, idempotency_key: str) -> str:
    """The number of the report that is sent in under that key.

    Check characters beyond the alphabet (`*~$=U`) can't be read out: the next number is taken instead.
    """
    attempt = 0
    while True:
        drawn = keyed(secret, "number", idempotency_key, str(attempt))
        value = int.from_bytes(drawn[:8], "big") >> (64 - BITS)
        if value % CHECKS < len(ALPHABET):
            return _grouped(value)
        attempt += 1


def derive_pin(secret: bytes, number: str, version: int = FIRST_PIN) -> str:
    """The PIN of that version for that number, whether or not such a report exists."""
    drawn = int.from_bytes(keyed(secret, "pin", number, str(version)), "big")
    return f"{drawn % 10**PIN_DIGITS:0{PIN_DIGITS}}"


def parse_number(text: str) -> str | None:
    """The number that `text` means, however it was typed; null where it is no number at all.

    Raises WrongCheck.
    """
    plain = text.upper().translate(CONFUSED)
    if len(plain) != LENGTH + 1 or not set(plain) <= set(ALPHABET):
        return None
    value = 0
    for character in plain[:-1]:
        value = 32 * value + ALPHABET.index(character)
    if value % CHECKS != ALPHABET.index(plain[-1]):
        raise WrongCheck
    return _grouped(value)


def _grouped(value: int) -> str:
    characters = "".join(ALPHABET[(value >> shift) & 31] for shift in range(BITS - 5, -1, -5))
    groups = [characters[at : at + 4] for at in range(0, LENGTH, 4)]
    return "-".join([*groups, ALPHABET[value % CHECKS]])
