"""What every request passes on its way in and out: the size limit, security headers, figures."""

import time

from fastapi import HTTPException
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.metrics import Metrics
from api.problems import Problem

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}
TOO_LARGE = Problem(413, problems.CODES[413], problems.DETAILS[413])


class Frontier:
    """Wraps the application. A body is read up to `limit` bytes, never further. Whatever answers GET answers
    HEAD."""

    def __init__(self, app: ASGIApp, limit: int, metrics: Metrics) -> None:
        self._app = app
        self._limit = limit
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500
        bodiless = scope["method"] == "HEAD"
        if bodiless:  # RFC 9110, 9.3.2: as GET, without a body
            scope = {**scope, "method": "GET"}

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            elif bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            if self._announced(scope) > self._limit:
                await problems.answer(TOO_LARGE)(scope, receive, sending)
            else:
                await self._app(scope, self._limited(receive), sending)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.answered(
                "HEAD" if bodiless else method, _route(scope), status, time.perf_counter() - begun
            )

    def _announced(self, scope: Scope) -> int:
        """The length that the request announces; 0 where it doesn't."""
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit():
                return int(value)
        return 0

    def _limited(self, receive: Receive) -> Receive:
        taken = 0

        async def receiving() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limit:
                raise HTTPException(413)
            return message

        return receiving


def _route(scope: Scope) -> str:
    """The route's template; what matched none has one name for all, so that nobody fills the figures."""
    route = scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or "none"
