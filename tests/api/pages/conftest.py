"""Browsers without a script, as pages are asked by them."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="module")
async def browser(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """A client that asks as browsers do, and keeps cookies."""
    headers = {"Accept": "text/html", "Origin": ADDRESS}
    async with AsyncClient(
        transport=ASGITransport(app), base_url=ADDRESS, headers=headers, timeout=60
    ) as client:
        yield client
