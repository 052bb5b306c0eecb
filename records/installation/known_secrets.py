"""Which secrets an installation was set up with, as fingerprints, so that no process serves it with others.

What that one sealed nobody else could open. The ledger's key is known by its public half instead."""

import hmac
from collections.abc import Collection, Iterable
from typing import Protocol

import psycopg
from psycopg.rows import DictRow

from records.database import POINT, Pool, rows
from records.keys.report_key import LocalWrapper, SealBroken, context_of

NAMES = ("intake_secret", "signing_key", "master_key")
# In SQL: import: each process that opens a key checks them
READ = "select name, fingerprint from known_secrets"
NOTE = """
insert into known_secrets (name, fingerprint)
select * from unnest(%(names)s::text[], %(fingerprints)s::text[])
on conflict (name) do update set fingerprint = excluded.fingerprint, noted_at = now()
where known_secrets.name = any(%(replaced)s)"""
ANY_KEY = "select report, key_id, wrapped from report_keys where wrapped is not null limit 1"


class Secrets(Protocol):
    """What holds the secrets of `NAMES`: the settings."""

    @property
    def intake_secret(self) -> bytes:
        """Of which PINs are made."""

    @property
    def signing_key(self) -> bytes:
        """Of tokens."""

    @property
    def master_key(self) -> bytes:
        """Under which the reports' keys are wrapped."""

    @property
    def made(self) -> frozenset[str]:
        """Which of them were lacking, and made at this start."""


class OtherSecrets(Exception):
    """Some secrets are not those with which the installation was set up: `names`."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted(names)
        variables = ", ".join(f"TUNTAS_{name.upper()}" for name in self.names)
        super().__init__(f"{variables}: not what this installation was set up with")


async def note_secrets(pool: Pool, secrets: Secrets, replaced: Collection[str] = ()) -> None:
    """Notes those that were not noted yet, and those to be `replaced`.

    Raises OtherSecrets, and changes nothing, where others differ, or reports were sealed under another master
    key; psycopg's errors where SQL is away.
    """
    known = await _known(pool)
    if unknown := set(NAMES) - known.keys() - set(replaced):
        await _require_those_in_use(pool, secrets, unknown)
    fingerprints = _fingerprints(secrets)
    if others := _differing(known, fingerprints) - set(replaced):
        raise OtherSecrets(others)
    values = {"names": list(NAMES), "fingerprints": list(fingerprints.values()), "replaced": list(replaced)}
    await rows(pool, NOTE, values, within=POINT)
    await check_secrets(pool, secrets)  # whoever set up at the same time with others was first


async def check_secrets(pool: Pool, secrets: Secrets) -> bool:
    """Whether all of them were noted. Raises OtherSecrets where any differs from what was; psycopg's errors
    where SQL is away."""
    try:
        known = await _known(pool)
    except psycopg.errors.UndefinedTable:
        return False  # not set up yet, or by an earlier release: readiness tells of that
    if others := _differing(known, _fingerprints(secrets)):
        raise OtherSecrets(others)
    return known.keys() >= set(NAMES)


async def _known(pool: Pool) -> dict[str, str]:
    return {row["name"]: row["fingerprint"] for row in await rows(pool, READ, within=POINT)}


async def _require_those_in_use(pool: Pool, secrets: Secrets, unknown: set[str]) -> None:
    """Where a release that noted nothing has taken reports in: what was only made now can't be what served
    until now, and the master key has to open a report's key. Raises OtherSecrets."""
    for row in await rows(pool, ANY_KEY, within=POINT):
        wrong = unknown & secrets.made
        if "master_key" in unknown and not await _opens(secrets.master_key, row):
            wrong |= {"master_key"}
        if wrong:
            raise OtherSecrets(wrong)


async def _opens(master_key: bytes, row: DictRow) -> bool:
    try:
        await LocalWrapper(master_key).unwrap(row["wrapped"], context_of(row["report"], row["key_id"]))
    except SealBroken:
        return False
    return True


def _differing(known: dict[str, str], fingerprints: dict[str, str]) -> set[str]:
    return {name for name, noted in known.items() if fingerprints[name] != noted}


def _fingerprints(secrets: Secrets) -> dict[str, str]:
    return {name: _fingerprint(name, getattr(secrets, name)) for name in NAMES}


def _fingerprint(name: str, secret: bytes) -> str:
    """Tells equal secrets from others, and nothing of what they are: 32 random bytes at least."""
    return hmac.digest(secret, f"tuntas fingerprint {name}".encode(), "sha256")[:16].hex()
