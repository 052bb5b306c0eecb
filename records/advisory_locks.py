"""The advisory locks of the database: which there are, what each one is for, and how a transaction takes one.

Lock numbers are shared by all programs on one database, so this module is the only one that writes them. SQL
functions in migrations repeat a number where they take the lock themselves; a test compares them with these.
"""

from enum import IntEnum

from psycopg import AsyncConnection
from psycopg.rows import DictRow

# In SQL: function
LOCK = "select pg_advisory_xact_lock(%s)"
TRY_SESSION_LOCK = "select pg_try_advisory_lock(%s) as locked"
LOCK_REPORT = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"


class AdvisoryLock(IntEnum):
    """What only one session or transaction may do at a time."""

    MIGRATIONS = 7_478_817_501
    """Migrate the schema. A session holds it, since each migration is a transaction of its own."""
    DIRECTORY_AND_CALENDARS = 7_478_817_502
    """Change the directory, or make calendars. One lock for both: calendars are made of agencies' regions."""
    LEDGER = 7_478_817_505
    """Add to the ledger of facts."""
    ACCESSES = 7_478_817_506
    """Add to the chain of accesses. Only the SQL function `note_accesses` takes it."""
    VACANCIES = 7_478_817_507
    """Bring the list of vacancies up to date."""
    BULKS = 7_478_817_508
    """Carry out bulk decisions. A session holds it, so that it is free as soon as its process ends."""
    AUDITS = 7_478_817_510
    """Carry out audits. A session holds it, so that it is free as soon as its process ends."""
    FIGURES = 7_478_817_509
    """Count reports for the figures."""


async def lock(connection: AsyncConnection[DictRow], which: AdvisoryLock) -> None:
    """Wait for the lock and hold it until the transaction ends. Raises psycopg's errors."""
    await connection.execute(LOCK, [which.value])


async def try_session_lock(connection: AsyncConnection[DictRow], which: AdvisoryLock) -> bool:
    """Take the lock until the session ends, if it is free. Raises psycopg's errors."""
    cursor = await connection.execute(TRY_SESSION_LOCK, [which.value])
    found = await cursor.fetchone()
    return found is not None and bool(found["locked"])


async def lock_report(connection: AsyncConnection[DictRow], number: str) -> None:
    """Keep everybody else from recording facts of that report until the transaction ends; the SQL function
    `record_facts` takes the same lock. Raises psycopg's errors."""
    await connection.execute(LOCK_REPORT, [number])
