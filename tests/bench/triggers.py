"""What the triggers on facts cost (`facts_end_drafts`, `facts_end_claims` and others): facts are
inserted with and without them, in interleaved rounds, each in a transaction that is rolled back.
"""

import asyncio
import time
from statistics import median

from psycopg import AsyncConnection

from tests.bench.http import Connection
from tests.bench.straight_way import print_line, product

ROUNDS = 31
FACTS = 200
"""In one round, each a statement of its own, as reports record them."""
COPY = """
insert into recorded_facts (report, number, at, recorded_at, kind, actor, data, previous, digest)
select report, number + %s, at, recorded_at, kind, actor, data, previous, digest from recorded_facts
where report = %s and number < 1000 and kind = 'confirmed'"""
COPY_STAFFS = COPY.replace("'confirmed'", "'responded'")


async def triggers() -> None:
    """Prints microseconds for one fact of staff and one of a reporter, with and without triggers."""
    async with product("tuntas-bench-") as (settings, _, office):
        with Connection(office.port) as http:
            number = await office.straight(http)
            await asyncio.sleep(5)  # the record follows
        async with await AsyncConnection.connect(settings.database_url) as connection:
            for name, copy in (("staffs", COPY_STAFFS), ("reporters", COPY)):
                print_line(bench=f"triggers_on_{name}_fact", **await _compare(connection, copy, number))


async def _compare(connection: AsyncConnection, copy: str, report: str) -> dict[str, float]:
    seconds: dict[bool, list[float]] = {True: [], False: []}
    for turn in range(2 * ROUNDS):
        is_on = turn % 2 == 0
        seconds[is_on].append(await _insert(connection, copy, report, is_on=is_on))
    on, off = (median(each) / FACTS * 1e6 for each in (seconds[True], seconds[False]))
    return {"with_us": round(on), "without_us": round(off), "cost_us": round(on - off)}


async def _insert(connection: AsyncConnection, copy: str, report: str, *, is_on: bool) -> float:
    if not is_on:
        await connection.execute("alter table recorded_facts disable trigger user")
    begun = time.perf_counter()
    for number in range(FACTS):
        await connection.execute(copy, (1000 + number, report))
    took = time.perf_counter() - begun
    await connection.rollback()
    return took
