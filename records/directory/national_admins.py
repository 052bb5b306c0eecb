"""The national admins who can sign in: once there is one, there stays one."""

from psycopg import AsyncConnection
from psycopg.rows import DictRow
from sqlalchemy import select
from sqlmodel import col

from records.statements import compile_statement
from records.tables import Account

WHO_CAN_SIGN_IN = compile_statement(
    select(col(Account.username)).where(
        col(Account.role) == "national_admin",
        col(Account.disabled_at).is_(None),
        col(Account.password_hash).is_not(None),
    )
)


class LastNationalAdmin(Exception):
    """Nothing was changed: no national admin would be left who can sign in."""


async def who_can_sign_in(connection: AsyncConnection[DictRow]) -> set[str]:
    """Their usernames. Compare before and after a change under the lock `DIRECTORY_AND_CALENDARS`."""
    found = await connection.execute(WHO_CAN_SIGN_IN)
    return {row["username"] for row in await found.fetchall()}
