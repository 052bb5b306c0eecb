"""Replays over HTTP, as tests ask for them, and reports to be replayed."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from httpx import Response

from api.services import Services
from evidence.archive.gaps import Gap
from evidence.archive.names import object_name
from evidence.archive.report_archiver import ReportArchiver
from runtime.subprocess_pool import SubprocessPool
from tests.api.people import TEXT, People, Report

Owner = psycopg.Connection[Any]


async def replayed(report: Report, who: str = "auditor") -> Response:
    """The answer to somebody who asks for a replay."""
    return await report.http.post(f"{report.url}/replay", headers=await report.people.headers(who))


async def verdict(report: Report) -> dict[str, Any]:
    """What an auditor is told."""
    response = await replayed(report)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


@pytest.fixture
async def finished(people: People, services: Services) -> Report:
    """A report that was confirmed."""
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "respond", text=TEXT, final=True)
    await report.reply("confirm", rating=5)
    await services.client.get_workflow_handle(report.number).result()
    return report


@pytest.fixture
def owner(services: Services) -> Iterator["psycopg.Connection[Any]"]:
    """Whoever owns the database, and minds no trigger."""
    with psycopg.connect(services.settings.database_url, autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


async def sealed(services: Services, report: Report) -> Path:
    """Seals the report; returns its object."""
    with contextlib.closing(SubprocessPool()) as subprocesses:
        assert (
            await ReportArchiver(services.client, services.pool, services.store, subprocesses).fill(
                Gap(report.number, 1)
            )
            is None
        )
    return Path(services.settings.archive_url) / object_name(report.number)
