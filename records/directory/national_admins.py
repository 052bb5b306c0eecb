"""The national admins who can sign in: once there is one, there stays one."""

from psycopg import AsyncConnection
from psycopg.rows import DictRow

WHO_CAN_SIGN_IN = """
select username from accounts
where role = 'national_admin' and disabled_at is null and password_hash is not null"""


class LastNationalAdmin(Exception):
    """Nothing was changed: no national admin would be left who can sign in."""


async def who_can_sign_in(connection: AsyncConnection[DictRow]) -> set[str]:
    """Their usernames. Compare before and after a change under the lock `DIRECTORY_AND_CALENDARS`."""
    found = await connection.execute(WHO_CAN_SIGN_IN)
    return {row["username"] for row in await found.fetchall()}
