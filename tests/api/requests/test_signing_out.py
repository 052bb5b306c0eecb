"""What signs an account out for good, and that a national admin who can sign in is left."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient, Response

from api.services import Services
from records.advisory_locks import AdvisoryLock, lock
from records.database import rows
from records.directory import accounts
from records.directory.load import load_directory
from tests.api.conftest import PASSWORD
from tests.api.people import People
from tests.api.requests.test_accounts import token

HEADER = "type,agency,unit,username,name,role,active\n"
OFFICER = "penghubung.kemenkes.umum"
HOME = f"account,kemenkes,umum,{OFFICER},Agus Setiawan,liaison_officer,ya\n"
SECOND = "account,,,pusat.dua,Pusat Dua,national_admin,ya\n"
WAITING = """select count(*) from pg_locks join pg_database on pg_database.oid = pg_locks.database
where locktype = 'advisory' and not granted and datname = current_database()"""


async def loaded(services: Services, *lines: str) -> None:
    await load_directory(services.pool, HEADER + "".join(lines))
    await services.directory.refresh()


async def code_with(http: AsyncClient, headers: dict[str, str]) -> str:
    answer = await http.get("/v1/tasks", headers=headers)
    return "good" if answer.status_code == 200 else str(answer.json()["code"])


async def headers_of(http: AsyncClient, username: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {(await token(http, username)).json()['access_token']}"}


async def switch(people: People, username: str, to: str, by: str = "pusat") -> Response:
    headers = await people.headers(by)
    return await people.http.post(f"/v1/accounts/{username}/{to}", headers=headers)


@pytest.fixture
async def second(services: Services) -> AsyncIterator[str]:
    """A second national admin with a password; in the end the first is the only one again."""
    await loaded(services, SECOND)
    await accounts.change_password(services.pool, "pusat.dua", PASSWORD)
    await services.directory.refresh()
    yield "pusat.dua"
    await accounts.enable_account(services.pool, "pusat")
    await rows(services.pool, "update accounts set password_hash = null where username = 'pusat.dua'")
    await services.directory.refresh()


async def test_tokens_of_an_account_that_was_disabled_stay_void_once_it_is_enabled(
    http: AsyncClient, people: People
) -> None:
    before = await headers_of(http, OFFICER)
    assert await code_with(http, before) == "good"
    assert (await switch(people, OFFICER, "disable")).status_code == 204
    assert (await switch(people, OFFICER, "enable")).status_code == 204
    assert await code_with(http, before) == "token_void"
    assert await code_with(http, await headers_of(http, OFFICER)) == "good"


@pytest.mark.parametrize(
    "meanwhile",
    [
        HOME.replace("ya", "tidak"),
        HOME.replace("umum", "layanan", 1),
        HOME.replace("kemenkes", "pemprov-aceh", 1),
        HOME.replace("umum", "", 1).replace("liaison_officer", "supervisor"),
    ],
    ids=["inactive", "another unit", "another agency", "another role"],
)
async def test_tokens_of_an_account_that_a_file_moved_stay_void_once_it_is_moved_back(
    http: AsyncClient, services: Services, meanwhile: str
) -> None:
    before = await headers_of(http, OFFICER)
    assert await code_with(http, before) == "good"
    await loaded(services, meanwhile)
    await loaded(services, HOME)
    assert await code_with(http, before) == "token_void"
    assert await code_with(http, await headers_of(http, OFFICER)) == "good"


async def test_a_new_name_or_enabling_what_is_enabled_signs_nobody_out(
    http: AsyncClient, people: People, services: Services
) -> None:
    before = await headers_of(http, OFFICER)
    await loaded(services, HOME.replace("Setiawan", "S."))
    assert (await switch(people, OFFICER, "enable")).status_code == 204
    assert await code_with(http, before) == "good"


async def test_a_token_begun_before_the_password_was_changed_is_void(
    http: AsyncClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slowly(*given: str) -> accounts.Account | None:
        found = await authenticate(services.pool, *given[1:])
        await accounts.change_password(services.pool, OFFICER, PASSWORD)
        await services.directory.refresh()
        return found

    authenticate = accounts.authenticate
    with monkeypatch.context() as patch:
        patch.setattr(accounts, "authenticate", slowly)
        before = await headers_of(http, OFFICER)
    assert await code_with(http, before) == "token_void"


async def test_nobody_disables_their_own_account(people: People, second: str) -> None:
    refused = await switch(people, "pusat", "disable")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_account")
    assert (await people.get("pusat", "/v1/tasks")).status_code == 200


async def test_one_who_has_no_password_does_not_count_as_left(
    http: AsyncClient, services: Services, second: str
) -> None:
    people = People(http, PASSWORD)
    await people.headers(second)
    await rows(services.pool, "update accounts set password_hash = null where username = %s", [second])
    refused = await switch(people, "pusat", "disable", by=second)
    assert (refused.status_code, refused.json()["code"]) == (409, "last_national_admin")
    assert (await people.get("pusat", "/v1/tasks")).status_code == 200


async def test_one_of_two_national_admins_is_disabled_and_not_the_other(
    http: AsyncClient, second: str
) -> None:
    people = People(http, PASSWORD)
    assert (await switch(people, "pusat", "disable", by=second)).status_code == 204
    refused = await switch(people, second, "disable", by=second)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_account")


async def test_two_national_admins_who_disable_each_other_at_once_leave_one(
    http: AsyncClient, people: People, services: Services, second: str
) -> None:
    people = People(http, PASSWORD)
    for who in ("pusat", second):
        await people.headers(who)
    async with services.pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        both = [
            asyncio.ensure_future(switch(people, second, "disable", by="pusat")),
            asyncio.ensure_future(switch(people, "pusat", "disable", by=second)),
        ]
        async with asyncio.timeout(5):
            while (await rows(services.pool, WAITING))[0]["count"] < len(both):
                await asyncio.sleep(0.02)
    answers = await asyncio.gather(*both)
    assert sorted(each.status_code for each in answers) == [204, 409]
    assert sorted([(await token(http, who)).status_code for who in ("pusat", second)]) == [200, 401]
