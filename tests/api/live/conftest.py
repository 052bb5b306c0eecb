"""The application over HTTP, with event streams that last, and browsers that listen to them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, RemoteProtocolError, Response

from api.services import Services
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import HIDDEN
from tests.api.served import served


@dataclass
class Listening:
    """What a stream has said so far."""

    response: Response
    looks: list[dict[str, Any]] = field(default_factory=list)
    is_over: bool = False

    async def read(self) -> None:
        with suppress(RemoteProtocolError):
            async for line in self.response.aiter_lines():
                if line.startswith("data: "):
                    self.looks.append(json.loads(line.removeprefix("data: ")))
        self.is_over = True

    @property
    def reports(self) -> set[str]:
        """All reports that were named."""
        return {number for look in self.looks for number in look["reports"]}


@dataclass
class Watching:
    """Opens sessions and streams, until the test ends."""

    address: str
    stack: AsyncExitStack
    signed_in: dict[str, AsyncClient] = field(default_factory=dict)

    async def sign_in(self, who: str) -> AsyncClient:
        if who not in self.signed_in:
            self.signed_in[who] = await self._send("/masuk", username=who, password=PASSWORD)
        return self.signed_in[who]

    async def open_report(self, number: str, pin: str) -> AsyncClient:
        return await self._send("/lacak", nomor=number, pin=pin)

    async def listen(self, client: AsyncClient, page: str, **query: str) -> Listening:
        sent = client.stream("GET", "/peristiwa", params={"halaman": page, **query})
        return await self.follow(await self.stack.enter_async_context(sent))

    async def follow(self, response: Response) -> Listening:
        listening = Listening(response)
        if response.status_code == 200:
            task = asyncio.create_task(listening.read())
            self.stack.callback(task.cancel)
        return listening

    async def _send(self, path: str, **typed: str) -> AsyncClient:
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        client = AsyncClient(base_url=self.address, headers=headers, timeout=30)
        await self.stack.enter_async_context(client)
        hidden = dict(HIDDEN.findall((await client.get(path)).text))
        assert (await client.post(path, data={**hidden, **typed})).status_code == 303
        return client


@pytest.fixture(scope="module")
async def address(app: FastAPI) -> AsyncIterator[str]:
    app.state.services.live.longest = 900.0
    async with served(app) as port:
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def watching_at(address: str) -> AsyncIterator[Watching]:
    async with AsyncExitStack() as stack:
        yield Watching(address, stack)


@pytest.fixture
async def watching(address: str, services: Services) -> AsyncIterator[Watching]:
    async with watching_at(address) as found:
        yield found
    async with asyncio.timeout(5):  # whoever is gone has no stream any more
        while services.live.count("staff") + services.live.count("reporter"):
            await asyncio.sleep(0.05)


async def until(met: Callable[[], bool] | Callable[[], Awaitable[bool]], seconds: float = 10) -> None:
    """Waits until it is so."""
    async with asyncio.timeout(seconds):
        while True:
            found = met()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.05)
