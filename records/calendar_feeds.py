"""Addresses of calendar feeds. The record has only the SHA-256 of the secret in an address.

Each function raises one of `SQL_AWAY`.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, delete, select
from sqlmodel import col

from records.database import POINT, Pool, rows
from records.statements import columns, compile_statement
from records.tables import CalendarFeedRow as Row

COLUMNS = columns(Row.account, Row.scope, Row.language, Row.made_at)
OF_ACCOUNT = col(Row.account) == bindparam("account")
LIST = compile_statement(select(*COLUMNS).where(OF_ACCOUNT).order_by(col(Row.scope)))
FIND = compile_statement(select(*COLUMNS).where(col(Row.secret) == bindparam("secret")))
END = compile_statement(delete(Row).where(OF_ACCOUNT, col(Row.scope) == bindparam("scope")))
# In SQL: parts
MAKE = """
insert into calendar_feeds as f (account, scope, secret, language)
select a.id, %(scope)s, %(secret)s, %(language)s from accounts as a
where a.id = %(account)s and a.disabled_at is null for share
on conflict (account, scope) do update set
    secret = excluded.secret, language = excluded.language, made_at = excluded.made_at
returning account, scope, language, made_at"""


@dataclass(frozen=True, slots=True)
class CalendarFeed:
    """A feed of `account` as it is in force. `scope`: mine or team."""

    account: str
    scope: str
    language: str
    made_at: datetime


async def list_feeds(pool: Pool, account: str) -> list[CalendarFeed]:
    """The account's feeds."""
    return [CalendarFeed(**row) for row in await rows(pool, LIST, {"account": account}, within=POINT)]


async def find_feed(pool: Pool, secret: str) -> CalendarFeed | None:
    """The feed whose address holds that secret; null for one that is not in force."""
    found = await rows(pool, FIND, {"secret": hash_secret(secret)}, within=POINT)
    return CalendarFeed(**found[0]) if found else None


async def make_feed(pool: Pool, account: str, scope: str, language: str, secret: str) -> CalendarFeed | None:
    """The account's feed of that scope, from now on at that secret only; null for a disabled account."""
    told = {"account": account, "scope": scope, "language": language, "secret": hash_secret(secret)}
    found = await rows(pool, MAKE, told, within=POINT)
    return CalendarFeed(**found[0]) if found else None


async def end_feed(pool: Pool, account: str, scope: str) -> None:
    """Ends the feed; without one it does nothing."""
    await rows(pool, END, {"account": account, "scope": scope}, within=POINT)


def hash_secret(secret: str) -> str:
    """Under what a secret is found."""
    return sha256(secret.encode()).hexdigest()
