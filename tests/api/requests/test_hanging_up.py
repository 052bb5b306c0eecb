"""Clients that hang up, and clients that never finish what they send, by plain sockets on a real server."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.requests import streams
from tests.api.people import FORM, People
from tests.api.served import served
from tests.logged import Logged, logged

CALLS = 150
ANNOUNCED = "Content-Length: 5000\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n\r\n"
URL_ENCODED = "Content-Type: application/x-www-form-urlencoded\r\n"
KINDS = ("nothing", "announced", "chunked", "form", "decree", "password")
QUIET = 0.4
"""Seconds within which a body has to come to its end here."""


@pytest.fixture(scope="module")
async def port(app: FastAPI) -> AsyncIterator[int]:
    async with served(app) as found:
        yield found


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BODY_PATIENCE", QUIET)


@pytest.fixture
async def beginnings(people: People) -> dict[str, bytes]:
    """Requests whose bodies have only begun."""
    token = (await people.headers("pusat"))["Authorization"]
    begun = {
        "nothing": f"POST /v1/reports HTTP/1.1\r\nHost: x\r\n{ANNOUNCED}",
        "announced": f"POST /v1/reports HTTP/1.1\r\nHost: x\r\n{ANNOUNCED}" + '{"title"',
        "chunked": f"POST /v1/reports HTTP/1.1\r\nHost: x\r\n{CHUNKED}" + '6\r\n{"titl\r\n',
        "form": f"POST /v1/token HTTP/1.1\r\nHost: x\r\n{URL_ENCODED}{ANNOUNCED}username=",
        "decree": f"POST /v1/decrees HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n{ANNOUNCED}" + "{",
        "password": f"POST /v1/password HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n{ANNOUNCED}",
    }
    return {kind: begun[kind].encode() for kind in KINDS}


async def counted(http: AsyncClient) -> dict[str, float]:
    """How many requests were answered so far, by status, other than those that ask this."""
    found: dict[str, float] = {}
    figures = (await http.get("/metrics")).text
    line = r'^tuntas_http_requests_total{.*route="(?!/metrics).*status="(\d+)"} (.+)$'
    for status, figure in re.findall(line, figures, re.MULTILINE):
        found[status] = found.get(status, 0) + float(figure)
    return found


async def counted_since(http: AsyncClient, before: dict[str, float], calls: int) -> dict[str, float]:
    """What was counted since, once it is so many."""
    async with asyncio.timeout(20):
        while True:
            now = await counted(http)
            since = {status: count - before.get(status, 0) for status, count in now.items()}
            if sum(since.values()) >= calls:
                return {status: count for status, count in since.items() if count}
            await asyncio.sleep(0.1)


async def send(port: int, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    return reader, writer


async def hang_up(port: int, request: bytes) -> None:
    _, writer = await send(port, request)
    await asyncio.sleep(0.05)
    writer.close()


async def read_all(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server closes; a byte sent just after that resets the connection."""
    received = b""
    with suppress(ConnectionResetError):
        while chunk := await reader.read(65_536):
            received += chunk
    return received


