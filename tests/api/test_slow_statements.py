"""Statements that take long hold up nobody else, and say so themselves."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from fastapi import FastAPI
from temporalio.client import Client

from api import services
from api.main import create_app
from runtime.settings import Settings
from tests.api.people import People, Report

EIGHT = range(8)


@pytest.fixture(scope="module")
async def app(settings: Settings, temporal_client: Client, task_queue: str) -> AsyncIterator[FastAPI]:
    """The API with less patience, so that the tests need not wait as long as people would."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "A_STATISTIC", 4.0)
        patch.setattr(services, "A_LIST", 4.0)
        made = create_app(settings, client=temporal_client, task_queue=task_queue)
        async with made.router.lifespan_context(made):
            yield made


@pytest.fixture
async def report(people: People) -> Report:
    report = await people.submit()
    await report.forward()
    for path in ("/v1/tasks", "/v1/reports", "/v1/figures"):
        assert (await people.get("admin.kemenkes", path)).status_code == 200
    return report


@contextmanager
def locked(settings: Settings, table: str) -> Iterator[None]:
    """Whoever reads the table waits until the block ends: to them it is a very slow one."""
    with psycopg.connect(settings.database_url) as connection:
        connection.execute(f"lock table {table} in access exclusive mode")
        yield


async def require_readers_are_served(report: Report) -> None:
    for _ in range(3):
        begun = time.monotonic()
        for path in (f"/v1/reports/{report.number}", f"/v1/reports/{report.number}/facts", "/v1/tasks"):
            answer = await report.people.get("admin.kemenkes", path)
            assert answer.status_code == 200, answer.text
        assert time.monotonic() - begun < 2


async def test_eight_slow_statistics_say_so_and_all_others_go_on_reading(
    people: People, report: Report, settings: Settings
) -> None:
    with locked(settings, "figure_counts"):
        params = {"from": "1945-08-17"}
        slow = [asyncio.create_task(people.get("pusat", "/v1/figures", **params)) for _ in EIGHT]
        await asyncio.sleep(0.5)
        await require_readers_are_served(report)
        assert (await people.get("pusat", "/v1/reports")).status_code == 200
        told = sorted((each.status_code, each.json()["code"]) for each in await asyncio.gather(*slow))
        await require_readers_are_served(report)
    assert told == [(503, "record_busy")] * 6 + [(504, "query_timeout")] * 2
    assert (await people.get("pusat", "/v1/figures", **params)).status_code == 200


async def test_slow_searches_say_so_and_reports_and_worklists_go_on(
    people: People, report: Report, settings: Settings
) -> None:
    with locked(settings, "report_texts"):
        slow = [asyncio.create_task(people.get("pusat", "/v1/reports", q="jalan")) for _ in EIGHT]
        await asyncio.sleep(0.5)
        await require_readers_are_served(report)
        assert (await people.get("pusat", "/v1/figures")).status_code == 200
        told = sorted((each.status_code, each.json()["code"]) for each in await asyncio.gather(*slow))
    assert told == [(503, "record_busy")] * 2 + [(504, "query_timeout")] * 6
    assert (await people.get("pusat", "/v1/reports", q="jalan")).status_code == 200
