"""Facts on record, how somebody with the database's password would change them, and an empty ledger."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from evidence.ledger import stored_keys
from evidence.ledger.heads import Leaf
from evidence.ledger.keys import Keys
from records.database import Pool, rows
from tests.records.samples import batch, record, tracking_number
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Actor, Fact, chain_fact, first_previous

NOW = datetime(2026, 3, 2, 5, tzinfo=UTC)
"""Noon in Jakarta."""
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
TABLES = "recorded_facts, superseded, ledger_due, ledger_leaves, ledger_tiles, ledger_heads, ledger_keys"


Statement = str | tuple[str, list[Any]]


async def by_force(pool: Pool, *statements: Statement) -> None:
    """Carries statements out past all that refuses changes, as only the database's owner can."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        for each in statements:
            statement, values = each if isinstance(each, tuple) else (each, None)
            await connection.execute(statement, values)


async def anew(pool: Pool) -> None:
    """Empties facts and ledger."""
    await by_force(pool, f"truncate {TABLES}")


def ago(delay: timedelta) -> datetime:
    return datetime.now(UTC) - delay


def chain(
    report: str, how_many: int, at: datetime, *, after: Fact | None = None, data: Any = None
) -> list[Fact]:
    """Facts recorded a millisecond apart, the first one at `at`."""
    made: list[Fact] = []
    number = after.number if after else 0
    previous = after.digest if after else first_previous(report)
    for each in range(number + 1, number + how_many + 1):
        when = at + timedelta(milliseconds=each)
        actor = Actor(Role.AGENCY_ADMIN, "a_1", "kemenkes")
        kind = FactKind.SUBMITTED if each == 1 else FactKind.REMARKED
        made.append(chain_fact(each, when, when, actor, kind, data or {"of": each}, previous))
        previous = made[-1].digest
    return made


async def recorded(pool: Pool, how_many: int, at: datetime | None = None, report: str | None = None) -> str:
    """A report with so many facts on record, since an hour if not said otherwise; returns its number."""
    number = report or tracking_number()
    await add(pool, number, chain(number, how_many, at or ago(HOUR)))
    return number


async def add(pool: Pool, report: str, facts: Sequence[Fact]) -> None:
    await record(pool, batch(report, list(facts)))


async def many(pool: Pool, how_many: int) -> None:
    """So many facts at once, of which nothing is looked at but that they are there."""
    await rows(
        pool,
        """insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
           select 'MANY-' || n / 20, n %% 20 + 1, at, at, 'remarked', '{}', '{}', '',
                  encode(sha256(n::text::bytea), 'hex')
           from generate_series(0, %s - 1) as n, lateral (select now() - interval '1 hour'
                + n * interval '1 millisecond' as at)""",
        [how_many],
    )


async def count(pool: Pool, what: str) -> int:
    """How many rows there are of `what`."""
    (row,) = await rows(pool, f"select count(*) as n from {what}")  # noqa: S608
    found: int = row["n"]
    return found


async def leaves(pool: Pool) -> list[Leaf]:
    """The log."""
    found = await rows(pool, "select report, number, digest from ledger_leaves order by index")
    return [Leaf(**row) for row in found]


async def keys(pool: Pool) -> Keys:
    """Its keys."""
    known = await stored_keys.read_keys(pool)
    assert known is not None
    return known
