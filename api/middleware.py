"""What every request passes on its way in and out: the limits of its body, security headers, figures."""

import time

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.answers import problems
from api.answers.problems import Problem, Responder
from api.metrics import Metrics
from api.requests.streams import HUNG_UP, RequestStream, ResponseStream

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
TOO_LARGE = Problem(413, problems.CODES[413], problems.DETAILS[413])


class RequestMiddleware:
    """Wraps the application. A body is read up to `limit` bytes, never further. Whatever answers GET answers
    HEAD. Clients that hang up are no errors: they are counted as 499. `respond` answers what is too large."""

    def __init__(self, app: ASGIApp, limit: int, metrics: Metrics, respond: Responder) -> None:
        self._app = app
        self._limit = limit
        self._metrics = metrics
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["received_at"] = time.time()
        body = RequestStream(scope, receive, self._limit)
        response = ResponseStream(scope, body, send)
        method = scope["method"] if scope["method"] in METHODS else "other"
        if method == "HEAD":  # RFC 9110, 9.3.2: as GET, without a body
            scope = {**scope, "method": "GET"}
        try:
            if body.too_large:
                refusal = await self._respond(Request(scope), TOO_LARGE)
                await refusal(scope, body.receive, response.send)
            else:
                await self._app(scope, body.receive, response.send)
        except ClientDisconnect:
            response.status = response.status or HUNG_UP
        finally:
            self._metrics.answered(method, _route(scope), response.status or 500, response.seconds)


def _route(scope: Scope) -> str:
    """The route's template; what matched none has one name for all, so that nobody fills the figures."""
    route = scope.get("route")
    return getattr(route, "path_format", None) or getattr(route, "path", None) or "none"
