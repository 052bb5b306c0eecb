"""The ledger's public keys as they are stored: which ones signed it, and which one signs it now."""

from collections.abc import Sequence

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from evidence.ledger.keys import Keys, Rotation, Signer, key_fingerprint
from evidence.ledger.tree import Connection
from records.database import POINT, Pool, rows

# In SQL: import
KEYS = "select public, rotation from ledger_keys order by position"
ADD_KEY = "insert into ledger_keys (position, public, rotation) values (%s, %s, %s)"


class KeyNotCurrent(Exception):
    """The log is signed by another key than this process has: the key was rotated, or a wrong one is set."""

    def __init__(self, current: str, given: str) -> None:
        super().__init__(f"the ledger is signed by the key {current}, and the one set is {given}")
        self.current = current
        self.given = given


async def read_keys(pool: Pool) -> Keys | None:
    """The keys that the log was and is signed by; null before its first head."""
    return _keys(await rows(pool, KEYS, within=POINT))


async def require_current(pool: Pool, signer: Signer) -> None:
    """Raises KeyNotCurrent where the log is signed by another key than the signer's, or one of `SQL_AWAY`."""
    if known := await read_keys(pool):
        require_current_key(known, signer)


async def find_keys(connection: Connection) -> Keys | None:
    """The keys as a transaction sees them; null before the first head."""
    return _keys(await (await connection.execute(KEYS)).fetchall())


async def require_signing_keys(connection: Connection, signer: Signer) -> Keys:
    """The keys, the last of them the signer's; the first signer of all makes the log theirs. Raises
    KeyNotCurrent."""
    known = await find_keys(connection)
    if known is None:
        await connection.execute(ADD_KEY, [0, signer.public.hex(), None])
        return Keys(log=signer.fingerprint, first=signer.public.hex(), rotations=[])
    require_current_key(known, signer)
    return known


async def add_key(connection: Connection, rotation: Rotation, position: int) -> None:
    """Stores the key that signs from the rotation on, at its position from 0."""
    await connection.execute(ADD_KEY, [position, rotation.new, Jsonb(rotation.wire())])


def require_current_key(known: Keys, signer: Signer) -> None:
    """Raises KeyNotCurrent where the last of the keys is not the signer's."""
    current = list(known.terms())[-1]
    if current != signer.fingerprint:
        raise KeyNotCurrent(current, signer.fingerprint)


def _keys(found: Sequence[DictRow]) -> Keys | None:
    if not found:
        return None
    first = found[0]["public"]
    rotations = [Rotation.model_validate(row["rotation"]) for row in found[1:]]
    return Keys(log=key_fingerprint(bytes.fromhex(first)), first=first, rotations=rotations)
