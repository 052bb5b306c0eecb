"""The straight way through HTTP beside the bare workflow, 50 in flight each, in interleaved rounds.

Everything runs on this machine: Temporal on a file, PostgreSQL, API, both workers, and the callers.
"""

import asyncio
import json
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

from runtime.one_machine import bring_up
from runtime.ports import free_port
from runtime.processes import Program
from runtime.settings import Settings
from runtime.supervisor import Supervisor
from tests.bench.bare import STEPS, TASK_QUEUE, Bare, Step
from tests.bench.http import Connection

IN_FLIGHT = 50
REPORTS = 150
ROUNDS = 5
TEXT = "Puskesmas Pembantu di desa kami tutup sejak Senin dan tidak ada petugas yang dapat dihubungi."
PASSWORD = "bench-password"


class Office:
    """The product as its users meet it: signed-in staff and one connection for each report in flight."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.tokens: dict[str, str] = {}

    async def sign_in(self) -> None:
        """Signs in everybody who acts."""
        from httpx import AsyncClient

        async with AsyncClient(base_url=f"http://127.0.0.1:{self.port}") as client:
            for name in ("pusat", "admin.kemenkes", "penghubung.kemenkes.layanan"):
                form = {"username": name, "password": PASSWORD}
                answer = (await client.post("/v1/token", data=form)).raise_for_status().json()
                self.tokens[name] = answer["access_token"]

    async def submit(self, http: Connection) -> tuple[str, str]:
        """A new report's number and PIN."""
        status, answer = await http.call(
            "POST", "/v1/reports", SUBMISSION, Idempotency_Key=secrets.token_hex(8)
        )
        assert status == 201, answer
        return answer["tracking_number"], answer["pin"]

    async def decide(self, http: Connection, number: str, by: str, task: str, **decision: Any) -> str | None:
        """Decides on `task`; returns the next task's id."""
        headers = {"Authorization": f"Bearer {self.tokens[by]}", "Idempotency_Key": secrets.token_hex(8)}
        body = {"task": task, "decision": decision}
        status, answer = await http.call("POST", f"/v1/reports/{number}/decisions", body, **headers)
        assert status == 200, answer
        return answer["task"]["id"] if answer["task"] else None

    async def straight(self, http: Connection) -> str:
        """One report from submission to confirmation."""
        number, pin = await self.submit(http)
        first = f"{number}-1"
        second = await self.decide(http, number, "pusat", first, **FORWARD)
        third = await self.decide(http, number, "admin.kemenkes", str(second), kind="dispose", unit="layanan")
        answered = {"kind": "respond", "text": TEXT, "final": True}
        await self.decide(http, number, "penghubung.kemenkes.layanan", str(third), **answered)
        body = {"decision": {"kind": "confirm", "rating": 5}}
        status, answer = await http.call("POST", f"/v1/reports/{number}/replies", body, Report_Pin=pin)
        assert status == 200, answer
        return number


SUBMISSION = {
    "title": "Puskesmas Pembantu tutup",
    "text": TEXT,
    "class": "complaint",
    "channel": "web",
    "anonymous": False,
    "confidential": False,
    "reporter": {"name": "Siti", "email": "siti@example.org"},
}
FORWARD = {
    "kind": "forward",
    "agency": "kemenkes",
    "class": "complaint",
    "supervisory": False,
    "category": "kesehatan",
}


@asynccontextmanager
async def product(prefix: str) -> AsyncIterator[tuple[Settings, Supervisor, Office]]:
    """The whole product in a folder of its own, named so, with everybody signed in; ended afterwards."""
    with TemporaryDirectory(prefix=prefix) as folder:
        environment = {
            "TUNTAS_DATA_DIR": folder,
            "TUNTAS_DEV": "1",
            "TUNTAS_DEMO_PASSWORD": PASSWORD,
            "TUNTAS_HTTP_PORT": str(free_port()),
            "TUNTAS_TEMPORAL_PORT": str(free_port()),
            "TUNTAS_INTAKE_PER_SECOND": "100000",
        }
        settings = Settings.of_environment({**os.environ, **environment})
        async with Supervisor(Path(folder) / "run", Path(folder) / "logs", lambda _: None) as supervisor:
            await bring_up(settings, supervisor)
            office = Office(settings.http_port)
            await office.sign_in()
            yield settings, supervisor, office