async def closed(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> tuple[bytes, float]:
    """What was answered, and after how many seconds the server closed, while a byte is sent now and then."""
    begun = time.monotonic()
    answering = asyncio.create_task(read_all(reader))
    with suppress(ConnectionError):
        while not answering.done() and time.monotonic() - begun < QUIET + 5:
            writer.write(b" ")
            await asyncio.sleep(QUIET / 8)
    assert answering.done(), "the connection stayed open"
    writer.close()
    return answering.result(), time.monotonic() - begun


def errors(log: Logged) -> list[object]:
    return [line for line in log.lines if line["level"] not in {"debug", "info"}]


def head_and_body(answer: bytes) -> tuple[str, str]:
    head, _, body = answer.decode().partition("\r\n\r\n")
    return head.lower(), body


async def test_clients_that_hang_up_are_neither_errors_nor_tracebacks(
    http: AsyncClient, port: int, beginnings: dict[str, bytes]
) -> None:
    before = await counted(http)
    with logged() as log:
        calls = [beginnings[KINDS[at % len(KINDS)]] for at in range(CALLS)]
        await asyncio.gather(*(hang_up(port, call) for call in calls))
        assert await counted_since(http, before, CALLS) == {"499": CALLS}
    assert errors(log) == []


async def test_reports_of_clients_that_do_not_wait_for_the_answer_are_taken(
    http: AsyncClient, port: int
) -> None:
    body = json.dumps(FORM).encode()
    head = f"POST /v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    before = await counted(http)
    with logged() as log:
        await asyncio.gather(*(hang_up(port, head + body) for _ in range(10)))
        assert await counted_since(http, before, 10) == {"201": 10}
    assert errors(log) == []


async def test_readers_who_do_not_wait_for_the_answer_are_no_errors(
    http: AsyncClient, port: int, people: People
) -> None:
    report = await people.submit()
    token = (await people.headers("auditor"))["Authorization"]
    paths = ["/v1/reports", f"{report.url}/timeline", f"{report.url}/bundle", "/v1/figures", "/nothing"]
    before = await counted(http)
    with logged() as log:
        await asyncio.gather(
            *(
                hang_up(port, f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n\r\n".encode())
                for path in paths * 3
            )
        )
        since = await counted_since(http, before, len(paths) * 3)
    assert not [status for status in since if status >= "500" and status != "503"], since
    assert errors(log) == []


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_body_that_does_not_come_to_its_end_is_answered_408_and_the_connection_closed(
    port: int, beginnings: dict[str, bytes], kind: str
) -> None:
    begun = time.monotonic()
    reader, writer = await send(port, beginnings[kind])
    async with asyncio.timeout(QUIET + 5):
        head, body = head_and_body(await reader.read())
    assert time.monotonic() - begun >= QUIET
    assert head.startswith("http/1.1 408 ")
    assert "connection: close" in head
    assert "content-type: application/problem+json" in head
    assert json.loads(body)["code"] == "body_too_slow"
    writer.close()


@pytest.mark.usefixtures("in_a_hurry")
async def test_a_body_that_comes_drop_by_drop_has_no_more_time_than_another(
    port: int, beginnings: dict[str, bytes]
) -> None:
    answer, after = await closed(*await send(port, beginnings["announced"]))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert after < QUIET + 2


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize(
    ("request_line", "status"),
    [("POST /v1/decrees", 401), ("POST /nothing", 404), ("DELETE /v1/tasks", 405), ("GET /healthz", 200)],
)
async def test_what_is_answered_before_its_body_came_does_not_stay_open_either(
    port: int, request_line: str, status: int
) -> None:
    request = f"{request_line} HTTP/1.1\r\nHost: x\r\n{ANNOUNCED}x".encode()
    answer, after = await closed(*await send(port, request))
    head, _ = head_and_body(answer)
    assert head.startswith(f"http/1.1 {status} ")
    assert "connection: close" in head
    assert after < QUIET + 2


async def test_a_client_that_asks_before_it_sends_is_refused_without_being_told_to_send(port: int) -> None:
    asking = f"POST /nothing HTTP/1.1\r\nHost: x\r\n{ANNOUNCED.rstrip()}\r\nExpect: 100-continue\r\n\r\n"
    reader, writer = await send(port, asking.encode())
    async with asyncio.timeout(QUIET + 5):
        answer = await reader.read()
    writer.close()
    head, _ = head_and_body(answer)
    assert head.startswith("http/1.1 404 ")
    assert "100 continue" not in answer.decode().lower()


async def test_who_sends_too_much_can_read_that_it_is_too_much(port: int) -> None:
    size = 20_000_000
    reader, writer = await send(port, f"POST /v1/reports HTTP/1.1\r\nContent-Length: {size}\r\n\r\n".encode())
    for _ in range(20):
        writer.write(b"x" * (size // 20))
        await writer.drain()
    async with asyncio.timeout(10):
        head, body = head_and_body(await reader.read())
    assert head.startswith("http/1.1 413 ")
    assert json.loads(body)["code"] == "body_too_large"
    writer.close()


async def test_a_connection_is_kept_for_more_where_the_whole_body_has_come(port: int) -> None:
    request = b"POST /v1/decrees HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    reader, writer = await send(port, request)
    for _ in range(2):
        async with asyncio.timeout(10):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("http/1.1 401 ")
        assert "connection: close" not in head
        length = re.search(r"content-length: (\d+)", head)
        assert length is not None
        await reader.readexactly(int(length[1]))
        writer.write(request)
    writer.close()
