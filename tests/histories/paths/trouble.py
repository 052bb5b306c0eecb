"""Paths on which something around the report is out of order, or changes."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta

from psycopg import AsyncConnection, sql

from calendars import Snapshot
from records.database import rows
from tests.histories.paths.answering import TO_ACEH
from tests.histories.plays import ACEH, PIMPINAN_ACEH, WHY, Stand, act, alone, reporter, until
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport


@asynccontextmanager
async def without_sql(stand: Stand) -> AsyncIterator[None]:
    """The server refuses the stand's database for as long as the block lasts."""
    switch = sql.SQL("alter database {} with allow_connections {}")
    name = sql.Identifier(stand.database)
    async with await AsyncConnection.connect(stand.admin, autocommit=True) as connection:
        await connection.execute(switch.format(name, sql.SQL("false")))
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [stand.database]
        )
        yield
        await connection.execute(switch.format(name, sql.SQL("true")))


@alone
async def record_away(stand: Stand) -> list[OneReport]:
    """Decisions stand meanwhile; the record catches up by the ordinary activity."""
    async with stand.working():
        report = await stand.reports.submit()
        await act(report, PUSAT, "forward", **FORWARD)
        async with without_sql(stand):
            await act(report, ADMIN, "dispose", unit="layanan")
            await act(report, OFFICER, "respond", text=LONG, final=False)
            await asyncio.sleep(3)
        await act(report, OFFICER, "respond", text=LONG, final=True)
        await act(report, reporter(report), "confirm", rating=5)
        await report.handle.result()
    return [report]


@alone
async def nobody_in_office(stand: Stand) -> list[OneReport]:
    """The centre's only supervisor has left when a verification lapses."""
    gone = "update accounts set disabled_at = now() where username = 'pimpinan.pusat'"
    await rows(stand.pool, gone)
    async with stand.working():
        report = await stand.reports.submit(policy="drill")
        await until(report, lambda state: state["escalation_level"] == 1)
        await until(report, lambda state: state["facts"] > 4)
        await act(report, PUSAT, "archive", reason="unclear", note=WHY)
        await report.handle.result()
    return [report]


@alone
async def calendar_changed_in_the_middle(stand: Stand) -> list[OneReport]:
    """Two working days are taken away from the region while its agency holds the report."""
    async with stand.working():
        report = await stand.reports.submit()
        await act(report, PUSAT, "forward", **TO_ACEH)
        old = stand.directory.calendar("ID-AC")
        await rows(stand.pool, "insert into calendars values (%s, %s, %s)", _without_two_days(old))
        await act(report, ACEH, "dispose", unit="layanan")
        await until(report, lambda state: state["calendar"]["version"] == old.version + 1)
        await act(report, PIMPINAN_ACEH, "nudge", note=WHY)
    return [report]


def _without_two_days(old: Snapshot) -> tuple[str, int, str]:
    """A newer calendar of the region, as its table's row."""
    first = old.add(old.local_date(datetime.now(UTC)), 2)
    taken = {first, old.next_working_day(first)}

    def counts(day: date) -> bool:
        return day not in taken and old.is_working_day(day)

    version = old.version + 1
    new = Snapshot.covering(old.region, old.zone, version, old.first, old.last - timedelta(days=7), counts)
    return old.region, version, json.dumps(new.wire())
