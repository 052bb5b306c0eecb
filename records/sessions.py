"""Browsers' sessions: of accounts, and of reporters for one report each.

A session is found by the random value that its browser holds; the record has only the value's SHA-256. It
ends after `idle` seconds without use and at `ends_at` in any case. The database deletes an account's sessions
with its password or office. Each function raises one of `SQL_AWAY`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from records.database import POINT, Pool, rows
from records.directory.accounts import Account

COLUMNS = "id, account, report, pin, started_at, used_at, ends_at, browser"
IN_FORCE = "ends_at > now() and used_at > now() - make_interval(secs => %(idle)s)"
# In SQL: hot (every page that somebody who is signed in opens)
# `for share` waits for whoever is changing the account; the conditions then hold for what it has become.
START_OF_ACCOUNT = f"""
insert into sessions (secret, account, ends_at, browser)
select %(secret)s, id, now() + make_interval(secs => %(longest)s), %(browser)s from accounts
where id = %(account)s and disabled_at is null
  and password_changed_at is not distinct from %(password_changed_at)s
  and signed_out_at is not distinct from %(signed_out_at)s
for share
on conflict (secret) do update set used_at = now()
returning {COLUMNS}"""  # noqa: S608  # constants
START_OF_REPORT = f"""
insert into sessions (secret, report, pin, ends_at, browser)
values (%(secret)s, %(report)s, %(pin)s, now() + make_interval(secs => %(longest)s), %(browser)s)
on conflict (secret) do update set used_at = now()
returning {COLUMNS}"""  # noqa: S608
FIND = f"""
with found as (select {COLUMNS} from sessions where secret = %(secret)s and {IN_FORCE}),
used as (
    update sessions set used_at = now()
    where %(is_use)s and id = (select id from found where used_at < now() - interval '1 minute')
)
select found.*, (
    select greatest(password_changed_at, signed_out_at) from accounts where accounts.id = found.account
) as account_changed_at, (
    select version from report_pins where report_pins.report = found.report
) as pin_version from found"""  # noqa: S608
LIST = f"""
select {COLUMNS} from sessions where account = %(account)s and {IN_FORCE}
order by used_at desc, id desc"""  # noqa: S608
IN_FORCE_OF = f"select secret from sessions where secret = any(%(secrets)s) and {IN_FORCE}"  # noqa: S608
END = "delete from sessions where secret = %(secret)s"
END_OF_ACCOUNT = "delete from sessions where id = %(id)s and account = %(account)s returning id"
SWEEP = f"delete from sessions where not ({IN_FORCE})"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Session:
    """A session that is in force: of the `account` of that id, or of the reporter of `report`, whose PIN was
    the one with the keyed hash `pin`. `used_at` is up to a minute old. `browser` is a short description.
    `find_session` only gives `account_changed_at`, when the account's password or office last changed, and
    `pin_version`, the version of the report's PIN in force, null for its first one."""

    id: int
    account: str | None
    report: str | None
    pin: str | None
    started_at: datetime
    used_at: datetime
    ends_at: datetime
    browser: str
    account_changed_at: datetime | None = None
    pin_version: int | None = None


async def start_account_session(
    pool: Pool, value: str, account: Account, browser: str, *, longest: float
) -> Session | None:
    """Starts a session of `account` as it was just read, for `longest` seconds at most; null if its password
    or office has changed since, or it was disabled."""
    told = {
        "secret": _hashed(value),
        "account": account.id,
        "password_changed_at": account.password_changed_at,
        "signed_out_at": account.signed_out_at,
        "longest": longest,
        "browser": browser,
    }
    found = await rows(pool, START_OF_ACCOUNT, told, within=POINT)
    return Session(**found[0]) if found else None


async def start_report_session(
    pool: Pool, value: str, report: str, pin: str, browser: str, *, longest: float
) -> Session:
    """Starts a session for one report, whose PIN has the keyed hash `pin`."""
    told = {"secret": _hashed(value), "report": report, "pin": pin, "longest": longest, "browser": browser}
    (found,) = await rows(pool, START_OF_REPORT, told, within=POINT)
    return Session(**found)


async def find_session(pool: Pool, value: str, *, idle: float, is_use: bool) -> Session | None:
    """The session whose browser holds `value`, if it is in force. What `is_use` is noted, once a minute at
    most, and keeps the session from ending."""
    told = {"secret": _hashed(value), "idle": idle, "is_use": is_use}
    found = await rows(pool, FIND, told, within=POINT)
    return Session(**found[0]) if found else None


async def list_sessions(pool: Pool, account: str, *, idle: float) -> list[Session]:
    """The account's sessions that are in force, the last used first."""
    found = await rows(pool, LIST, {"account": account, "idle": idle}, within=POINT)
    return [Session(**row) for row in found]


async def find_in_force(pool: Pool, values: Collection[str], *, idle: float) -> set[str]:
    """Those of the sessions that are in force, by the values that their browsers hold; this is no use."""
    by_secret = {_hashed(value): value for value in values}
    found = await rows(pool, IN_FORCE_OF, {"secrets": list(by_secret), "idle": idle}, within=POINT)
    return {by_secret[row["secret"]] for row in found}


async def end_session(pool: Pool, value: str) -> None:
    """Ends the session whose browser holds `value`, if there is one."""
    await rows(pool, END, {"secret": _hashed(value)}, within=POINT)


async def end_account_session(pool: Pool, account: str, id_: int) -> bool:
    """Ends that session if it is one of the account's; whether it was."""
    return bool(await rows(pool, END_OF_ACCOUNT, {"id": id_, "account": account}, within=POINT))


async def delete_ended_sessions(pool: Pool, *, idle: float) -> None:
    """Deletes all that are in force no more."""
    await rows(pool, SWEEP, {"idle": idle})


def _hashed(value: str) -> str:
    # The value is 256 random bits: there is nothing to guess, so a fast hash is enough.
    return sha256(value.encode()).hexdigest()
