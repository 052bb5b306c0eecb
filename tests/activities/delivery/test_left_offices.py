"""Letters for an office reach whoever holds it when they leave, not who held it when they were written."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from activities.mail import NotSent
from records.database import Pool, rows
from records.keys.store import KeyStore
from tests.activities.delivery.conftest import AddMessage
from tests.activities.delivery.test_delivery import MemoryTransport, deliver, row

BACK = """update accounts
set disabled_at = null, role = 'liaison_officer', agency = 'kemenkes', unit = 'layanan'
where id in ('a_1', 'a_2')"""
LEAVING = {
    "disabled": ("update accounts set disabled_at = now() where id = 'a_1'", "account_disabled"),
    "in another unit": ("update accounts set unit = 'umum' where id = 'a_1'", "left_office"),
    "in another role": (
        "update accounts set role = 'supervisor', unit = null where id = 'a_1'",
        "left_office",
    ),
    "in another agency": (
        "update accounts set agency = 'lain', unit = 'umum' where id = 'a_1'",
        "left_office",
    ),
}


@pytest.fixture(autouse=True)
async def elsewhere(pool: Pool) -> AsyncIterator[None]:
    """Another unit and another agency; afterwards both officers are in their office again."""
    for statement in (
        "insert into agencies values ('lain', 'Instansi Lain', 'ID') on conflict do nothing",
        """insert into units values ('kemenkes', 'umum', 'Umum'), ('lain', 'umum', 'Umum')
           on conflict do nothing""",
    ):
        await rows(pool, statement)
    yield
    await rows(pool, BACK)


@pytest.mark.parametrize("left", LEAVING)
async def test_a_letter_that_waits_for_an_officer_who_left_goes_to_a_colleague(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, left: str
) -> None:
    id_ = await add_message("LPR-L")
    leave, error = LEAVING[left]
    await rows(pool, leave)
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 1
    assert [letter.file_as for letter in hole.letters] == ["agus"]
    found = await row(pool, id_)
    assert (found["sent_at"], found["error"], found["given_up_at"] is not None) == (None, error, True)
    assert await deliver(database, keys, hole) == 0


async def test_a_colleague_who_has_the_letter_already_gets_it_once(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    await add_message("LPR-L")
    await add_message("LPR-L", recipient="a_2")
    await rows(pool, LEAVING["in another agency"][0])
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 1
    assert [letter.file_as for letter in hole.letters] == ["agus"]


async def test_of_one_letter_about_two_offices_each_message_goes_to_who_holds_its_office(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    batch = {"batch": "one", "send_at": datetime.now(UTC) - timedelta(minutes=1)}
    await add_message("LPR-OLD", **batch)
    await rows(pool, LEAVING["in another unit"][0])
    await add_message("LPR-NEW", **batch)
    hole = MemoryTransport()
    assert await deliver(database, keys, hole, seconds=3) == 2
    reports = {letter.file_as: letter.body for letter in hole.letters}
    assert ("LPR-NEW" in reports["siti"], "LPR-OLD" in reports["siti"]) == (True, False)
    assert ("LPR-NEW" in reports["agus"], "LPR-OLD" in reports["agus"]) == (False, True)


async def test_where_nobody_holds_the_office_no_letter_leaves(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    id_ = await add_message("LPR-L")
    await rows(pool, "update accounts set disabled_at = now() where id in ('a_1', 'a_2')")
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 0
    assert (await row(pool, id_))["given_up_at"] is not None
    found = await rows(pool, "select id from messages where sent_at is null and given_up_at is null")
    assert found == []


async def test_who_came_back_before_a_letter_leaves_gets_it(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    await add_message("LPR-L")
    await rows(pool, LEAVING["in another agency"][0])
    await rows(pool, BACK)
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 1
    assert [letter.file_as for letter in hole.letters] == ["siti"]


async def test_a_letter_that_went_round_comes_back_to_who_holds_the_office_again(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    await add_message("LPR-R")
    leave = "update accounts set unit = 'umum' where id = %s"
    back = "update accounts set unit = 'layanan' where id = %s"
    await rows(pool, leave, ["a_1"])
    away = MemoryTransport(agus=NotSent("server_away", away=True))
    assert await deliver(database, keys, away) == 0
    await rows(pool, leave, ["a_2"])
    await rows(pool, back, ["a_1"])
    await rows(pool, "update messages set leaves_at = now() where given_up_at is null")
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 1
    assert [letter.file_as for letter in hole.letters] == ["siti"]
