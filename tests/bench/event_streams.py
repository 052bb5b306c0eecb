"""What open event streams cost an API process: its CPU while nothing happens, and while decisions are made.

    python -m tests.bench event_streams

Every stream is a connection of its own, of a page that is signed in; half show a worklist, half a report.
"""

import asyncio
import json
import time
from collections.abc import Awaitable

import psutil

from tests.bench.http import Connection
from tests.bench.pages import ADMIN, sign_in
from tests.bench.straight_way import FORWARD, Office, print_line, product

STREAMS = 200
SESSIONS = 20
SECONDS = 60.0
"""How long the process is watched at rest."""
DECISIONS = 100


async def event_streams() -> None:
    """Prints the share of a core that the API takes without streams, with them, and while all are told."""
    async with product("tuntas-bench-") as (settings, _, office):
        running = json.loads((settings.data_dir / "run" / "api.json").read_text("utf-8"))
        api = psutil.Process(running["pid"])
        with Connection(office.port) as http:
            number, _pin = await office.submit(http)
            second = await office.decide(http, number, "pusat", f"{number}-1", **FORWARD)
            assert second
            alone = await _share(api, asyncio.sleep(SECONDS / 2))
            cookies = [await sign_in(office, ADMIN) for _ in range(SESSIONS)]
            pages = ("tugas", f"laporan/{number}")
            streams = [
                await _listen(office.port, pages[each % 2], cookies[each % SESSIONS])
                for each in range(STREAMS)
            ]
            at_rest = await _share(api, asyncio.sleep(SECONDS))
            begun = time.perf_counter()
            busy = await _share(api, _decide(office, http))
            took = time.perf_counter() - begun
        told = sum(stream.count(b"event: look") for stream in [await _read(each) for each in streams])
    print_line(
        bench="event_streams",
        streams=STREAMS,
        alone_percent=round(alone, 2),
        at_rest_percent=round(at_rest, 2),
        cost_percent=round(at_rest - alone, 2),
        busy_percent=round(busy, 1),
        decisions_s=round(DECISIONS / took, 1),
        messages=told,
    )


async def _share(process: psutil.Process, meanwhile: Awaitable[object]) -> float:
    """The share of a core, in percent, that the process took meanwhile."""
    begun, before = time.perf_counter(), process.cpu_times()
    await meanwhile
    after = process.cpu_times()
    spent = after.user + after.system - before.user - before.system
    return 100 * spent / (time.perf_counter() - begun)


async def _listen(port: int, page: str, cookie: str) -> asyncio.StreamReader:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"GET /peristiwa?halaman={page} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
    writer.write(head.encode())
    assert b" 200 " in await reader.readline()
    OPENED.append(writer)
    return reader


OPENED: list[asyncio.StreamWriter] = []
"""Kept, or they would be closed."""


async def _read(reader: asyncio.StreamReader) -> bytes:
    """What a stream has said."""
    said = b""
    while True:
        try:
            async with asyncio.timeout(0.05):
                part = await reader.read(65536)
        except TimeoutError:
            return said
        if not part:
            return said
        said += part


async def _decide(office: Office, http: Connection) -> None:
    http.close()  # it was not used for so long that the server has closed it
    for _ in range(DECISIONS):
        number, _pin = await office.submit(http)
        await office.decide(http, number, "pusat", f"{number}-1", **FORWARD)
