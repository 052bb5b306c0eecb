"""The HTTP server of an API process."""

import socket

import uvicorn

BEFORE_SHUTDOWN = "before_shutdown"
"""What an application may put into the state of its lifespan: a function to be called as soon as the process
is asked to end, before the server waits for the answers that are still being sent."""


class HttpServer(uvicorn.Server):
    """Tells its application that it ends, so that no endless answer delays that."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn."""
        state: dict[str, object] = self.lifespan.state
        if callable(end := state.get(BEFORE_SHUTDOWN)):
            end()
        await super().shutdown(sockets)
