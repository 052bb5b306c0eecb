import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from records.database import Pool, pool_of, rows
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.migrations.apply import migrate
from tests.activities.delivery.sink import Sink

BEGUN = datetime(2026, 11, 26, 1, tzinfo=UTC)
STAFF = {
    "stage": "follow_up", "agency": "kemenkes", "unit": "layanan", "due_on": "2026-11-27",
    "at": "2026-11-26T01:00:00.000000Z", "clock": "response", "instance": 1, "level": 1,
}  # fmt: skip
REPORTER = {**STAFF, "clock": None, "level": None, "final": True, "outcome": "resolved"}

AddMessage = Callable[..., Awaitable[int]]


@pytest.fixture(scope="module")
def database(postgres: str) -> str:
    migrate(postgres)
    return postgres


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A pool on a record without messages, with two officers of one unit, one of them without e-mail."""
    async with pool_of(database, size=2) as opened:
        await rows(opened, "delete from messages")
        for statement in (
            "insert into agencies values ('kemenkes', 'Kementerian Kesehatan', 'ID') on conflict do nothing",
            "insert into units values ('kemenkes', 'layanan', 'Dinas Pelayanan') on conflict do nothing",
            """insert into accounts (id, username, name, role, agency, unit, email) values
            ('a_1', 'siti', 'Siti Rahmawati', 'liaison_officer', 'kemenkes', 'layanan',
             'siti@contoh.invalid'),
            ('a_2', 'agus', 'Agus', 'liaison_officer', 'kemenkes', 'layanan', null) on conflict do nothing""",
        ):
            await rows(opened, statement)
        yield opened


@pytest.fixture
def keys(pool: Pool) -> KeyStore:
    return KeyStore(pool, LocalWrapper(b"m" * 32))


@pytest.fixture
def add_message(pool: Pool) -> AddMessage:
    """Adds a message to the outbox, due for a minute unless said otherwise; returns its id."""

    async def add(report: str, fact: int = 1, recipient: str = "a_1", **changed: Any) -> int:
        values = {
            "template": "escalated_1",
            "data": REPORTER if recipient == "reporter" else STAFF,
            "batch": None,
            "send_at": datetime.now(UTC) - timedelta(minutes=1),
        } | changed
        added = await rows(
            pool,
            """with posted as (
                insert into messages (report, fact, recipient, channel, dedup, template, data, batch, send_at)
                values (%(report)s, %(fact)s, %(recipient)s, 'email', concat_ws(':', %(report)s::text,
                        %(fact)s::integer, %(recipient)s::text, 'email'), %(template)s, %(data)s, %(batch)s,
                        %(send_at)s) returning id)
            select id, pg_notify('tuntas_messages', '') from posted""",
            values
            | {"report": report, "fact": fact, "recipient": recipient, "data": json.dumps(values["data"])},
        )
        id_: int = added[0]["id"]
        return id_

    return add


@pytest.fixture
def submit(pool: Pool, keys: KeyStore) -> Callable[..., Awaitable[None]]:
    """Stores the first fact of a report, with its reporter's sealed contact."""

    async def add(report: str, **contact: str) -> None:
        sealed = (await keys.create(report)).seal(json.dumps(contact)).model_dump()
        data = {"reporter": {"identity": sealed, "email": "email" in contact, "phone": "phone" in contact}}
        add_fact = """insert into facts values (%s, 1, %s, %s, 'submitted', '{}', %s, '', '')"""
        await rows(pool, add_fact, [report, BEGUN, BEGUN, json.dumps(data)])

    return add


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    async with Sink() as running:
        yield running
