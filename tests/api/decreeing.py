"""Decrees as tests enter and withdraw them over HTTP, and what became of a report's clocks."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

from httpx import Response
from temporalio.client import Client

import worker
from activities.retime import RetimeActivity
from api.services import Services
from calendars import Snapshot
from records.database import pool_of
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from runtime.singleton_workflows import RETIME, ensure_running
from tests.api.people import People, Report

REASON = "Dicabut karena salah tanggal"


@asynccontextmanager
async def retiming_worker(
    settings: Settings, client: Client, rest: float, **impatient: float
) -> AsyncIterator[str]:
    """A queue with a worker that re-times too, resting so many times as long as a report took."""
    await prepare_database(settings)
    name = f"decrees-{secrets.token_hex(4)}"
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        retimer = RetimeActivity(settings.database_url, pool, client, rest, **impatient)
        async with worker.build(client, pool, keys, retime=retimer, task_queue=name):
            standing = await ensure_running(client, RETIME, task_queue=name)
            yield name
            await standing.terminate("the tests are over")


def working_day_before(services: Services, due_on: str, code: str = "ID") -> str:
    """The last working day before a due day: one that every clock due then counts, or starts on."""
    calendar: Snapshot = services.directory.calendar(code)
    day = date.fromisoformat(due_on) - timedelta(days=1)
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day.isoformat()


def off(number: str, *days: str, **more: Any) -> dict[str, Any]:
    """A decree that makes these days non-working."""
    return {
        "number": number,
        "title": "Cuti bersama tambahan",
        "issued_on": "2026-01-05",
        "region": "ID",
        "non_working": [{"date": day, "name": f"Libur {number}"} for day in days],
        "working": [],
    } | more


async def enact(people: People, decree: dict[str, Any], who: str = "pusat", **params: Any) -> Response:
    headers = await people.headers(who)
    return await people.http.post("/v1/decrees", json=decree, headers=headers, params=params)


async def withdraw(people: People, number: str, **params: Any) -> Response:
    headers = await people.headers("pusat")
    url = f"/v1/decrees/{number}/withdraw"
    return await people.http.post(url, json={"reason": REASON}, headers=headers, params=params)


async def carried_out(people: People, number: str) -> dict[str, Any]:
    """The decree once its re-timing has come to its end."""
    while True:
        told: dict[str, Any] = (await people.http.get(f"/v1/decrees/{number}")).json()
        if told["retiming"] is None or told["retiming"]["state"] == "finished":
            return told
        await asyncio.sleep(0.05)


async def clocks(report: Report) -> dict[str, dict[str, Any]]:
    """The running clocks by name, live."""
    state = (await report.get("auditor", source="live")).json()
    return {clock["name"]: clock for clock in state["clocks"] if clock["stopped_at"] is None}


async def moved(report: Report) -> list[dict[str, Any]]:
    return [fact["data"] for fact in await report.facts() if fact["kind"] == "deadline_moved"]
