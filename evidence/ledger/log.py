"""Signing the ledger: heads over what is logged, and the rotation of the key that signs them.

Proofs are those of `evidence.ledger.tree`. A head is signed only over leaves that are committed, and told
only once it is itself.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from psycopg.rows import DictRow
from psycopg.types.json import Jsonb

from evidence.ledger.anchors import anchor_accesses
from evidence.ledger.heads import WIB, Head
from evidence.ledger.keys import Keys, LedgerRefused, Rotation, Signer
from evidence.ledger.stored_keys import (
    KeyNotCurrent,
    add_key,
    find_keys,
    read_keys,
    require_current_key,
    require_signing_keys,
)
from evidence.ledger.tree import (
    SETTLED,
    Connection,
    append_due_facts,
    exclusive_transaction,
    root_of,
    size_of,
)
from records.database import POINT, Pool, rows
from workflows.procedure.model import instants

# In SQL: import
HEADS = "select head from ledger_heads where size < %(before)s order by size desc limit %(limit)s"
HEAD = "select head from ledger_heads where size = %s"
NEWEST = "select head from ledger_heads order by size desc limit 1"
ADD_HEAD = "insert into ledger_heads (size, head) values (%s, %s)"
SINCE_DAILY = """
with daily as (
    select min(size) as size from ledger_heads where head->>'day' = (
        select max(head->>'day') from ledger_heads where size < %(size)s
    )
)
select head from ledger_heads
where size between coalesce((select size from daily), %(size)s) and %(size)s order by size"""
NEWEST_LEAF = "select max(recorded_at) as at from ledger_leaves where index >= %s"
OLDEST_UNSIGNED = """
select recorded_at from ledger_leaves
where index >= (select coalesce(max(size), 0) from ledger_heads) order by index limit 1"""


async def sign_head(pool: Pool, signer: Signer, *, now: datetime) -> Head:
    """The newest head over everything that is due to be logged: signed at `now` where leaves were added since
    the last one, else the last one. Who asks at the same time is given the same one.

    It is never dated before the one before it, or before a fact in it: where the clock went back, or logging
    took long, they have the same instant. Raises KeyNotCurrent, LedgerBroken, or one of `SQL_AWAY`.
    """
    await append_due_facts(pool)
    async with exclusive_transaction(pool) as connection:
        size, last = await size_of(connection), await _newest(connection)
        if last is not None and last.size == size:
            return last
        known = await require_signing_keys(connection, signer)
        root = await root_of(connection, size)
        held = await _newest_leaf(connection, last)
        made = Head.of(signer, known.log, size, root, _not_before(max(now, held), last, known), last)
        await connection.execute(ADD_HEAD, [size, Jsonb(made.wire())])
    return made


async def sign_due_head(pool: Pool, signer: Signer, now: datetime) -> Head | None:
    """Logs what is due, and signs the head of a day (WIB) that is over and had facts, or looks at them; null
    where none is due.

    Call it again and again; what it raises, it raises as `sign_head`. A day's head comes as soon as its
    last facts may be logged, seconds after midnight.
    """
    await anchor_accesses(pool, now)
    await append_due_facts(pool)
    found = await rows(pool, OLDEST_UNSIGNED, within=POINT)
    if not found or _day(found[0]["recorded_at"]) >= _day(now - SETTLED):
        return None
    return await sign_head(pool, signer, now=now)


async def list_heads(pool: Pool, *, limit: int, before: int | None = None) -> list[Head]:
    """Heads, the newest first, of sizes below `before`."""
    values = {"before": before if before is not None else 2**62, "limit": limit}
    return read_heads(await rows(pool, HEADS, values, within=POINT))


async def newest_head(pool: Pool) -> Head | None:
    """The newest head; null where none was ever signed."""
    return next(iter(read_heads(await rows(pool, NEWEST, within=POINT))), None)


async def head_of_size(pool: Pool, size: int) -> Head | None:
    """The head of that size; null where none was signed there."""
    return next(iter(read_heads(await rows(pool, HEAD, [size], within=POINT))), None)


async def since_daily(pool: Pool, size: int) -> list[Head]:
    """The heads up to that of `size`, oldest first and without gaps, from the last daily one before it on:
    that is the first head of its day."""
    return read_heads(await rows(pool, SINCE_DAILY, {"size": size}))


async def ledger_alarms(pool: Pool, signer: Signer) -> list[dict[str, Any]]:
    """What somebody has to see to: `ledger_refused` where the keys or the newest head don't verify, as after
    somebody changed them; `ledger_key_retired` where they are not signed by `signer` any more. Raises one of
    `SQL_AWAY`."""
    try:
        last, known = await newest_head(pool), await read_keys(pool)
        if known is not None:
            known.terms()
        if last is not None:
            last.verify(known or Keys(log=last.log, first=last.key, rotations=[]))
        if known is not None:
            require_current_key(known, signer)
    except KeyNotCurrent as error:
        message = f"{error}; start this process anew with the current one"
        return [{"code": "ledger_key_retired", "message": message}]
    except (LedgerRefused, ValueError):
        message = (
            "the ledger's keys or its newest head do not verify; `tuntas ledger check` says what is wrong"
        )
        return [{"code": "ledger_refused", "message": message}]
    return []


async def rotate_key(pool: Pool, old: Signer, new: Signer, *, now: datetime) -> Rotation:
    """Lets `new` sign the log from now on, and `old` no more. Again it changes nothing.

    Raises KeyNotCurrent where `old` isn't the current key, RotationRefused where `new` has had its term, or
    one of `SQL_AWAY`.
    """
    async with exclusive_transaction(pool) as connection:
        known = await find_keys(connection)
        if (
            known
            and known.rotations
            and (known.rotations[-1].old, known.rotations[-1].new)
            == (
                old.public.hex(),
                new.public.hex(),
            )
        ):
            return known.rotations[-1]
        known = await require_signing_keys(connection, old)
        at = _not_before(now, await _newest(connection), known)
        made = Rotation.of(known.log, old, new, at)
        known.model_copy(update={"rotations": [*known.rotations, made]}).terms()
        position = len(known.rotations) + 1
        await add_key(connection, made, position)
    return made


async def _newest(connection: Connection) -> Head | None:
    return next(iter(read_heads(await (await connection.execute(NEWEST)).fetchall())), None)


async def _newest_leaf(connection: Connection, last: Head | None) -> datetime:
    """When the newest of the facts was recorded that `last` lacks."""
    found = await (await connection.execute(NEWEST_LEAF, [last.size if last else 0])).fetchone()
    assert found is not None
    at: datetime = found["at"] or datetime.min.replace(tzinfo=UTC)
    return at


def read_heads(found: Sequence[DictRow]) -> list[Head]:
    """The heads in rows of the table."""
    return [Head.model_validate(row["head"]) for row in found]


def _not_before(now: datetime, last: Head | None, known: Keys) -> datetime:
    """`now`, or the last instant that was signed where the clock has gone back since."""
    signed = [last.at] if last else []
    signed += [rotation.at for rotation in known.rotations]
    return max([now, *map(instants.parse_instant, signed)])


def _day(at: datetime) -> date:
    return at.astimezone(WIB).date()
