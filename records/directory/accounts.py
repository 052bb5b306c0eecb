"""Who signs in, and with what: argon2id hashes, never a password."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from records import tables
from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool, rows
from records.directory.history import note_author
from records.directory.national_admins import LastNationalAdmin, who_can_sign_in
from records.statements import columns, compile_statement

# OWASP's smallest advised argon2id setting: 19 MiB, two passes; a sign-in costs a few hundredths of a second.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 1000
"""In characters; signing in takes no longer one."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of passwords that people copy by hand: none that looks like another."""

# What an unknown name's password is checked against, so that the time taken doesn't tell which names exist.
NOBODYS = HASHER.hash("nobody's password")

Row = tables.Account
IS_NAMED = col(Row.username) == bindparam("username")
ACCOUNTS = select(
    *columns(
        Row.id,
        Row.username,
        Row.name,
        Row.role,
        Row.agency,
        Row.unit,
        Row.email,
        col(Row.disabled_at).is_not(None).label("disabled"),
        Row.password_changed_at,
        Row.signed_out_at,
        Row.must_change_password,
    )
)
"""The columns of `Account`, of all accounts."""
READ = compile_statement(ACCOUNTS.add_columns(col(Row.password_hash)).where(IS_NAMED))
CHANGE = compile_statement(
    update(Row)
    .where(IS_NAMED)
    .values(
        password_hash=bindparam("hash"),
        password_changed_at=func.now(),
        must_change_password=bindparam("one_time"),
    )
    .returning(col(Row.id))
)
DISABLE = compile_statement(
    update(Row)
    .where(IS_NAMED)
    .values(disabled_at=func.coalesce(col(Row.disabled_at), func.now()))
    .returning(col(Row.id))
)
ENABLE = compile_statement(update(Row).where(IS_NAMED).values(disabled_at=None).returning(col(Row.id)))


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in; tokens issued before `password_changed_at` or `signed_out_at` are void. With
    `must_change_password` they may do nothing but that."""

    id: str
    username: str
    name: str
    role: str
    agency: str | None
    unit: str | None
    email: str | None
    disabled: bool
    password_changed_at: datetime | None
    signed_out_at: datetime | None
    must_change_password: bool


class UnknownAccount(Exception):
    """No account has that name."""


class PasswordTooShort(ValueError):
    """A password needs `SHORTEST_PASSWORD` characters."""

    def __init__(self) -> None:
        super().__init__(f"a password has at least {SHORTEST_PASSWORD} characters")


class PasswordTooLong(ValueError):
    """A password has `LONGEST_PASSWORD` characters at most."""

    def __init__(self) -> None:
        super().__init__(f"a password has at most {LONGEST_PASSWORD} characters")


async def authenticate(pool: Pool, username: str, password: str) -> Account | None:
    """The account if the password is right and it isn't disabled, else null, after as long a time.

    Raises one of `SQL_AWAY`.
    """
    found = await rows(pool, READ, {"username": username})
    kept = found[0].pop("password_hash") if found else None
    right = await asyncio.to_thread(is_right, kept or NOBODYS, password)
    if kept is None or not right or found[0]["disabled"]:
        return None
    return Account(**found[0])


def one_time_password() -> str:
    """A random password of 79 bits, in groups of letters and digits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


async def change_password(
    pool: Pool, username: str, password: str, *, one_time: bool = False, author: str | None = None
) -> None:
    """Sets a new password, which has to be changed after signing in where it is a `one_time` one; tokens from
    before are void. `author` is the account that does it, null for a command. Raises UnknownAccount,
    PasswordTooShort or PasswordTooLong."""
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordTooShort
    if len(password) > LONGEST_PASSWORD:
        raise PasswordTooLong
    new = await asyncio.to_thread(HASHER.hash, password)
    await _changed(pool, CHANGE, {"username": username, "hash": new, "one_time": one_time}, author)


async def disable_account(pool: Pool, username: str, *, author: str | None = None) -> None:
    """Lets the account do nothing more, and voids its tokens; again it does nothing. Raises UnknownAccount,
    LastNationalAdmin where none would be left who can sign in, or one of `SQL_AWAY`."""
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        await note_author(connection, author)
        before = await who_can_sign_in(connection)
        cursor = await connection.execute(DISABLE, {"username": username})
        if await cursor.fetchone() is None:
            raise UnknownAccount(username)
        if before and not await who_can_sign_in(connection):
            raise LastNationalAdmin(username)


async def enable_account(pool: Pool, username: str, *, author: str | None = None) -> None:
    """Undoes `disable_account`; tokens from before stay void. Raises UnknownAccount."""
    await _changed(pool, ENABLE, {"username": username}, author)


def is_right(kept: str, password: str) -> bool:
    """Whether `password` is the one behind the hash `kept`; takes its time, so not for the event loop."""
    try:
        return HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


async def _changed(pool: Pool, statement: str, values: dict[str, Any], author: str | None) -> None:
    async with pool.connection() as connection, connection.transaction():
        await note_author(connection, author)
        if await (await connection.execute(statement, values)).fetchone() is None:
            raise UnknownAccount(values["username"])
