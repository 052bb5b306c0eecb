"""Bulk decisions, as tests send them and wait for them."""

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

from httpx import Response

from api.services import Services
from records.database import rows
from tests.api.people import People, Report

NOTE = "Mohon segera ditindaklanjuti oleh petugas."
NUDGE = {"kind": "nudge", "note": NOTE}
ARCHIVE = {"kind": "archive", "reason": "unclear", "note": "Laporan tidak menyebut tempat kejadian."}


async def submit_all(people: People, count: int, **changed: Any) -> list[Report]:
    """New reports at the centre, in the record too."""
    made = [await people.submit(**changed) for _ in range(count)]
    return [await each.recorded() for each in made]


def tasks_of(reports: Sequence[Report]) -> list[str]:
    """The ids of their open tasks."""
    return [each.task or "" for each in reports]


async def send(
    people: People,
    who: str,
    tasks: Sequence[str],
    decision: dict[str, Any] | None,
    key: str | None = None,
    *,
    preview: bool = False,
) -> Response:
    headers = await people.headers(who) | {"Idempotency-Key": key or secrets.token_hex(8)}
    body = {"tasks": list(tasks), "decision": decision}
    params = {"preview": "true"} if preview else {}
    return await people.http.post("/v1/bulks", json=body, params=params, headers=headers)


async def act(people: People, who: str, id_: str, what: str) -> dict[str, Any]:
    response = await people.http.post(f"/v1/bulks/{id_}/{what}", headers=await people.headers(who))
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def finished(people: People, who: str, id_: str, seconds: float = 60) -> dict[str, Any]:
    """The bulk once nothing of it waits."""
    async with asyncio.timeout(seconds):
        while True:
            told: dict[str, Any] = (await people.get(who, f"/v1/bulks/{id_}")).json()
            if not told["waiting"]:
                return told
            await asyncio.sleep(0.1)


async def carried_out(
    people: People, who: str, tasks: Sequence[str], decision: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The bulk once it is done, and its items."""
    sent = await send(people, who, tasks, decision)
    assert sent.status_code == 202, sent.text
    told = await finished(people, who, sent.json()["id"])
    return told, await items_of(people, who, told["id"])


async def items_of(people: People, who: str, id_: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await people.get(who, f"/v1/bulks/{id_}/items")).json()["items"]
    return found


async def count_sealed(services: Services, id_: str) -> int:
    """How many of its tasks have sealed texts on record."""
    query = "select task from bulk_items where bulk = %s and content is not null"
    return len(await rows(services.pool, query, [id_]))
