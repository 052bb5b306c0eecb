"""Who may administer an installation that has no demo, when it starts: the demo's accounts are closed, and
where no national admin can sign in, a first one is made."""

import asyncio
import secrets
from dataclasses import dataclass

from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool
from records.directory.accounts import HASHER, one_time_password
from records.directory.national_admins import who_can_sign_in
from records.installation.setup import demo_usernames

USERNAME = "admin"
CLOSE_DEMO = """
update accounts set disabled_at = now(), password_hash = null
where username = any(%s) and password_hash is not null and password_changed_at is null returning username"""
MAKE = """
insert into accounts (id, username, name, role) values (%s, %s, 'Administrator', 'national_admin')
on conflict (username) do nothing"""
GIVE = """
update accounts set password_hash = %s, password_changed_at = now(), must_change_password = true
where username = %s and role = 'national_admin' and disabled_at is null and password_hash is null
returning id"""


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
        cursor = await connection.execute(CLOSE_DEMO, [demo_usernames()])
        closed = sorted(row["username"] for row in await cursor.fetchall())
        if await who_can_sign_in(connection):
            return FirstStart(closed, None, lacks_admin=False)
        await connection.execute(MAKE, [f"a_{secrets.token_hex(8)}", USERNAME])
        given = give and await (await connection.execute(GIVE, [kept, USERNAME])).fetchone() is not None
        return FirstStart(closed, password if given else None, lacks_admin=not given)
