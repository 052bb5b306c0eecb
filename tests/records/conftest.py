from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from records.database import Pool, pool_of, rows
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.migrations.apply import migrate


@pytest.fixture(scope="module")
def database(postgres: str) -> str:
    """The URL of a database with the record's schema."""
    migrate(postgres)
    return postgres


@pytest.fixture(scope="module")
async def pool(database: str) -> AsyncIterator[Pool]:
    async with pool_of(database) as opened:
        yield opened


@pytest.fixture
def fresh_database(make_database: Callable[[str], str]) -> str:
    """The URL of a database with the record's schema that serves one test only."""
    made = make_database("fresh")
    migrate(made)
    return made


@pytest.fixture
async def fresh(fresh_database: str) -> AsyncIterator[Pool]:
    async with pool_of(fresh_database) as opened:
        yield opened


@pytest.fixture
def keys(pool: Pool) -> KeyStore:
    return KeyStore(pool, LocalWrapper(b"m" * 32))


@pytest.fixture
async def away(tmp_path: Path) -> AsyncIterator[Pool]:
    """A pool of a server that isn't there."""
    async with pool_of(f"postgresql:///nobody?host={tmp_path}", patience=0.2) as opened:
        yield opened


ADD_ACCOUNT = """
insert into accounts (id, username, name, role, agency, unit, disabled_at)
values (%(id)s, %(id)s, %(id)s, %(role)s, %(agency)s, %(unit)s, case when %(disabled)s then now() end)
on conflict (id) do update set disabled_at = excluded.disabled_at"""


@pytest.fixture
async def add_account(pool: Pool) -> Callable[..., object]:
    """Adds an account, its agency and unit; again it only sets whether it is disabled."""

    async def add(
        id_: str, role: str, agency: str | None = None, unit: str | None = None, *, disabled: bool = False
    ) -> None:
        if agency:
            add_agency = "insert into agencies values (%s, %s, 'ID') on conflict do nothing"
            await rows(pool, add_agency, [agency, agency])
        if unit:
            await rows(
                pool, "insert into units values (%s, %s, %s) on conflict do nothing", [agency, unit, unit]
            )
        values = {"id": id_, "role": role, "agency": agency, "unit": unit, "disabled": disabled}
        await rows(pool, ADD_ACCOUNT, values)

    return add
