"""What a command changes in the database each API hears at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

import pytest
from httpx import AsyncClient

from api.services import Services
from records.directory import accounts
from records.directory.load import load_directory
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from tests.api.conftest import PASSWORD
from tests.api.people import People
from tests.api.reports.test_telephone import BY_PHONE, calls, due
from tests.api.requests.test_accounts import token
from tests.api.requests.test_signing_out import HEADER, HOME, OFFICER, code_with, headers_of

WITHIN = 1.0
"""Seconds. Unasked an API looks every five: four changes in a row are not seen in time by chance."""
MOVED = f"account,kemenkes,layanan,{OFFICER},Agus Setiawan,liaison_officer,ya\n"
NEW = f"account,kemenkes,umum,{OFFICER}.dua,Rini,liaison_officer,ya\n"


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    limit = time.monotonic() + WITHIN
    while not await holds():
        assert time.monotonic() < limit
        await asyncio.sleep(0.02)


@pytest.fixture
async def home(services: Services) -> AsyncIterator[None]:
    """Afterwards the officer is in office again."""
    yield
    await accounts.enable_account(services.pool, OFFICER)
    await load_directory(services.pool, HEADER + HOME)
    await accounts.change_password(services.pool, OFFICER, PASSWORD)
    await services.directory.refresh()


async def test_whoever_a_command_disables_moves_or_gives_a_password_is_signed_out_at_once(
    http: AsyncClient, services: Services, home: None
) -> None:
    async def move() -> None:
        await load_directory(services.pool, HEADER + MOVED)
        await load_directory(services.pool, HEADER + HOME)

    changes: tuple[Callable[[], Awaitable[None]], ...] = (
        lambda: accounts.disable_account(services.pool, OFFICER),
        move,
        lambda: accounts.change_password(services.pool, OFFICER, PASSWORD),
        move,
    )
    for change in changes:
        await accounts.enable_account(services.pool, OFFICER)
        before = await headers_of(http, OFFICER)
        assert await code_with(http, before) == "good"
        await change()
        await until(partial(_is_void, http, before))


async def _is_void(http: AsyncClient, headers: dict[str, str]) -> bool:
    return await code_with(http, headers) == "token_void"


async def test_the_first_token_of_a_new_account_is_good_at_once(
    http: AsyncClient, services: Services
) -> None:
    await load_directory(services.pool, HEADER + NEW)
    await accounts.change_password(services.pool, f"{OFFICER}.dua", PASSWORD)
    headers = {"Authorization": f"Bearer {(await token(http, f'{OFFICER}.dua')).json()['access_token']}"}
    assert await code_with(http, headers) == "good"


async def test_what_another_process_erased_is_shown_to_nobody_any_more(
    people: People, services: Services
) -> None:
    report = await people.submit(reporter=BY_PHONE)
    await report.forward()
    await due(services)
    assert await calls(people, "admin.kemenkes", report)
    assert (await report.facts())[0]["erased"] == []
    await KeyStore(services.pool, LocalWrapper(services.settings.master_key)).destroy(report.number)

    async def is_erased() -> bool:
        return bool((await report.facts())[0]["erased"])

    await until(is_erased)
    assert await calls(people, "admin.kemenkes", report) == [], "there is nobody to call"
