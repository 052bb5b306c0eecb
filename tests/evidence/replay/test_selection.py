"""Which reports an audit takes, page by page."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from evidence.rebuild.from_histories import FEED, batch_of_runs
from evidence.replay import selection
from evidence.replay.selection import Selection, UnknownAgency, page_of
from records.database import Pool, pool_of, rows
from records.migrations.apply import migrate
from tests.histories.many import everything

DAY = date(2026, 3, 2)
SPREAD = """
update reports set agency = case when mod(number, 3) = 0 then 'kemenkes' else 'pemprov-aceh' end,
    submitted_at = case number when 1 then 'infinity' else '2026-03-01 20:00+07'::timestamptz
        + number / 4 * interval '8 hours' end
from (select report as own, row_number() over (order by report) as number from reports) as numbered
where own = report"""
ALL = "select report, submitted_at::text as at, agency from reports order by submitted_at, report"


@pytest.fixture(scope="module")
async def pool(postgres: str) -> AsyncIterator[Pool]:
    """A pool of a database with reports, four at each instant, and one that came in at no instant."""
    migrate(postgres)
    async with pool_of(postgres) as opened:
        for golden in everything()[::8]:
            await rows(opened, FEED, {"batch": Jsonb(await batch_of_runs(golden.runs))})
        await rows(opened, SPREAD)
        await rows(opened, "insert into agencies (code, name, region) values ('kemenkes', 'Kemenkes', 'ID')")
        yield opened


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "PAGE", 3)


async def taken(pool: Pool, which: Selection) -> list[str]:
    """The numbers that it takes, of which it says in advance how many they are."""
    found = [number async for page in which.pages(pool) for number in page]
    assert len(found) == await which.total(pool)
    return found


async def test_every_report_is_taken_once_the_first_first(pool: Pool) -> None:
    every = await rows(pool, ALL)
    assert await taken(pool, Selection()) == [row["report"] for row in every]
    assert every[-1]["at"] == "infinity"


@pytest.mark.parametrize(
    ("first", "last"),
    [(None, DAY), (DAY, None), (DAY, DAY), (DAY, DAY - timedelta(days=1)), (None, date.max)],
)
@pytest.mark.parametrize("agency", [None, "kemenkes"])
async def test_days_are_those_of_the_centre(
    pool: Pool, agency: str | None, first: date | None, last: date | None
) -> None:
    on_day = "select report, (submitted_at at time zone 'Asia/Jakarta')::text as at, agency from reports"
    wanted = {
        row["report"]
        for row in await rows(pool, on_day)
        if (agency is None or row["agency"] == agency)
        and (first is None or row["at"] >= first.isoformat())
        and (last in (None, date.max) or row["at"] < (last + timedelta(days=1)).isoformat())
    }
    found = await taken(pool, Selection(agency=agency, first=first, last=last))
    assert set(found) == wanted
    assert len(found) == len(wanted)


async def test_those_that_are_named_are_taken_as_named_and_once(pool: Pool) -> None:
    assert await taken(pool, Selection(("T3", "T1", "T2", "T1", "T4"))) == ["T3", "T1", "T2", "T4"]


async def test_an_agency_that_the_directory_does_not_have_is_refused(pool: Pool) -> None:
    with pytest.raises(UnknownAgency, match="no agency has the code kemenkse"):
        await Selection(agency="kemenkse").total(pool)


@pytest.mark.parametrize("values", [{}, {"agency": "kemenkes"}], ids=["all", "of an agency"])
def test_a_page_is_a_range_of_an_index(postgres: str, pool: Pool, values: dict[str, Any]) -> None:
    del pool  # it has filled the database
    index = "reports_of_agency" if values else "reports_by_submission"
    asked = {**values, "since": "2026-03-01", "before": "2026-04-01", "at": "2026-03-02", "after": "T1"}
    with psycopg.connect(postgres) as connection:
        connection.execute("set enable_seqscan = off; set enable_bitmapscan = off")
        plan = [line for (line,) in connection.execute(f"explain {page_of(asked)}", asked)]
    assert index in plan[1]
    assert "Sort" not in str(plan)
    assert "Filter" not in str(plan)
