"""What must stand before the first report: schema, calendars and, to try things out, the demo directory."""

import asyncio
import json
from datetime import date, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

from calendars import NATIONAL, REGIONS, Snapshot, region_of, shipped_decrees
from calendars.calendar import calendar_for, horizon
from records.accounts import HASHER, is_right
from records.database import Pool, pool_of, rows
from records.directory_file import AccountLine, read_lines
from records.directory_load import load
from records.migrate import migrate
from runtime.settings import Settings

# One statement for all regions: a version is added where the newest stored one counts otherwise.
ADD_CALENDARS = """
insert into calendars (region, version, snapshot)
select new.region, coalesce(newest.version, 0) + 1,
       new.snapshot || jsonb_build_object('version', coalesce(newest.version, 0) + 1)
from (select snapshot->>'region' as region, snapshot from jsonb_array_elements(%s::jsonb) as snapshot) as new
left join lateral (
    select version, snapshot from calendars where region = new.region order by version desc limit 1
) as newest on true
where newest.snapshot is null or newest.snapshot - 'version' <> new.snapshot - 'version'
on conflict (region, version) do nothing
returning region"""
PASSWORDS = "select password_hash from accounts where username = any(%s) and password_changed_at is null"
SET_PASSWORDS = """
update accounts set password_hash = %s where username = any(%s) and password_changed_at is null"""


async def prepare(settings: Settings) -> None:
    """Brings the database of `settings` up to date; again, or at the same time elsewhere, it changes nothing.

    Raises psycopg's or SQLAlchemy's errors where it can't be reached.
    """
    await asyncio.to_thread(migrate, settings.database_url)
    async with pool_of(settings.database_url, size=1) as pool:
        today = datetime.now(ZoneInfo(region_of(NATIONAL).zone)).date()
        await add_calendars(pool, await asyncio.to_thread(snapshots, today))
        if settings.dev and settings.demo_password:
            await add_demo(pool, settings.demo_password)


def snapshots(today: date) -> list[Snapshot]:
    """Every region's calendar by the decrees that come with the product, still without a version."""
    decrees = shipped_decrees()
    return [calendar_for(code, decrees, today).snapshot(0, *horizon(today)) for code in REGIONS]


async def add_calendars(pool: Pool, made: list[Snapshot]) -> list[str]:
    """Stores each as its region's next version unless the newest counts alike; returns the regions stored."""
    found = await rows(pool, ADD_CALENDARS, [json.dumps([snapshot.wire() for snapshot in made])])
    return [row["region"] for row in found]


async def add_demo(pool: Pool, password: str) -> None:
    """The demo directory; `password` holds for each of its accounts until that account's is changed."""
    text = (files("records") / "demo.csv").read_text(encoding="utf-8")
    await load(pool, text)
    usernames = [line.username for _, line in read_lines(text) if isinstance(line, AccountLine)]
    kept = {row["password_hash"] for row in await rows(pool, PASSWORDS, [usernames])}
    if not await asyncio.to_thread(_all_right, kept, password):
        new = await asyncio.to_thread(HASHER.hash, password)
        await rows(pool, SET_PASSWORDS, [new, usernames])


def _all_right(kept: set[str | None], password: str) -> bool:
    """One hash serves all demo accounts, so that a start checks one password and not fifteen."""
    return all(each is not None and is_right(each, password) for each in kept)
