"""An application over HTTP, as `tuntas api` serves it, in the tests' own loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from runtime.ports import free_port


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[int]:
    """The port on this machine."""
    port = free_port()
    config = uvicorn.Config(
        app, port=port, lifespan="off", http="httptools", log_config=None, timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # leaves the signals to pytest
    while not server.started:
        assert not serving.done()
        await asyncio.sleep(0.02)
    yield port
    if services := getattr(app.state, "services", None):
        services.live.end_all()  # or the server waits for pages that are still open
    server.should_exit = True
    await serving
