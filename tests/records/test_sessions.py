"""Browsers' sessions on record: how long they are in force, and what ends them."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from records import sessions
from records.database import Pool, rows
from records.directory import accounts
from records.directory.accounts import Account
from records.directory.in_memory import EVERY_ACCOUNT
from records.sessions import Session

IDLE, LONGEST = 1800.0, 28_800.0
AGED = "update sessions set used_at = used_at - make_interval(secs => %s) where id = %s"
ENDED = "update sessions set ends_at = now() where id = %s"


@pytest.fixture
async def account(pool: Pool, add_account: Callable[..., Any]) -> Account:
    """Somebody with a password and an office of their own."""
    name = f"petugas-{secrets.token_hex(4)}"
    await add_account(name, "liaison_officer", "dinas", "layanan")
    await rows(pool, "insert into units values ('dinas', 'umum', 'umum') on conflict do nothing")
    await accounts.change_password(pool, name, "kata-sandi-lama")
    return await read(pool, name)


async def read(pool: Pool, username: str) -> Account:
    found = [Account(**row) for row in await rows(pool, EVERY_ACCOUNT)]
    return next(each for each in found if each.username == username)


async def start(pool: Pool, account: Account) -> tuple[str, Session]:
    value = secrets.token_urlsafe(32)
    started = await sessions.start_account_session(pool, value, account, "Firefox, Android", longest=LONGEST)
    assert started is not None
    return value, started


async def find(pool: Pool, value: str, *, is_use: bool = True) -> Session | None:
    return await sessions.find_session(pool, value, idle=IDLE, is_use=is_use)


async def test_a_session_is_found_by_its_value_which_is_nowhere_on_record(
    pool: Pool, account: Account
) -> None:
    value, started = await start(pool, account)
    found = await find(pool, value)
    assert found is not None
    assert (found.id, found.account, found.report) == (started.id, account.id, None)
    assert (found.ends_at - found.started_at).total_seconds() == LONGEST
    assert await find(pool, value[:-1]) is None
    kept = str(await rows(pool, "select * from sessions"))
    assert value not in kept


async def test_it_ends_after_half_an_hour_without_use(pool: Pool, account: Account) -> None:
    value, started = await start(pool, account)
    await rows(pool, AGED, [IDLE - 5, started.id])
    assert await find(pool, value, is_use=False)
    await rows(pool, AGED, [10, started.id])
    assert await find(pool, value) is None


async def test_use_keeps_it_but_not_beyond_its_end(pool: Pool, account: Account) -> None:
    value, started = await start(pool, account)
    await rows(pool, AGED, [IDLE - 5, started.id])
    assert await find(pool, value)
    await rows(pool, AGED, [10, started.id])
    assert await find(pool, value)
    await rows(pool, ENDED, [started.id])
    assert await find(pool, value) is None


@pytest.mark.parametrize(
    ("age", "is_use", "is_written"), [(50, True, False), (70, True, True), (70, False, False)]
)
async def test_use_is_written_at_most_once_a_minute(
    pool: Pool, account: Account, age: int, is_use: bool, is_written: bool
) -> None:
    value, started = await start(pool, account)
    await rows(pool, AGED, [age, started.id])
    before = await find(pool, value, is_use=False)
    await find(pool, value, is_use=is_use)
    after = await find(pool, value, is_use=False)
    assert before is not None
    assert after is not None
    assert (after.used_at > before.used_at) is is_written


@pytest.mark.parametrize(
    "change",
    [
        "update accounts set password_hash = 'x', password_changed_at = now() where id = %s",
        "update accounts set disabled_at = now() where id = %s",
        "update accounts set role = 'agency_admin' where id = %s",
        "update accounts set unit = 'umum' where id = %s",
        "update accounts set agency = null, unit = null where id = %s",
    ],
)
async def test_whatever_changes_password_or_office_ends_the_accounts_sessions_and_no_others(
    pool: Pool, account: Account, add_account: Callable[..., Any], change: str
) -> None:
    other = f"lain-{secrets.token_hex(4)}"
    await add_account(other, "auditor")
    value, _ = await start(pool, account)
    second, _ = await start(pool, account)
    others, _ = await start(pool, await read(pool, other))
    await rows(pool, change, [account.id])
    assert [await find(pool, each) for each in (value, second)] == [None, None]
    assert await find(pool, others)


async def test_a_new_name_or_address_ends_nothing(pool: Pool, account: Account) -> None:
    value, _ = await start(pool, account)
    await rows(
        pool, "update accounts set name = 'Baru', email = 'a@contoh.invalid' where id = %s", [account.id]
    )
    assert await find(pool, value)


async def test_no_session_starts_for_an_account_that_was_read_before_it_changed(
    pool: Pool, account: Account
) -> None:
    await accounts.change_password(pool, account.username, "kata-sandi-baru")
    refused = await sessions.start_account_session(pool, "v" * 43, account, "", longest=LONGEST)
    assert refused is None


async def test_no_session_slips_in_while_a_password_is_being_changed(pool: Pool, account: Account) -> None:
    """The session waits for the change that is under way, and is then refused."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(
            "update accounts set password_hash = 'y', password_changed_at = now() where id = %s", [account.id]
        )
        starting = asyncio.create_task(
            sessions.start_account_session(pool, "w" * 43, account, "", longest=LONGEST)
        )
        await asyncio.sleep(0.2)
        assert not starting.done()
    assert await starting is None
    assert await sessions.list_sessions(pool, account.id, idle=IDLE) == []


