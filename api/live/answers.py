"""An event stream as the answer to a request (Server-Sent Events)."""

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.live.stream import Stream
from api.live.streams import Streams
from api.requests.streams import EVENT_STREAM

HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}
"""No proxy is to collect or compress what is sent."""


class EventStreamResponse(StreamingResponse):
    """Sends the messages of `stream` until it ends or the client is gone, and closes it."""

    def __init__(self, streams: Streams, stream: Stream) -> None:
        super().__init__(stream.messages(), media_type=EVENT_STREAM, headers=HEADERS)
        self._streams = streams
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.close(self._stream)
