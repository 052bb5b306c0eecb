"""What must stand before the first report: schema, calendars and, to try things out, the demo directory."""

import asyncio
import json
import logging
from collections.abc import Collection
from datetime import date
from importlib.resources import files

from sqlalchemy import ARRAY, Text, any_, bindparam, select, update
from sqlmodel import col

from calendars import Snapshot, shipped_decrees
from records.advisory_locks import AdvisoryLock, lock
from records.database import Pool, pool_of, rows
from records.decrees import retimings, stored_calendars
from records.directory.accounts import HASHER, is_right
from records.directory.csv_lines import AccountLine, read_lines
from records.directory.load import load_directory
from records.installation import known_secrets
from records.keys.report_key import LocalWrapper, SealBroken
from records.keys.store import KeyStore
from records.migrations.apply import migrate
from records.reports.contact_index import ContactIndex
from records.reports.search_index import SearchIndex
from records.statements import compile_statement
from records.tables import Account
from runtime.settings import Settings

# In SQL: arrays
KEEP_DECREE = """
insert into decrees (number, content, region, agency, issued_on, supersedes, entered_by)
select content->>'number', content, content->>'region', content->>'agency', (content->>'issued_on')::date,
       content->>'supersedes', 'shipped'
from jsonb_array_elements(%s::jsonb) as content
on conflict (number) do nothing"""
IS_ONE_OF = col(Account.username) == any_(bindparam("usernames", type_=ARRAY(Text)))
HAS_SHARED_PASSWORD = (IS_ONE_OF, col(Account.password_changed_at).is_(None))
PASSWORDS = compile_statement(select(col(Account.password_hash)).where(*HAS_SHARED_PASSWORD))
SET_PASSWORDS = compile_statement(
    update(Account).where(*HAS_SHARED_PASSWORD).values(password_hash=bindparam("hash"))
)

log = logging.getLogger(__name__)


async def prepare_database(settings: Settings, replaced: Collection[str] = ()) -> None:
    """Brings the database of `settings` up to date; again, or at the same time elsewhere, it changes nothing.
    Secrets that are `replaced` are those of the installation from now on.

    Raises OtherSecrets where other secrets differ from the installation's, and psycopg's or SQLAlchemy's
    errors where the database can't be reached.
    """
    await asyncio.to_thread(migrate, settings.database_url)
    async with pool_of(settings.database_url, size=1) as pool:
        await known_secrets.note_secrets(pool, settings, replaced)
        await renew_calendars(pool, stored_calendars.today())
        await fill_indexes(pool, settings.master_key)
        if settings.dev and settings.demo_password:
            await add_demo(pool, settings.demo_password)


async def fill_indexes(pool: Pool, master_key: bytes) -> None:
    """Makes the entries of the search index and the contact index that are lacking, as after the release that
    began them; under another master key than the reports' keys none is made, and a warning logged."""
    keys = KeyStore(pool, LocalWrapper(master_key))
    try:
        words = await SearchIndex(pool, keys).fill()
        contacts = await ContactIndex(pool, keys).fill()
    except SealBroken:
        log.warning("reports are not indexed: their keys are wrapped by another master key")
    else:
        if made := max(words, contacts):
            log.info("reports indexed", extra={"reports": made})


async def renew_calendars(pool: Pool, on: date) -> list[Snapshot]:
    """Enters the decrees that come with the product, as far as none of their number is on record, and makes
    every calendar anew whose days are others `on` that date; returns those, on their way to open reports."""
    shipped = json.dumps([decree.model_dump(mode="json") for decree in shipped_decrees()])
    async with pool.connection() as connection, connection.transaction():
        await lock(connection, AdvisoryLock.DIRECTORY_AND_CALENDARS)
        await connection.execute(KEEP_DECREE, [shipped])
        made = await stored_calendars.add_versions(connection, on)
        await retimings.begin_retiming(
            connection, "renewed", None, [each for each in made if each.version > 1]
        )
    return made


async def add_demo(pool: Pool, password: str) -> None:
    """The demo directory; `password` holds for each of its accounts until that account's is changed."""
    text = _demo()
    await load_directory(pool, text)
    usernames = demo_usernames()
    kept = {row["password_hash"] for row in await rows(pool, PASSWORDS, {"usernames": usernames})}
    if not await asyncio.to_thread(_all_right, kept, password):
        new = await asyncio.to_thread(HASHER.hash, password)
        await rows(pool, SET_PASSWORDS, {"hash": new, "usernames": usernames})


def demo_usernames() -> list[str]:
    """The demo's accounts."""
    return [line.username for _, line in read_lines(_demo()) if isinstance(line, AccountLine)]


def _demo() -> str:
    return (files("records.directory") / "demo.csv").read_text(encoding="utf-8")


def _all_right(kept: set[str | None], password: str) -> bool:
    """One hash serves all demo accounts, so that a start checks one password and not fifteen."""
    return all(each is not None and is_right(each, password) for each in kept)
