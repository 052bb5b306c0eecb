"""Acts that rename, merge and abolish, as tests enter them over HTTP, and agencies for them to be about."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from httpx import Response
from temporalio.client import Client

import worker
from activities.succession import SuccessionActivity
from records.database import pool_of
from records.installation.setup import prepare_database
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from runtime.settings import Settings
from runtime.singleton_workflows import SUCCESSION, ensure_running
from tests.api.people import People

AGENCIES = """type,agency,unit,username,name,role,region
agency,lama,,,Dinas Lama,,ID-PA
unit,lama,satu,,Bidang Satu,,
unit,lama,dua,,Bidang Dua,,
account,lama,,admin.lama,Admin Lama,agency_admin,
account,lama,satu,petugas.lama,Petugas Lama,liaison_officer,
agency,baru,,,Dinas Baru,,ID-JB
unit,baru,satu,,Bidang Satu,,
account,baru,,admin.baru,Admin Baru,agency_admin,
account,baru,satu,petugas.baru,Petugas Baru,liaison_officer,
agency,ganti,,,Dinas Bernama Lama,,ID-JB
account,ganti,,admin.ganti,Admin Ganti,agency_admin,
"""
MERGER: dict[str, Any] = {
    "kind": "merge",
    "number": "PERDA 1/2026",
    "effective_on": "2026-01-05",
    "agency": "lama",
    "into": "baru",
    "units": {"satu": "satu"},
}


@asynccontextmanager
async def succession_worker(settings: Settings, client: Client) -> AsyncIterator[str]:
    """A queue with a worker that moves reports too, without rests."""
    await prepare_database(settings)
    name = f"successions-{secrets.token_hex(4)}"
    async with pool_of(settings.database_url) as pool:
        keys = KeyStore(pool, LocalWrapper(settings.master_key))
        mover = SuccessionActivity(settings.database_url, pool, client, rest=0, wait=0.2)
        async with worker.build(client, pool, keys, succession=mover, task_queue=name):
            standing = await ensure_running(client, SUCCESSION, task_queue=name)
            yield name
            await standing.terminate("the tests are over")


async def preview(people: People, act: dict[str, Any], who: str = "operator") -> Response:
    headers = await people.headers(who)
    return await people.http.post("/v1/successions/preview", json=act, headers=headers)


async def enact(
    people: People, act: dict[str, Any], who: str = "operator", expected: str | None = None
) -> Response:
    """Enters it as it would be now, or as it was by that digest."""
    if expected is None:
        told = await preview(people, act, who)
        expected = told.json().get("digest", "0" * 64)
    headers = await people.headers(who)
    return await people.http.post("/v1/successions", json=act | {"expected": expected}, headers=headers)


async def finished(people: People, id_: int) -> dict[str, Any]:
    """The act once it has come to its end."""
    async with asyncio.timeout(60):
        while True:
            told: dict[str, Any] = (await people.get("operator", f"/v1/successions/{id_}")).json()
            if told["state"] == "finished":
                return told
            await asyncio.sleep(0.05)


async def rename_one(people: People) -> None:
    """Enters the first act: it renames an agency that no test names."""
    act = {"kind": "rename", "number": "PERDA 7/2026", "effective_on": "2026-01-05"}
    named = {"agency": "pemkab-jayapura", "name": "Pemerintah Kabupaten Jayapura Baru"}
    entered = await enact(people, act | named)
    assert (entered.status_code, entered.json()["id"]) == (201, 1), entered.text
