"""Streams by themselves: how often they speak, how little they hold, how many there may be, how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from httpx import AsyncClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from api.answers.problems import Problem
from api.live import stream as stream_module
from api.live.audience import About, Topic
from api.live.stream import MOST_NAMED, Stream
from api.live.streams import MOST_OF_ONE, Streams
from runtime.http_server import BEFORE_SHUTDOWN, HttpServer
from runtime.ports import free_port
from tests.api.live.test_audience import PEOPLE, Accounts

TASKS = Topic(About.TASKS)
CENTRE = [["national_admin", None, None, None]]


def payload(number: int, owners: list[list[str | None]] = CENTRE, **more: Any) -> str:
    place: dict[str, Any] = {"agency": None, "unit": None, "declined": []}
    told = {"report": f"R{number}", "at": 1.0, "first": 2, "kinds": ["forwarded"], "owners": owners, **place}
    return json.dumps({**told, **more})


def open_stream(streams: Streams, who: str = "national", **more: Any) -> Stream:
    return streams.open(TASKS, PEOPLE[who], **more)


async def next_look(messages: AsyncIterator[bytes]) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            message = (await anext(messages)).decode()
            if "data: " in message:
                look: dict[str, Any] = json.loads(message.split("data: ")[1])
                return look


async def test_a_stream_speaks_once_a_second_at_most_and_then_names_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream_module, "PAUSE", 0.3)
    streams = Streams(Accounts(), longest=10)
    messages = open_stream(streams).messages()
    assert (await anext(messages)).startswith(b"retry: ")
    await streams.receive(payload(1))
    assert (await next_look(messages))["reports"] == ["R1"]
    begun = asyncio.get_running_loop().time()
    await streams.receive(payload(2))
    await streams.receive(payload(3))
    assert await next_look(messages) == {"reports": ["R2", "R3"], "presence": False, "missed": False}
    assert asyncio.get_running_loop().time() - begun >= 0.25


async def test_a_stream_that_nobody_reads_holds_one_message_and_delays_no_other() -> None:
    streams = Streams(Accounts(), longest=10)
    slow, quick = open_stream(streams), open_stream(streams)
    messages = quick.messages()
    for number in range(3 * MOST_NAMED):
        await streams.receive(payload(number))
    assert (await next_look(messages))["missed"] is True
    assert len(slow._reports) == MOST_NAMED
    look = await next_look(slow.messages())
    assert len(look["reports"]) == MOST_NAMED
    assert look["missed"] is True


async def test_what_can_not_be_read_and_what_was_not_heard_says_that_anything_may_have_changed() -> None:
    streams = Streams(Accounts(), longest=10)
    for told in ("", "{}", payload(1, kinds=["of a newer release"]), None):
        stream = open_stream(streams)
        await streams.receive(told)
        assert await next_look(stream.messages()) == {"reports": [], "presence": False, "missed": True}
        streams.close(stream)


async def test_what_is_confirmed_to_be_nothing_is_not_told() -> None:
    streams = Streams(Accounts(), longest=0.2)
    asked: list[int] = []

    async def nothing(first: int) -> bool:
        asked.append(first)
        return False

    messages = open_stream(streams, confirm=nothing).messages()
    await streams.receive(payload(1))
    assert not [each async for each in messages if b"data" in each]
    assert asked == [2]


async def test_too_many_streams_are_refused_and_closed_ones_make_room() -> None:
    streams = Streams(Accounts(), longest=10, most=MOST_OF_ONE + 1)
    opened = [open_stream(streams, session="one") for _ in range(MOST_OF_ONE)]
    with pytest.raises(Problem) as refused:
        open_stream(streams, session="one")
    assert (refused.value.status, refused.value.code) == (429, "too_many_streams")
    open_stream(streams, session="two")
    with pytest.raises(Problem):
        open_stream(streams, session="three")
    streams.close(opened[0])
    assert open_stream(streams, session="three").is_ended is False


async def test_a_quiet_stream_sends_comments_and_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "HEARTBEAT", 0.05)
    sent = [each async for each in open_stream(Streams(Accounts(), longest=0.18)).messages()]
    assert 2 <= sent.count(b":\n\n") <= 4


@asynccontextmanager
async def lifespan(_app: Starlette) -> AsyncIterator[dict[str, object]]:
    streams = Streams(Accounts(), longest=60)
    yield {BEFORE_SHUTDOWN: streams.end_all, "streams": streams}


async def endless(request: Request) -> StreamingResponse:
    stream = open_stream(request.state.streams)
    return StreamingResponse(stream.messages(), media_type="text/event-stream")


async def test_a_server_that_is_asked_to_end_does_not_wait_for_streams() -> None:
    app = Starlette(routes=[Route("/", endless)], lifespan=lifespan)
    config = uvicorn.Config(app, port=(port := free_port()), log_config=None, timeout_graceful_shutdown=30)
    server = HttpServer(config)
    serving = asyncio.create_task(server._serve())  # leaves the signals to pytest
    while not server.started:
        await asyncio.sleep(0.02)
    async with AsyncClient() as client, client.stream("GET", f"http://127.0.0.1:{port}/") as answer:
        chunks = answer.aiter_bytes()
        assert (await anext(chunks)).startswith(b"retry: ")
        begun = asyncio.get_running_loop().time()
        server.should_exit = True
        assert [each async for each in chunks] == []
    await serving
    assert asyncio.get_running_loop().time() - begun < 5
