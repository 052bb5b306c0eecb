"""Who may administer an installation, for each directory that it may begin with."""

from collections.abc import AsyncIterator

import pytest

from records.database import Pool, pool_of, rows
from records.directory import accounts
from records.directory.accounts import authenticate
from records.installation.first_admin import USERNAME, FirstStart, prepare_first_admin
from records.installation.setup import add_demo
from records.migrations.apply import migrate

SHARED = "kata-sandi-demo"
NOBODY = FirstStart([], None, lacks_admin=True)
ADD = "insert into accounts (id, username, name, role) values ('a_admin', %s, 'Admin', %s)"


@pytest.fixture(scope="module")
async def database(postgres: str) -> AsyncIterator[Pool]:
    migrate(postgres)
    async with pool_of(postgres) as pool:
        yield pool


@pytest.fixture
async def pool(database: Pool) -> Pool:
    """A record with nobody in it."""
    await rows(database, "delete from accounts")
    return database


async def test_without_a_terminal_an_administrator_is_made_who_can_not_sign_in_yet(pool: Pool) -> None:
    assert await prepare_first_admin(pool, give=False) == NOBODY
    assert await prepare_first_admin(pool, give=False) == NOBODY
    given = await prepare_first_admin(pool, give=True)
    assert given.password
    account = await authenticate(pool, USERNAME, given.password)
    assert account
    assert (account.role, account.must_change_password) == ("national_admin", True)


async def test_a_password_is_given_once(pool: Pool) -> None:
    first = await prepare_first_admin(pool, give=True)
    assert await prepare_first_admin(pool, give=True) == FirstStart([], None, lacks_admin=False)
    assert first.password
    assert await authenticate(pool, USERNAME, first.password)


async def test_where_a_national_admin_can_sign_in_no_other_is_made(pool: Pool) -> None:
    await rows(pool, ADD, ["rini", "national_admin"])
    await accounts.change_password(pool, "rini", "kata-sandi-rini")
    assert await prepare_first_admin(pool, give=True) == FirstStart([], None, lacks_admin=False)
    assert [row["username"] for row in await rows(pool, "select username from accounts")] == ["rini"]


@pytest.mark.parametrize("role", ["auditor", "supervisor"])
async def test_an_account_of_that_name_with_another_role_is_left_as_it_is(pool: Pool, role: str) -> None:
    await rows(pool, ADD, [USERNAME, role])
    assert await prepare_first_admin(pool, give=True) == NOBODY
    assert await rows(pool, "select role, password_hash from accounts") == [
        {"role": role, "password_hash": None}
    ]


async def test_a_national_admin_of_that_name_who_was_disabled_stays_disabled(pool: Pool) -> None:
    await rows(pool, ADD, [USERNAME, "national_admin"])
    await rows(pool, "update accounts set disabled_at = now()")
    assert await prepare_first_admin(pool, give=True) == NOBODY
    (row,) = await rows(pool, "select disabled_at is not null as disabled, password_hash from accounts")
    assert row == {"disabled": True, "password_hash": None}


async def test_demo_accounts_are_closed_but_for_those_who_chose_a_password(pool: Pool) -> None:
    await add_demo(pool, SHARED)
    await accounts.change_password(pool, "auditor", "kata-sandi-sendiri")
    done = await prepare_first_admin(pool, give=True)
    assert "pusat" in done.closed
    assert "auditor" not in done.closed
    assert await authenticate(pool, "auditor", "kata-sandi-sendiri")
    for each in done.closed:
        assert await authenticate(pool, each, SHARED) is None
    assert done.password, "the demo's national admin is closed, too"
    assert (await prepare_first_admin(pool, give=True)).closed == []


async def test_a_demo_admin_who_chose_a_password_goes_on(pool: Pool) -> None:
    await add_demo(pool, SHARED)
    await accounts.change_password(pool, "pusat", "kata-sandi-sendiri")
    done = await prepare_first_admin(pool, give=True)
    assert (done.password, done.lacks_admin) == (None, False)
