"""A way to the engine that can be cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Cable:
    """Passes bytes on to `address` until it is cut."""

    def __init__(self, address: str) -> None:
        self._host, _, self._port = address.partition(":")
        self._ends: list[asyncio.StreamWriter] = []
        self._server: asyncio.Server | None = None
        self.address = ""

    async def lay(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.address = "127.0.0.1:{1}".format(*self._server.sockets[0].getsockname())

    def cut(self) -> None:
        if self._server:
            self._server.close()
        for end in self._ends:
            end.transport.abort()

    async def _accept(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, forth = await asyncio.open_connection(self._host, int(self._port))
        self._ends += [back, forth]
        await asyncio.gather(_pass_on(near, forth), _pass_on(far, back))


async def _pass_on(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    sink.transport.abort()


@asynccontextmanager
async def cable_to(address: str) -> AsyncIterator[Cable]:
    cable = Cable(address)
    await cable.lay()
    try:
        yield cable
    finally:
        cable.cut()
