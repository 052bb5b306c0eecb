"""Who may administer an installation that has no demo, when it starts: the demo's accounts are closed, and
where no national admin can sign in, a first one is made."""

import asyncio
import secrets
from dataclasses import dataclass

from sqlalchemy import bindparam, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool
from records.directory.accounts import HASHER, one_time_password
from records.directory.national_admins import who_can_sign_in
from records.installation.setup import IS_ONE_OF, demo_usernames
from records.statements import compile_statement
from records.tables import Account

USERNAME = "admin"
CLOSE_DEMO = compile_statement(
    update(Account)
    .where(IS_ONE_OF, col(Account.password_hash).is_not(None), col(Account.password_changed_at).is_(None))
    .values(disabled_at=func.now(), password_hash=None)
    .returning(col(Account.username))
)
MAKE = compile_statement(
    insert(Account)
    .values(id=bindparam("id"), username=USERNAME, name="Administrator", role="national_admin")
    .on_conflict_do_nothing(index_elements=["username"])
)
GIVE = compile_statement(
    update(Account)
    .where(
        col(Account.username) == USERNAME,
        col(Account.role) == "national_admin",
        col(Account.disabled_at).is_(None),
        col(Account.password_hash).is_(None),
    )
    .values(password_hash=bindparam("hash"), password_changed_at=func.now(), must_change_password=True)
    .returning(col(Account.id))
)


@dataclass(frozen=True, slots=True)
class FirstStart:
    """What was done: the demo accounts that were closed, by username; the one-time password that `USERNAME`
    was given, if it was; and whether no national admin can sign in now."""

    closed: list[str]
    password: str | None
    lacks_admin: bool


async def prepare_first_admin(pool: Pool, *, give: bool) -> FirstStart:
    """Disables demo accounts that still have the shared password, and removes it from them. Where no national
    admin can sign in then, makes the account `USERNAME`, unless there is one, and, if it is to `give` one,
    sets a one-time password for it. An account of that name that is disabled, or has another role, is left as
    it is.

    Raises one of `SQL_AWAY`.
    """
    password = one_time_password()
    kept = await asyncio.to_thread(HASHER.hash, password)
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        cursor = await connection.execute(CLOSE_DEMO, {"usernames": demo_usernames()})
        closed = sorted(row["username"] for row in await cursor.fetchall())
        if await who_can_sign_in(connection):
            return FirstStart(closed, None, lacks_admin=False)
        await connection.execute(MAKE, {"id": f"a_{secrets.token_hex(8)}"})
        given = give and await (await connection.execute(GIVE, {"hash": kept})).fetchone() is not None
        return FirstStart(closed, password if given else None, lacks_admin=not given)
