"""What was recorded before there was a ledger."""

import asyncio
from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine, make_url

from evidence.ledger import tree
from records.database import pool_of, rows
from records.migrations.apply import migrate
from tests.evidence.ledger.scene import HOUR, add, ago, chain, leaves

TELL_NOBODY = "create function tell_change(text, jsonb) returns void language sql as 'select'"
"""A later migration's: `record_facts` is made in its newest form from the first migration on."""


def migrate_to(url: str, revision: str) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", "records/migrations")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


async def test_facts_that_were_there_before_are_logged_and_superseded_ones_are_not(
    make_database: Callable[[str], str],
) -> None:
    url = make_database("before_the_ledger")
    await asyncio.to_thread(migrate_to, url, "0004")
    facts = chain("TEST-OLD", 3, ago(HOUR))
    async with pool_of(url) as pool:
        await rows(pool, TELL_NOBODY)
        await add(pool, "TEST-OLD", chain("TEST-OLD", 2, ago(2 * HOUR), data={"of": "a discarded task"}))
        await add(pool, "TEST-OLD", facts)
        await rows(pool, "drop function tell_change")
        await asyncio.to_thread(migrate, url)
        assert await tree.append_due_facts(pool) == 3
        assert [leaf.digest for leaf in await leaves(pool)] == [fact.digest for fact in facts]
