"""A request's body, bounded in size and time, and its answer on the way out."""

import asyncio
import time

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send

BODY_PATIENCE = 20.0
"""Seconds from a request's head to the end of its body."""
HUNG_UP = 499
"""What figures say of a client that was gone before its body was whole. Nobody is answered so."""
EVENT_STREAM = "text/event-stream"
"""The media type of answers that go on and on."""
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}


class RequestStream:
    """The body of a request. `whole`: all of it has come; `hung_up`: the client was gone before that."""

    def __init__(self, scope: Scope, receive: Receive, limit: int) -> None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        announced = int(length) if length.isascii() and length.isdigit() else 0
        self.too_large = announced > limit
        self.whole = not (announced or "transfer-encoding" in headers)
        self.hung_up = False
        self._held_back = headers.get("expect", "").lower() == "100-continue"
        self._receive = receive
        self._limit = limit
        self._taken = 0
        self._clock = asyncio.get_running_loop().time
        self._deadline = self._clock() + BODY_PATIENCE

    async def receive(self) -> Message:
        """See ASGI. Raises HTTPException: 413 beyond the limit, 408 where the end does not come in time; and
        ClientDisconnect."""
        self._held_back = False
        if self.whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._next()
        except TimeoutError:
            raise HTTPException(408) from None
        if self.hung_up:
            raise ClientDisconnect
        if self._taken > self._limit:
            raise HTTPException(413)
        return message

    async def drop_what_came(self) -> None:
        """Takes what has come already, and forgets it."""
        await self._drop(self._clock())

    async def drop_the_rest(self) -> None:
        """Takes what is still to come, as long as there is patience, and forgets it."""
        await self._drop(self._deadline)

    async def _drop(self, deadline: float) -> None:
        if self._held_back:  # the client waits to be told to send: to take from it would tell it so
            return
        try:
            async with asyncio.timeout_at(deadline):
                while not (self.whole or self.hung_up):
                    await self._next()
        except TimeoutError:
            return

    async def _next(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        self.hung_up = message["type"] == "http.disconnect"
        self.whole = not self.hung_up and not message.get("more_body", False)
        return message


class ResponseStream:
    """The answer to one request. Where it leaves before the request's body is whole, the connection is closed
    after it, once the body has come or its time is over: at once, and clients that are still sending would
    not get to read it; never, and those that send on slowly would keep it for ever."""

    def __init__(self, scope: Scope, body: RequestStream, send: Send) -> None:
        self.status: int | None = None
        self._bodiless = scope["method"] == "HEAD"
        self._body = body
        self._send = send
        self._begun = time.perf_counter()
        self._seconds: float | None = None

    @property
    def seconds(self) -> float:
        """From the request's head to the end of the answer, or to now."""
        return time.perf_counter() - self._begun if self._seconds is None else self._seconds

    async def send(self, message: Message) -> None:
        """See ASGI."""
        if message["type"] == "http.response.start":
            await self._start(message)
            return
        if self._bodiless and message["type"] == "http.response.body":
            if self._seconds is not None:
                return
            message = {"type": "http.response.body", "body": b""}  # at once: a stream may never end
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            self._seconds = self.seconds
            if not (self._body.whole or self._body.hung_up):
                await self._send({**message, "more_body": True})
                await self._body.drop_the_rest()
                message = {"type": "http.response.body", "body": b""}
        await self._send(message)

    async def _start(self, message: Message) -> None:
        self.status = HUNG_UP if self._body.hung_up else message["status"]
        headers = MutableHeaders(scope=message)
        for name, value in SECURITY.items():
            headers.setdefault(name, value)
        if headers.get("content-type", "").startswith(EVENT_STREAM):
            self._seconds = self.seconds  # how long it stays open is no measure of how fast we are
        await self._body.drop_what_came()
        if not self._body.whole:
            headers["Connection"] = "close"
        await self._send(message)