async def test_a_reporters_session_is_of_one_report_and_of_no_account(pool: Pool) -> None:
    value = secrets.token_urlsafe(32)
    started = await sessions.start_report_session(
        pool, value, "8KD2-TJZP-XGEP-D", "mark", "Chrome, Android", longest=LONGEST
    )
    assert (started.account, started.report, started.pin) == (None, "8KD2-TJZP-XGEP-D", "mark")
    assert await find(pool, value) == started
    await sessions.end_session(pool, value)
    assert await find(pool, value) is None


async def test_one_ends_ones_own_sessions_only(
    pool: Pool, account: Account, add_account: Callable[..., Any]
) -> None:
    other = f"lain-{secrets.token_hex(4)}"
    await add_account(other, "auditor")
    value, mine = await start(pool, account)
    second, older = await start(pool, account)
    await rows(pool, AGED, [120, older.id])
    listed = await sessions.list_sessions(pool, account.id, idle=IDLE)
    assert [each.id for each in listed] == [mine.id, older.id]
    assert not await sessions.end_account_session(pool, other, mine.id)
    assert await sessions.end_account_session(pool, account.id, older.id)
    assert not await sessions.end_account_session(pool, account.id, older.id)
    assert await find(pool, value)
    assert await find(pool, second) is None


async def test_what_has_ended_is_deleted_and_the_rest_is_kept(pool: Pool, account: Account) -> None:
    kept, _ = await start(pool, account)
    _, idle = await start(pool, account)
    _, ended = await start(pool, account)
    await rows(pool, AGED, [IDLE + 1, idle.id])
    await rows(pool, ENDED, [ended.id])
    await sessions.delete_ended_sessions(pool, idle=IDLE)
    left = {row["id"] for row in await rows(pool, "select id from sessions")}
    assert not {idle.id, ended.id} & left
    assert await find(pool, kept)


async def test_starting_again_with_the_same_value_makes_no_second_session(
    pool: Pool, account: Account
) -> None:
    """A statement may be sent again after a lost connection."""
    value, started = await start(pool, account)
    again = await sessions.start_account_session(pool, value, account, "", longest=LONGEST)
    assert again is not None
    assert replace(again, used_at=started.used_at) == started