@asynccontextmanager
async def services() -> AsyncIterator[tuple[Office, Client]]:
    """The whole product with the bare worker beside it, all ended afterwards."""
    async with product("tuntas-bench-") as (settings, supervisor, office):
        temporal = settings.embedded_temporal
        assert temporal
        bare_worker = (sys.executable, "-m", "tests.bench.bare", temporal.address, temporal.namespace)
        await supervisor.start(Program("bare", bare_worker))
        client = await Client.connect(
            temporal.address, namespace=temporal.namespace, data_converter=pydantic_data_converter
        )
        yield office, client


async def bare(client: Client) -> None:
    """One bare workflow through its four steps."""
    name = secrets.token_hex(8)
    handle = await client.start_workflow(Bare.run, id=f"bare-{name}", task_queue=TASK_QUEUE)
    for number in range(1, STEPS + 1):
        await handle.execute_update(Bare.step, Step(number, "somebody", TEXT))
    await handle.result()


async def per_second(one: Callable[[int], Awaitable[object]]) -> float:
    """How many a second, IN_FLIGHT at a time, REPORTS in all."""
    waiting = iter(range(REPORTS))

    async def lane(number: int) -> None:
        for _ in waiting:
            await one(number)

    begun = time.perf_counter()
    await asyncio.gather(*(lane(number) for number in range(IN_FLIGHT)))
    return REPORTS / (time.perf_counter() - begun)


async def straight_way() -> None:
    """Prints the throughput, and what one decision alone costs."""
    async with services() as (office, client):
        lanes = [Connection(office.port) for _ in range(IN_FLIGHT)]
        ours: list[float] = []
        theirs: list[float] = []
        await office.straight(lanes[0])
        await bare(client)
        for number in range(ROUNDS):
            for mine in (True, False) if number % 2 else (False, True):
                if mine:
                    ours.append(await per_second(lambda lane: office.straight(lanes[lane])))
                else:
                    theirs.append(await per_second(lambda _: bare(client)))
        report = await office.straight(lanes[0])
        history = await client.get_workflow_handle(report).fetch_history()
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        print_line(
            bench="straight_way",
            reports_s=round(median(ours), 1),
            bare_s=round(median(theirs), 1),
            ratio_to_bare=round(median(ratios), 2),
            ratios=[round(ratio, 2) for ratio in ratios],
            events=len(history.events),
            bytes=sum(event.ByteSize() for event in history.events),
        )
        await decision_alone(office, client, lanes[0])


async def decision_alone(office: Office, client: Client, http: Connection, times: int = 60) -> None:
    """Prints what one decision costs when nothing else is going on, beside a bare update."""
    ours, theirs = [], []
    for _ in range(times):
        number, _pin = await office.submit(http)
        await asyncio.sleep(0.02)
        begun = time.perf_counter()
        await office.decide(http, number, "pusat", f"{number}-1", **FORWARD)
        ours.append(time.perf_counter() - begun)
        name = secrets.token_hex(8)
        handle = await client.start_workflow(Bare.run, id=f"bare-{name}", task_queue=TASK_QUEUE)
        await asyncio.sleep(0.02)
        begun = time.perf_counter()
        await handle.execute_update(Bare.step, Step(1, "somebody", TEXT))
        theirs.append(time.perf_counter() - begun)
    print_line(bench="decision_alone", **_percentiles("decision", ours), **_percentiles("bare", theirs))


def _percentiles(name: str, seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {f"{name}_p50_ms": round(cuts[49] * 1000, 1), f"{name}_p99_ms": round(cuts[98] * 1000, 1)}


def print_line(**figures: Any) -> None:
    """One JSON line."""
    print(json.dumps(figures), flush=True)
